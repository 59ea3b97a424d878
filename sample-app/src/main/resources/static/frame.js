// A page of another origin: it asks what the course tells it to ask, as a script of that origin.
const { allowedPage } = await (await fetch(`/page?origin=${encodeURIComponent(location.origin)}`)).json();

addEventListener('message', async (event) => {
	if (event.origin !== new URL(allowedPage).origin) {
		return;
	}
	let result;
	try {
		const response = await fetch(event.data.url, event.data.init);
		result = { passed: true, text: `${response.status}\n${await response.text()}`, status: response.status };
	}
	catch (ex) {
		result = { passed: false, text: `${ex.name}: ${ex.message}` };
	}
	event.source.postMessage(result, event.origin);
});
parent.postMessage('ready', '*');
