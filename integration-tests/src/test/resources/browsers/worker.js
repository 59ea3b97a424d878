addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
	if (new URL(event.request.url).pathname.includes('through-a-service-worker')) {
		event.respondWith(fetch(event.request));
	}
});
