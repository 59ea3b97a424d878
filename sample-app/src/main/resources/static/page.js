import { STEPS } from './steps.js';

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
		note: 'The policy does not list this method, so the preflight says no.',
		init: { method: 'DELETE' },
		change: 'DELETE',
		why: 'List the method, if pages may delete.',
		adds: { policy: 'default', to: 'allowed-methods', value: 'DELETE' }
	}
];

const ENGINE = /Firefox\//.test(navigator.userAgent) ? 'firefox' : /Chrome\//.test(navigator.userAgent) ? 'chromium' : 'webkit';

const STATES = { '': ['○', 'not tried'], refused: ['✕', 'fails'], passed: ['✓', 'fixed'], silent: ['✓', 'works'], changed: ['→', 'changed: send it again'] };

/** What each engine prints of a response without CORS headers, whoever has answered. */
const MISSING = {
	chromium: "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
	firefox: '(Reason: CORS header ‘Access-Control-Allow-Origin’ missing).',
	webkit: 'Origin {origin} is not allowed by Access-Control-Allow-Origin.'
};

let page;

/** The policies as they are now, by name. */
let policies = {};

/** The changes that the server has made. */
let made = new Set();

/** One thing after the other: what the server has seen is found by its order. */
let turn = Promise.resolve();

/** How long a frame may take to answer. */
const TIMEOUT_MILLIS = 10000;

/** How often to ask for what arrived: 1.9 s, and few of the 100 requests that the sample remembers. */
const SENT_ATTEMPTS = 20;

/** The frames of pages of other origins. */
const frames = new Map();

function json(method, body, headers = {}) {
	return { method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function byId(id) {
	return document.getElementById(id);
}

function show(element, good, text) {
	element.classList.toggle('good', good === true);
	element.classList.toggle('bad', good === false);
	// A long URL is broken where it has parts, and not within a word.
	const parts = text.split(/(?<=[/:.=])/).flatMap((part) => [part, document.createElement('wbr')]);
	(element.querySelector('.outcome') ?? element).replaceChildren(...parts);
}

function inTurn(action) {
	turn = turn.then(action).then(() => showProblem(''), (error) => showProblem(error.message));
	return turn;
}

function showProblem(message) {
	byId('problem').textContent = message;
	byId('problem').hidden = message === '';
}

async function own(path, init = {}) {
	const response = await fetch(path, { cache: 'no-store', ...init }).catch(() => {
		throw new Error('The sample does not answer. Start it again, and reload this page.');
	});
	if (!response.ok) {
		throw new Error(`${path} answered ${response.status}`);
	}
	const text = await response.text();
	return response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : text;
}

/**
 * crypto.randomUUID() is not there on a page of plain http, unless its host is localhost.
 */
function randomId() {
	return Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(16)).join('-');
}

/**
 * Not all of the six requests fail.
 */
function isFailure(step) {
	return step.diff !== undefined || step.adds !== undefined;
}

function isFixed(step) {
	return step.change ? made.has(step.change) : step.isFixed === true;
}

/**
 * What a step does right now: the script may have been changed.
 */
function current(step) {
	return { init: {}, path: '/data', ...step, ...(isFixed(step) ? step.fixed : {}) };
}

function pageOf(step) {
	return step.from ? page[step.from] : location.origin;
}

function urlOf(step) {
	const url = new URL(step.path, page.api);
	url.hostname = step.host ?? url.hostname;
	return url.href;
}

async function send(step, article) {
	const button = article.querySelector('.send');
	button.disabled = true;
	try {
		// Another tab may have changed something.
		made = new Set(await own('/control'));
		const before = await own('/actuator/cors', { headers: { Accept: 'application/json' } });
		const call = { ...current(step), call: randomId(), before };
		const result = await tryIt(call);
		const passed = result.status === undefined ? result.passed
			: step.expects ? result.status === step.expects : result.status < 400;
		show(article.querySelector('.script'), passed, result.text);
		article.dataset.result = result.passed ? 'passed' : 'blocked';
		await showWire(call, { ...result, passed }, article.querySelector('.wire'));
		await showServer(call, { ...result, passed }, article);
		setState(step, article, passed);
	}
	finally {
		button.disabled = false;
		if (document.activeElement === document.body) {
			button.focus({ preventScroll: true });
		}
	}
}

/**
 * All that the script gets to know: of a refusal, only that there was none to read.
 */
async function tryIt(call) {
	if (call.intranet) {
		const answer = await own(`/control/intranet?keepHost=${call.keepHost === true}`, { method: 'POST' });
		return { passed: answer.includes(' 200'), text: answer, status: Number(answer.split(' ')[1]) };
	}
	if (call.login) {
		await fetch(new URL('/account/login', urlOf(call)), { method: 'POST', credentials: 'include' });
	}
	const init = structuredClone(call.init);
	if (init.headers?.['X-CSRF-TOKEN']) {
		init.headers['X-CSRF-TOKEN'] = (await (await fetch(new URL('/account/token', page.api), { credentials: 'include' })).json()).token;
	}
	const url = `${urlOf(call)}?call=${call.call}`;
	if (call.from) {
		return inFrame(pageOf(call), { url, init });
	}
	try {
		const response = await fetch(url, init);
		const text = call.read ? await call.read(response) : await response.text();
		return { passed: true, text: `${response.status}\n${text}`, status: response.status };
	}
	catch (ex) {
		return { passed: false, text: `${ex.name}: ${ex.message}` };
	}
}

async function inFrame(origin, request) {
	if (!frames.has(origin)) {
		document.querySelector(`iframe[src^="${origin}"]`)?.remove();
		const frame = document.createElement('iframe');
		frame.title = `A page of ${origin}`;
		frame.hidden = true;
		frame.src = `${origin}/frame.html`;
		const ready = answerOf(frame);
		document.body.append(frame);
		await ready;
		frames.set(origin, frame);
	}
	const frame = frames.get(origin);
	const answer = answerOf(frame);
	frame.contentWindow.postMessage(request, origin);
	return answer;
}

function answerOf(frame) {
	return new Promise((resolve, reject) => {
		const listener = (event) => {
			if (event.source === frame.contentWindow) {
				removeEventListener('message', listener);
				resolve(event.data);
			}
		};
		addEventListener('message', listener);
		setTimeout(() => {
			removeEventListener('message', listener);
			frames.forEach((known, origin) => known === frame && frames.delete(origin));
			reject(new Error('The page in the frame does not answer. Is the sample still running?'));
		}, TIMEOUT_MILLIS);
	});
}

/**
 * What arrived at the server. Each request is written down after its answer has left, so
 * that the last one may still be missing: after a redirect, where it leads; after a
 * preflight, the request whose answer the script could read.
 */
async function showWire(call, result, side) {
	const isMissing = (last) => !last || last.status === 302 || (last.method === 'OPTIONS' && result.status !== undefined);
	let sent = [];
	for (let attempt = 0; attempt < SENT_ATTEMPTS && !call.intranet && isMissing(sent.at(-1)); attempt++) {
		await new Promise((resolve) => setTimeout(resolve, attempt * 10));
		sent = await own(`/sent?call=${call.call}`);
	}
	const preflight = sent.find((request) => request.method === 'OPTIONS');
	const named = ({ method, path }) => path === call.path ? method : `${method} ${path}`;
	const lines = [preflight ? 'a preflight, then the request' : 'the request, no preflight'];
	if (preflight && sent.length === 1) {
		lines[0] = 'a preflight, and nothing else';
	}
	if (call.intranet) {
		lines[0] = `POST /orders\nHost: ${call.keepHost ? 'shop.intranet' : 'backend'}\nOrigin: http://shop.intranet`;
	}
	if (sent.some((request) => request.status === 302)) {
		lines[0] += ', then where the redirect leads';
	}
	call.answered = sent.at(-1)?.status;
	sent.forEach((request) => lines.push(`${named(request)} → ${request.status}`));
	show(side, result.passed, lines.join('\n'));
	side.querySelector('details').hidden = sent.length === 0;
	side.querySelector('.headers').textContent = sent.map((request) => [`Answer to ${named(request)}:`,
		...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
		...(Object.keys(request.headers).length === 0 ? ['no header of CORS'] : [])].join('\n')).join('\n');
}

async function showServer(call, result, article) {
	const side = article.querySelector('.server');
	const cors = await own('/actuator/cors', { headers: { Accept: 'application/json' } });
	const asked = call.intranet ? 'http://shop.intranet' : pageOf(call);
	const about = (item) => item.path === call.path && item.origin === asked;
	const old = new Set(call.before.rejections.recent.map((item) => item.id));
	const since = cors.rejections.recent.filter((item) => !old.has(item.id));
	const rejection = since.find(about) ?? since.find((item) => call.path.startsWith('/jobs') && item.path === '/login');
	const nameOf = (item) => [item.kind, item.policy, item.pattern, item.name].join(' ');
	const counts = new Map(call.before.notices.map((item) => [nameOf(item), item.count]));
	const notice = cors.notices.find((item) => about(item) && item.count > (counts.get(nameOf(item)) ?? 0));
	const policy = policies.default;
	const lines = [];
	if (result.passed && asked === new URL(page.api).origin) {
		lines.push('Nothing: a page may read its own origin.');
	}
	else if (result.passed) {
		if (call.front) {
			lines.push('Nothing: a proxy in front has answered.');
		}
		else if (call.path === '/data' && policy) {
			lines.push(`Allowed by policy “${policy.name}”:`, place(policy.sources['allowed-origins']));
		}
		else if (!notice) {
			lines.push(result.status < 400 ? 'Nothing: it is allowed.' : `The policy allows it: ${result.status} is what the application answers.`);
		}
		lines.push(...(notice ? [notice.kind, notice.hint] : []));
	}
	else if (rejection) {
		lines.push(`${rejection.reason} (${rejection.kind} ${rejection.method}${rejection.path === call.path ? '' : ` ${rejection.path}`})`);
		(rejection.decidedBy ?? []).forEach((source) => lines.push(`decided by ${place(source)}`));
		lines.push(...(rejection.hint ? [rejection.hint] : []));
	}
	else if (notice) {
		lines.push(notice.kind, notice.hint);
	}
	else if (call.front) {
		lines.push('Nothing: a proxy in front has answered.');
	}
	else {
		const { verdict } = await own(`/actuator/cors/explain?${questionOf(call)}`, { headers: { Accept: 'application/json' } });
		lines.push('It refused nothing: the browser did. From the policy it can tell why:', verdict.text, ...(verdict.source ? [`decided by ${place(verdict.source)}`] : []));
	}
	show(side, result.passed, lines.join('\n'));
	const question = rejection ? `id=${rejection.id}` : questionOf(call);
	if (question && !call.front && !(notice?.kind === 'several-allow-origin' && !rejection)
			&& !(result.passed && asked === new URL(page.api).origin)) {
		const link = document.createElement('a');
		link.href = `actuator/cors#explain?${question}`;
		link.textContent = 'Explain this';
		link.target = '_blank';
		side.querySelector('.outcome').append('\n', link);
	}
	await showConsole(call, result, article.querySelector('.console'));
}

function questionOf(call) {
	if (call.intranet) {
		return '';
	}
	const question = new URLSearchParams({ url: urlOf(call), origin: pageOf(call), method: call.init.method ?? 'GET' });
	Object.entries(call.init.headers ?? {}).forEach(([name, value]) => question.append('headers', `${name}: ${value}`));
	if (call.init.credentials === 'include') {
		question.append('credentials', 'true');
	}
	return question.toString();
}

/**
 * No script can read the console. The server knows what each engine prints of an answer of its own; what it prints of others
 * stands here.
 */
async function showConsole(call, result, side) {
	let printed = result.passed ? 'Nothing of CORS.' : 'Nothing of CORS: the script can read the status.';
	if (call.intranet) {
		printed = 'Here nothing, since the sample has sent it.';
	}
	else if (!result.passed && result.status === undefined) {
		const found = [];
		const collect = (steps) => (steps ?? []).forEach((step) => {
			found.push(...(step.code === `${ENGINE}-prints` ? [step.text] : []));
			collect(step.steps);
		});
		if (!call.console) {
			collect((await own(`/actuator/cors/explain?${questionOf(call)}`, { headers: { Accept: 'application/json' } })).steps);
		}
		printed = found.join('\n') || sentence(call);
	}
	show(side, result.passed, printed);
}

function sentence(call) {
	const reason = (call.console ?? MISSING)[ENGINE].replaceAll('{origin}', pageOf(call));
	const url = call.redirect ? new URL(call.redirect, page.api).href : urlOf(call);
	return {
		chromium: `Access to fetch at '${url}' ${call.redirect ? `(redirected from '${urlOf(call)}') ` : ''}from origin '${pageOf(call)}' has been blocked by CORS policy: ${reason}`,
		firefox: `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. ${reason}${call.answered ? ` Status code: ${call.answered}.` : ''}`,
		webkit: reason
	}[ENGINE];
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
 * Words and a sign, not only a colour.
 */
function setState(step, article, passed) {
	const state = passed ? (isFailure(step) ? 'passed' : 'silent') : 'refused';
	article.dataset.state = state;
	const [sign, word] = STATES[state];
	article.querySelector('.state').textContent = `${sign} ${word}`;
	const remedy = article.querySelector('.remedy');
	// To a stranger, another method is no help.
	remedy.hidden = !isFailure(step) || (passed && !isFixed(step)) || (!page.allowed && !STEPS.includes(step));
	showRemedy(step, article);
	showProgress();
}

function showRemedy(step, article) {
	const remedy = article.querySelector('.remedy');
	const fixed = isFixed(step);
	remedy.querySelector('.why').textContent = step.why ?? '';
	remedy.querySelector('.change').textContent = (step.before && !fixed ? `${step.before}\n→ ` : '') + (step.adds ? yaml(step.adds) : step.diff ?? '');
	remedy.querySelector('.apply').textContent = fixed ? 'Undo the change' : `Change the ${step.what ?? (step.change ? 'policy' : 'script')}`;
	article.querySelector('.request').textContent = describe(current(step));
	article.querySelector('.send').textContent = article.dataset.state === '' ? (STEPS.includes(step) ? 'Break it' : 'Send') : 'Send it again';
}

/**
 * The list as it is now, and one more entry.
 */
function yaml({ policy, to, value }) {
	const list = policies[policy]?.[camelCase(to)] ?? [];
	const added = value.replace(/\{(\w+)\}/, (all, name) => page[name]);
	const line = `${to}: ${[...new Set([...list, added])].join(', ')}`;
	return policy === 'default' ? `cors:\n  ${line}` : `cors:\n  policies:\n    ${policy}:\n      ${line}`;
}

function camelCase(attribute) {
	return attribute.replace(/-(.)/g, (all, letter) => letter.toUpperCase());
}

function showProgress() {
	const states = STEPS.map((step) => byId(step.id)?.dataset.state ?? '');
	const count = (state) => states.filter((each) => each === state).length;
	byId('progress').textContent = `${count('passed')} of ${STEPS.length} fixed, ${count('refused')} failing, ${count('')} not tried`
		+ (count('changed') > 0 ? `, ${count('changed')} to send again` : '');
	byId('ending').hidden = count('passed') < STEPS.length;
	STEPS.forEach((step, i) => {
		const [sign, word] = STATES[states[i]];
		const chip = byId('chips').children[i]?.firstChild;
		if (chip) {
			chip.textContent = `${i + 1} ${sign}`;
			chip.setAttribute('aria-label', `Step ${i + 1}, ${step.title}: ${word}`);
			chip.title = `${step.title}: ${word}`;
			chip.dataset.state = states[i];
		}
	});
}

async function change(step, article) {
	const fixed = isFixed(step);
	if (step.change) {
		made = new Set(await own(`/control/${step.change}`, { method: fixed ? 'DELETE' : 'PUT' }));
	}
	else {
		step.isFixed = !fixed;
		sessionStorage.setItem(step.id, step.isFixed);
	}
	await readPolicies();
	[...CALLS, ...STEPS].filter((each) => byId(each.id)).forEach((each) => showRemedy(each, byId(each.id)));
	article.dataset.state = 'changed';
	article.querySelector('.state').textContent = isFixed(step) ? '→ changed: send it again' : '→ changed back: send it again';
	article.querySelectorAll('.side').forEach((side) => side.classList.remove('good', 'bad'));
	article.querySelector('.send').focus();
	showProgress();
	showPolicy(policies.default);
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

function add(step, container) {
	const article = byId('call').content.cloneNode(true).querySelector('article');
	article.id = step.id;
	article.dataset.state = '';
	article.querySelector('h3').textContent = container === 'failures' ? `${STEPS.indexOf(step) + 1}. ${step.title}` : step.title;
	article.querySelector('h3').id = `${step.id}-title`;
	article.querySelectorAll('button').forEach((button) => button.setAttribute('aria-describedby', `${step.id}-title`));
	article.querySelector('.note').textContent = step.note;
	if (step.intranet) {
		article.querySelector('.script h4').textContent = 'The sample saw';
		article.querySelector('.wire h4').textContent = 'The sample sent';
	}
	article.querySelector('.send').addEventListener('click', () => inTurn(() => send(step, article)));
	article.querySelector('.apply').addEventListener('click', () => inTurn(() => change(step, article)));
	showRemedy(step, article);
	byId(container).append(article);
}

function describe({ path, init, intranet, keepHost, host }) {
	const headers = Object.entries(init.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
	const credentials = init.credentials ? ["credentials: 'include', so that the browser adds its cookies"] : [];
	const to = host ? `http://${host}${new URL(page.api).port ? ':' + new URL(page.api).port : ''}` : '';
	return intranet ? `POST ${path}\nHost: ${keepHost ? 'shop.intranet' : 'backend'}\nOrigin: http://shop.intranet`
		: [`${init.method ?? 'GET'} ${to}${path}`, ...headers, ...credentials].join('\n');
}

async function readPolicies() {
	const cors = await own('/actuator/cors', { headers: { Accept: 'application/json' } });
	policies = Object.fromEntries(cors.policies.map((policy) => [policy.name, policy]));
}

function showPolicy(policy) {
	byId('attributes').replaceChildren();
	for (const [attribute, source] of Object.entries(policy?.sources ?? {})) {
		const value = policy[camelCase(attribute)];
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

async function showPage() {
	page = await own(`/page?origin=${encodeURIComponent(location.origin)}`);
	await readPolicies();
	const policy = policies.default;
	if (isApi()) {
		show(byId('verdict'), true, '✓ This page and the API have the same origin: no browser asks for permission, and all six requests succeed.');
	}
	else if (!policy) {
		show(byId('verdict'), false, '✕ There is no policy: no answer has CORS headers, and the browser hands none to a script of another origin.');
	}
	else {
		show(byId('verdict'), page.allowed, page.allowed
			? '✓ This origin is in cors.allowed-origins: the browser hands the answers to the script.'
			: '✕ This origin is not in cors.allowed-origins: the server refuses, and the browser tells the script nothing.');
	}
	byId('fix').hidden = page.allowed || isApi();
	byId('fix-line').textContent = `cors:\n  allowed-origins: ${[...policy?.allowedOrigins ?? [], location.origin].join(', ')}`;
	byId('let-in').hidden = byId('let-in-note').hidden = location.origin !== page.strangerPage;
	if (location.origin === new URL(page.allowedPage).origin && !page.allowed) {
		showProblem('The course needs this origin in the policies of application.yml. They have another port than sample.allowed-port.');
	}
	showPolicy(policy);
}

async function start() {
	await showPage();
	made = new Set(await own('/control'));
	byId('origin').textContent = location.origin;
	byId('api').textContent = page.api;
	const onAllowedPage = location.origin === new URL(page.allowedPage).origin;
	byId('other').href = onAllowedPage ? page.strangerPage : page.allowedPage;
	byId('other').textContent = onAllowedPage ? 'Open the same page as a stranger' : 'Open the page that is allowed';
	CALLS.forEach((call) => add(call, 'calls'));
	// The course is about this page, so that it is not on the others.
	if (onAllowedPage) {
		byId('course').hidden = byId('overview').hidden = byId('skip-to-steps').hidden = false;
		STEPS.forEach((step) => {
			step.isFixed = sessionStorage.getItem(step.id) === 'true';
			add(step, 'failures');
			const link = document.createElement('a');
			link.href = `#${step.id}`;
			const item = document.createElement('li');
			item.append(link);
			byId('chips').append(item);
		});
		STEPS.filter(isFixed).forEach((step) => {
			byId(step.id).dataset.state = 'changed';
			byId(step.id).querySelector('.state').textContent = '→ changed before: send it';
			showRemedy(step, byId(step.id));
		});
		showProgress();
	}
	byId('as-stranger').href = page.strangerPage;
	byId('over').addEventListener('click', () => inTurn(async () => {
		await own('/control', { method: 'DELETE' });
		sessionStorage.clear();
		location.reload();
	}));
	byId('all').addEventListener('click', () => inTurn(sendAll));
	byId('let-in').addEventListener('click', () => inTurn(async () => {
		made = new Set(await own('/control/STRANGER', { method: 'PUT' }));
		await showPage();
		byId('verdict').textContent += ' Send the six again.';
		CALLS.forEach((call) => byId(call.id).querySelectorAll('.side').forEach((side) => side.classList.remove('good', 'bad')));
		byId('all').focus({ preventScroll: true });
		scrollTo(0, 0);
	}));
	if (location.hash) {
		document.querySelector(location.hash)?.scrollIntoView();
	}
	if (new URLSearchParams(location.search).has('send-all')) {
		await sendAll();
	}
	document.body.dataset.ready = 'true';
}

start().catch((error) => showProblem(error.message));
