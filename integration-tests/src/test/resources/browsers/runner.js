'use strict';
// Does what the cases say, one after the other, and reports what a script sees of it.
const TIMEOUT_MILLIS = 8000;

async function read(response, names) {
	if (response.type === 'opaque' || response.type === 'opaqueredirect') {
		return response.type;
	}
	const values = names.map((name) => ' ' + name + '=' + response.headers.get(name));
	return (response.status + ' ' + await response.text()).trimEnd() + values.join('');
}

const loaded = (element) => new Promise((resolve) => {
	element.onload = () => resolve('loaded');
	element.onerror = () => resolve('blocked');
	document.head.append(element);
});

function create(name, attributes) {
	const element = document.createElement(name);
	Object.entries(attributes).forEach(([attribute, value]) => element.setAttribute(attribute, value));
	return element;
}

const kinds = {
	fetch: async ({ url, init, read: names }) => {
		const response = await fetch(url, init);
		return init.only === 'status' ? String(response.status) : read(response, names);
	},
	xhr: ({ url, init }) => new Promise((resolve) => {
		const request = new XMLHttpRequest();
		request.open(init.method ?? 'GET', url);
		request.withCredentials = init.credentials === 'include';
		Object.entries(init.headers ?? {}).forEach(([name, value]) => request.setRequestHeader(name, value));
		if (init.upload) {
			request.upload.onprogress = () => {};
		}
		request.onload = () => resolve(request.status + ' ' + request.responseText);
		request.onerror = () => resolve('blocked');
		request.send(init.body);
	}),
	image: ({ url, init }) => loaded(create('img', { ...init, src: url })),
	script: ({ url, init }) => loaded(create('script', { ...init, src: url })),
	module: ({ url }) => loaded(create('script', { type: 'module', src: url })),
	stylesheet: ({ url, init }) => loaded(create('link', { rel: 'stylesheet', ...init, href: url })),
	font: ({ url }) => new FontFace('case', 'url(' + url + ')').load().then(() => 'loaded', () => 'blocked'),
	eventSource: ({ url, init }) => new Promise((resolve) => {
		const source = new EventSource(url, { withCredentials: init.credentials === 'include' });
		source.onmessage = (event) => { source.close(); resolve(event.data); };
		source.onerror = () => { source.close(); resolve('blocked'); };
	}),
	beacon: async ({ url, init }) => {
		const type = init.headers?.['Content-Type'];
		navigator.sendBeacon(url, type ? new Blob(['{}'], { type }) : 'text');
		later = pause(200);
		return 'nothing';
	},
	webSocket: ({ url }) => new Promise((resolve) => {
		const socket = new WebSocket(url);
		socket.onopen = () => { socket.close(); resolve('open'); };
		socket.onerror = () => resolve('blocked');
	}),
	form: async ({ url, init }) => {
		const frame = create('iframe', { name: 'form' + Math.random() });
		document.body.append(frame);
		const form = create('form', { action: url, method: init.method ?? 'GET', target: frame.name, enctype: init.enctype ?? 'application/x-www-form-urlencoded' });
		document.body.append(form);
		form.submit();
		later = pause(200);
		return 'nothing';
	},
	frame: ({ url }) => new Promise((resolve) => {
		const frame = create('iframe', { src: url });
		frame.onload = () => { frame.remove(); resolve('nothing'); };
		document.body.append(frame);
	}),
	worker: async ({ url, init }) => {
		await navigator.serviceWorker.register('/worker.js');
		await navigator.serviceWorker.ready;
		if (!navigator.serviceWorker.controller) {
			await new Promise((resolve) => { navigator.serviceWorker.oncontrollerchange = resolve; });
		}
		return read(await fetch(url, init), []);
	}
};

// What no script can await has until then to arrive.
let later = Promise.resolve();

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function perform(step) {
	if (step.pause > 0) {
		await pause(step.pause);
	}
	if (step.frame) {
		return inFrame(step);
	}
	try {
		return await Promise.race([kinds[step.kind](step), pause(TIMEOUT_MILLIS).then(() => 'nothing happened')]);
	}
	catch (error) {
		return error instanceof TypeError ? 'blocked' : error.name + ': ' + error.message;
	}
}

function inFrame(step) {
	const sandboxed = step.frame === 'sandbox';
	const frame = create('iframe', { src: (sandboxed ? location.origin : step.frame) + '/page.html?frame', ...(sandboxed ? { sandbox: 'allow-scripts allow-forms' } : {}) });
	return new Promise((resolve) => {
		const listener = (event) => {
			if (event.source !== frame.contentWindow) {
				return;
			}
			if (event.data === 'ready') {
				frame.contentWindow.postMessage({ ...step, frame: '', pause: 0 }, '*');
				return;
			}
			removeEventListener('message', listener);
			if (event.data === 'nothing') {
				later = pause(200);
			}
			else {
				frame.remove();
			}
			resolve(event.data);
		};
		addEventListener('message', listener);
		document.body.append(frame);
	});
}

const report = (content) => fetch('/report', { method: 'POST', body: JSON.stringify(content) });

async function performAll({ id, steps }) {
	const sees = [];
	for (const step of steps) {
		sees.push(await perform(step));
	}
	await report({ id, sees: sees.join(' | ') });
}

async function run() {
	const { cases, next } = await (await fetch('/cases' + location.search, { cache: 'no-store' })).json();
	// What has to wait does so beside the others.
	const waits = ({ steps }) => steps.some((step) => step.pause > 0);
	const waiting = cases.filter(waits).map(performAll);
	// A service worker stays, and changes what others meet.
	const isWorker = ({ steps }) => steps.some((step) => step.kind === 'worker');
	for (const each of cases.filter((each) => !waits(each) && !isWorker(each))) {
		console.log('case ' + each.id);
		await performAll(each);
	}
	await Promise.all(waiting);
	for (const each of cases.filter(isWorker)) {
		console.log('case ' + each.id);
		await performAll(each);
	}
	await later;
	if (next) {
		location.href = next;
	}
	else {
		await report({});
	}
}

addEventListener('load', () => {
	if (location.search === '?frame') {
		addEventListener('message', async (event) => parent.postMessage(await perform(event.data), '*'));
		parent.postMessage('ready', '*');
	}
	else {
		run();
	}
});
