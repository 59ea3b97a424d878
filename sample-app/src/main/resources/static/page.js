const CALLS = [
	{
		id: 'simple',
		title: 'Simple GET',
		note: 'A form can send this as well, so the browser sends it without a preflight.',
		init: {}
	},
	{
		id: 'json',
		title: 'JSON POST',
		note: 'A form cannot send JSON, so the browser asks the server first: the preflight.',
		init: json('POST', { text: 'written by a script' })
	},
	{
		id: 'custom-header',
		title: 'PUT with a custom header',
		note: 'Two reasons for a preflight: the method, and X-Api-Key.',
		init: json('PUT', { text: 'replaced by a script' }, { 'X-Api-Key': 'demo' })
	},
	{
		id: 'cookies',
		title: 'GET with cookies',
		note: 'The script may read the answer only if the server allows credentials.',
		init: { credentials: 'include' },
		read: async (response) => `visits counted by a cookie: ${(await response.json()).visits}`
	},
	{
		id: 'exposed-header',
		title: 'Read response headers',
		note: 'The server sends both headers. Only one of them is exposed.',
		init: {},
		read: async (response) => ['X-Total-Count', 'X-Served-By']
			.map((name) => `${name}: ${response.headers.get(name)}`).join('\n')
	},
	{
		id: 'delete',
		title: 'DELETE',
		note: 'Fails from every other origin: the policy does not list this method.',
		init: { method: 'DELETE' }
	}
];

let page;

function json(method, body, headers = {}) {
	return { method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function byId(id) {
	return document.getElementById(id);
}

function show(element, good, text) {
	element.classList.toggle('good', good === true);
	element.classList.toggle('bad', good === false);
	(element.querySelector('.outcome') ?? element).textContent = text;
}

async function own(path) {
	const response = await fetch(path, { cache: 'no-store' });
	if (!response.ok) {
		throw new Error(`${path} answered ${response.status}`);
	}
	return response.json();
}

async function send(call, article) {
	const button = article.querySelector('button');
	button.disabled = true;
	try {
		const id = randomId();
		const started = Date.now();
		const passed = await tryFetch(call, id, article.querySelector('.script'));
		const cors = await own('/actuator/cors');
		showServer(cors, passed, started, article.querySelector('.server'));
		await showWire(id, passed, article.querySelector('.wire'));
		article.dataset.result = passed ? 'passed' : 'blocked';
	}
	finally {
		button.disabled = false;
	}
}

/**
 * crypto.randomUUID() is not there on a page of plain http, unless its host is localhost.
 */
function randomId() {
	return Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(16)).join('-');
}

/**
 * All that the script gets to know: of a refusal, only that there was none to read.
 */
async function tryFetch(call, id, side) {
	try {
		const response = await fetch(`${page.api}/data?call=${id}`, call.init);
		const text = call.read ? await call.read(response) : await response.text();
		show(side, response.ok, `${response.status}\n${text}`);
		return true;
	}
	catch (ex) {
		show(side, false, `${ex.name}: ${ex.message}`);
		return false;
	}
}

function showServer(cors, passed, started, side) {
	if (passed && isApi()) {
		show(side, true, 'Nothing: a page may read its own origin.');
		return;
	}
	const policy = cors.policies[0];
	if (!policy) {
		show(side, passed, 'Nothing: there is no policy.');
		return;
	}
	if (passed) {
		show(side, true, `Allowed by policy “${policy.name}”:\n${place(policy.sources['allowed-origins'])}`);
		return;
	}
	const rejection = cors.rejections.recent.find((candidate) => candidate.path === '/data'
		&& candidate.origin === location.origin && Date.parse(candidate.time) >= started);
	if (!rejection) {
		show(side, false, 'Nothing was recorded: the request was answered before it arrived, or the policy allowed it.');
		return;
	}
	const lines = [`${rejection.reason} (${rejection.kind} ${rejection.method})`];
	rejection.decidedBy.forEach((source) => lines.push(`decided by ${place(source)}`));
	if (rejection.hint) {
		lines.push(rejection.hint);
	}
	show(side, false, lines.join('\n'));
}

function place(source) {
	return source.location ? `${source.property} in ${line(source.location)}` : `${source.property} (its default)`;
}

/**
 * "class path resource [application.yml] - 3:20" is line 3 to a human.
 */
function line(location) {
	const found = /\[([^\]]+)\].* - (\d+):\d+$/.exec(location);
	return found ? `${found[1]}, line ${found[2]}` : location;
}

/**
 * What arrived at the server. It is written down after the answer has left.
 */
async function showWire(id, passed, side) {
	let sent = [];
	for (let attempt = 0; attempt < 10 && sent.length === 0; attempt++) {
		sent = await own(`/sent?call=${id}`);
	}
	const preflight = sent.find((request) => request.method === 'OPTIONS');
	const lines = [preflight ? 'a preflight, then the request' : 'the request, no preflight'];
	if (preflight && sent.length === 1) {
		lines[0] = 'a preflight, and nothing else';
	}
	sent.forEach((request) => lines.push(`${request.method} → ${request.status}`));
	show(side, passed, lines.join('\n'));
}

async function sendAll() {
	const button = byId('all');
	button.disabled = true;
	try {
		for (const call of CALLS) {
			await send(call, byId(call.id));
		}
	}
	finally {
		button.disabled = false;
	}
	document.body.dataset.done = 'true';
}

function addCall(call) {
	const article = byId('call').content.cloneNode(true).querySelector('article');
	article.id = call.id;
	article.querySelector('h3').textContent = call.title;
	article.querySelector('.note').textContent = call.note;
	article.querySelector('.request').textContent = describe(call.init);
	article.querySelector('button').addEventListener('click', () => send(call, article));
	byId('calls').append(article);
}

function describe(init) {
	const headers = Object.entries(init.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
	const credentials = init.credentials ? ['Cookie: whatever the browser has for the API'] : [];
	return [`${init.method ?? 'GET'} /data`, ...headers, ...credentials].join('\n');
}

function showPolicy(policy) {
	for (const [attribute, source] of Object.entries(policy.sources)) {
		const name = attribute.replace(/-(.)/g, (all, letter) => letter.toUpperCase());
		const value = policy[name];
		if (value === undefined) {
			continue;
		}
		const row = byId('attributes').insertRow();
		row.insertCell().textContent = attribute;
		row.insertCell().textContent = Array.isArray(value) ? value.join(', ') || 'none' : String(value);
		row.insertCell().textContent = source.location ? line(source.location) : 'default';
	}
}

function isApi() {
	return location.origin === new URL(page.api).origin;
}

function showVerdict() {
	if (isApi()) {
		show(byId('verdict'), true, 'This page and the API have the same origin: no browser asks for permission.');
	}
	else {
		show(byId('verdict'), page.allowed, page.allowed
			? 'This origin is in cors.allowed-origins: the browser hands the answers to the script.'
			: 'This origin is not in cors.allowed-origins: the server refuses, and the browser tells the script nothing.');
	}
}

async function start() {
	page = await own(`/page?origin=${encodeURIComponent(location.origin)}`);
	byId('origin').textContent = location.origin;
	byId('api').textContent = page.api;
	showVerdict();
	const onAllowedPage = location.origin === new URL(page.allowedPage).origin;
	byId('other').href = onAllowedPage ? page.strangerPage : page.allowedPage;
	byId('other').textContent = onAllowedPage ? 'Open the same page as a stranger' : 'Open the page that is allowed';
	const policy = (await own('/actuator/cors')).policies[0];
	byId('fix').hidden = page.allowed || isApi();
	if (!policy) {
		show(byId('verdict'), false, 'There is no policy: no answer has CORS headers, and the browser hands none to a script of another origin.');
	}
	byId('fix-line').textContent = `cors:\n  allowed-origins: ${[...policy?.allowedOrigins ?? [], location.origin].join(', ')}`;
	CALLS.forEach(addCall);
	if (policy) {
		showPolicy(policy);
	}
	byId('all').addEventListener('click', sendAll);
	if (new URLSearchParams(location.search).has('send-all')) {
		await sendAll();
	}
}

start();
