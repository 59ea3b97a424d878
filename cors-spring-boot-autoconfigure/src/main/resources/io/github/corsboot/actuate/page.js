'use strict';
// Every value may come from a stranger: it becomes the text of a node, and never markup.
// Two slashes at the start would be another host.
const base = location.pathname.replace(/^\/+/, '/').replace(/\/+$/, '');
const REFRESH_MILLIS = 5000;
const CHART_MINUTES = 60;
const TIMEOUT_MILLIS = 10000;
const MANY_CARDS = 50;
const MANY_INSTANCES = 8;
const IDLE_MILLIS = 600000;
const LONG_QUESTION = 3000;
const byId = (id) => document.getElementById(id);
const shown = new Map();
let live = true;
let maxCards = MANY_CARDS;
let active = Date.now();
// That of the server, if it says it: the clock of the browser may be wrong.
let now = Date.now();
// The questions of cards, in case that a rejection is no longer kept.
const questionOf = new Map();
// Behind one address there may be several.
const instances = new Set();
// What was known of the instance that answered last.
let known = {};
// Whether the instances know of each other, so that each can answer for all.
let scope = '';
let refreshing = false;
let questions = 0;

function element(name, attributes, ...children) {
	const created = document.createElement(name);
	for (const [attribute, value] of Object.entries(attributes ?? {})) {
		if (value !== null && value !== undefined && value !== false) {
			created.setAttribute(attribute, value === true ? '' : value);
		}
	}
	created.append(...children.filter((child) => child !== null && child !== undefined));
	return created;
}

const text = (name, content, attributes) => element(name, attributes, String(content));
const code = (content) => content === undefined ? text('span', '(nothing)', { class: 'quiet' }) : text('code', content);
const badge = (kind, icon, content) => element('span', { class: 'badge ' + kind },
	text('span', icon + ' ', { 'aria-hidden': 'true' }), content);
const often = (count) => count === 1 ? 'once, at ' : count.toLocaleString() + ' times, last at ';

function moment(iso) {
	const date = new Date(iso);
	const today = date.toDateString() === new Date().toDateString();
	return text('time', today ? date.toLocaleTimeString() : date.toLocaleString(), { datetime: iso });
}

async function ask(path) {
	// With X-Requested-With, Spring Security asks for no login in a dialog of the browser.
	const headers = { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' };
	// The address of the page may contain a password, with which nothing can be fetched.
	const response = await fetch(location.origin + base + path, { headers, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
	now = Date.parse(response.headers.get('Date')) || Date.now();
	const type = response.headers.get('Content-Type') ?? '';
	const body = (type.includes('json') ? await response.json() : null) ?? {};
	if (!response.ok) {
		// What has a status is an error page of Spring Boot.
		throw new Error((body.status === undefined && body.error) || 'The server answers ' + response.status
			+ (path.length > LONG_QUESTION ? ': the question may be too long for it.' : '.'));
	}
	if (!type.includes('json')) {
		throw new Error('The server answers with something other than JSON: perhaps a login is needed again.');
	}
	return body;
}

// Nodes of items that have not changed stay, so that the focus and what is open stay.
function list(id, items, key, render, nothing) {
	const container = byId(id);
	const before = shown.get(id);
	const after = new Map();
	// At midnight, times get a date.
	const today = new Date().toDateString();
	for (const item of items.slice(0, maxCards)) {
		const json = today + JSON.stringify(item);
		const old = before?.get(key(item));
		const node = old?.json === json ? old.node : render(item);
		if (before && node !== old?.node) {
			node.classList.add('new');
			node.addEventListener('animationend', () => node.classList.remove('new'));
		}
		after.set(key(item), { json, node });
	}
	if (items.length === 0 || items.length > maxCards) {
		const json = items.length === 0 ? nothing : items.length - maxCards + ' more. ';
		const old = before?.get('');
		after.set('', old?.json === json ? old : { json, node: element('p', { class: 'quiet' }, json, items.length === 0 ? null : showAll()) });
	}
	const wanted = [...after.values()].map((entry) => entry.node);
	const present = [...container.childNodes];
	if (present.length !== wanted.length || present.some((node, i) => node !== wanted[i])) {
		const focused = document.activeElement?.dataset?.focus;
		container.replaceChildren(...wanted);
		if (focused) {
			([...container.querySelectorAll('[data-focus]')].find((each) => each.dataset.focus === focused) ?? byId('refused')).focus({ preventScroll: true });
		}
	}
	shown.set(id, after);
}

function showAll() {
	const button = element('button', { type: 'button' }, 'Show all');
	button.addEventListener('click', () => {
		maxCards = Infinity;
		refresh();
	});
	return button;
}

// Strangers who ask in great numbers do not push out what is nearly allowed.
function mostUseful(groups) {
	if (groups.length <= maxCards) {
		return groups;
	}
	const near = groups.filter((each) => each.near).slice(0, maxCards / 2);
	return [...near, ...groups.filter((each) => !near.includes(each))];
}

// "class path resource [application.yml] - 3:20" is line 3 of application.yml.
function where(location) {
	const found = /\[([^\]]+)\][^\[]* - (\d+):\d+$/.exec(location);
	return found ? element('span', { title: location }, code(found[1]), ', line ' + found[2]) : code(location);
}

function place(source) {
	return element('p', { class: 'quiet' }, 'Decided by ', code(source.property),
		...(source.location ? [', ', where(source.location)] : [', which is not set']));
}

const groupKey = (item) => [item.origin, item.pattern, item.reason, item.detail].join('\n');

function group(item) {
	const open = element('button', { type: 'button', 'data-focus': groupKey(item), 'aria-label': 'Explain this one: ' + item.method + ' ' + item.path }, 'Explain this one');
	if (questionOf.size > 5000) {
		questionOf.clear();
	}
	questionOf.set(item.id, new URLSearchParams({ url: (item.address ?? '') + item.path, origin: item.origin, method: item.method }).toString());
	open.addEventListener('click', () => go('explain?id=' + encodeURIComponent(item.id)));
	return element('article', { class: 'card' },
		element('div', { class: 'top' },
			item.reason === 'no-policy' || item.reason === 'spring-cors' ? badge('warn', '\u26a0', item.reason) : badge('bad', '\u2715', item.reason),
			element('span', { class: 'quiet' }, often(item.count), moment(item.last))),
		element('p', { class: 'request' }, code(item.method), ' ', code(item.path)),
		element('p', {}, 'from ', code(item.origin)),
		item.detail ? element('p', {}, 'Refused: ', code(item.detail)) : null,
		item.hint ? text('p', item.hint) : null,
		...(item.decidedBy ?? []).map(place),
		...onInstances(item),
		open);
}

// Which instances, if the answer is for all of them.
function onInstances(item) {
	const names = Object.entries(item.instances ?? {});
	return names.length === 0 ? [] : [element('p', { class: 'quiet' }, names.length === 1 ? 'On ' : 'On ' + names.length + ' instances: ',
		...names.slice(0, MANY_INSTANCES).flatMap(([name, count], i) => [i > 0 ? ', ' : '', code(name), names.length > 1 ? ' ' + count.toLocaleString() : '']),
		names.length > MANY_INSTANCES ? ', and others' : '')];
}

function notice(item) {
	return element('article', { class: 'card' },
		element('div', { class: 'top' }, badge('warn', '\u26a0', item.kind),
			element('span', { class: 'quiet' }, often(item.count), moment(item.last))),
		element('p', { class: 'request' }, code(item.method), ' ', code(item.path)),
		element('p', {}, 'from ', code(item.origin)),
		text('p', item.hint),
		...onInstances(item));
}

function warning(item) {
	return element('article', { class: 'card' },
		element('div', { class: 'top' }, badge('warn', '\u26a0', item.code),
			item.accepted ? text('span', 'accepted', { class: 'quiet' }) : null),
		item.value ? element('p', {}, code(item.value)) : null,
		text('p', item.advice),
		element('p', { class: 'quiet' }, code(item.source.property), ...(item.source.location ? [', ', where(item.source.location)] : [])));
}

const ATTRIBUTES = [['paths', 'paths'], ['hosts', 'hosts'], ['allowed-origins', 'allowedOrigins'], ['allowed-methods', 'allowedMethods'],
	['allowed-headers', 'allowedHeaders'], ['exposed-headers', 'exposedHeaders'], ['allow-credentials', 'allowCredentials'],
	['max-age', 'maxAge'], ['allow-navigation', 'allowNavigation'], ['enforce-origin', 'enforceWebSocketOrigin'],
	['dangerously-allow-insecure-origins', 'dangerouslyAllowInsecureOrigins'],
	['dangerously-allow-public-suffixes', 'dangerouslyAllowPublicSuffixes']];
const FROM = { set: 'set', inherited: 'inherited from the top level', default: 'default' };

function policy(item) {
	const rows = ATTRIBUTES.filter(([, name]) => item[name] !== undefined && (item[name] !== false || name === 'allowCredentials')).map(([attribute, name]) => {
		const value = item[name];
		const source = item.sources[attribute];
		const values = Array.isArray(value) ? value : [value];
		return element('tr', {}, text('th', attribute, { scope: 'row' }),
			element('td', {}, ...(values.length === 0 ? ['none'] : values.flatMap((each, i) => i > 0 ? [', ', code(each)] : [code(each)]))),
			element('td', { class: 'quiet' }, source ? FROM[source.from] ?? '' : '', ...(source?.location ? [': ', where(source.location)] : [])));
	});
	for (const from of item.originsFrom ?? []) {
		const source = item.sources['origins-from'];
		rows.push(element('tr', {}, text('th', 'origins-from', { scope: 'row' }),
			element('td', {}, code(from.provider), ': ' + from.origins + ' origins' + (from.loaded ? ', loaded ' + from.age + ' ago' : ', never loaded'),
				from.skipped ? element('p', {}, from.skipped + ' more are wrong, such as ', code(from.mistakes[0])) : null,
				from.leftOut ? element('p', {}, from.leftOut + ' or more were left out') : null,
				from.failure ? element('p', {}, badge('bad', '\u2715', 'not loaded'), ' ', code(from.failure)) : null),
			element('td', { class: 'quiet' }, FROM[source?.from] ?? '', ...(source?.location ? [': ', where(source.location)] : []))));
	}
	return element('table', {}, text('caption', item.name),
		element('thead', {}, element('tr', {}, ...['property', 'value', 'where from'].map((head) => text('th', head, { scope: 'col' })))),
		element('tbody', {}, ...rows));
}

function reload(item) {
	return element('article', { class: 'card' },
		element('div', { class: 'top' },
			item.failure ? badge('bad', '\u2715', 'not reloaded') : badge('good', '\u2713', item.outcome === 'changed' ? 'reloaded' : 'reloaded, nothing had changed'),
			element('span', { class: 'quiet' }, moment(item.time))),
		item.failure ? text('p', 'Version ' + item.policiesVersion + ' stays in force, because the configuration is wrong:') : null,
		item.failure ? text('pre', item.failure) : null,
		item.difference ? text('p', item.difference) : null,
		item.needRestart ? element('p', {}, 'After a restart, these take effect, too: ', code(item.needRestart.join(', '))) : null);
}

function chart(recent) {
	const counts = new Array(CHART_MINUTES).fill(0);
	for (const { time } of recent) {
		// The clock of the server may be ahead.
		const minute = Math.max(0, Math.floor((now - Date.parse(time)) / 60000));
		if (minute < CHART_MINUTES) {
			counts[CHART_MINUTES - 1 - minute]++;
		}
	}
	const total = counts.reduce((sum, count) => sum + count, 0);
	const most = Math.max(...counts);
	if (total === 0) {
		byId('chart').replaceChildren();
		return;
	}
	const svg = (name, attributes) => {
		const created = document.createElementNS('http://www.w3.org/2000/svg', name);
		Object.entries(attributes).forEach(([attribute, value]) => created.setAttribute(attribute, value));
		return created;
	};
	const summary = (total === 1 ? '1 rejection' : total + ' rejections') + ' of the last hour among the newest 100, at most ' + most + ' in a minute';
	const drawing = svg('svg', { viewBox: '0 0 ' + CHART_MINUTES * 10 + ' 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': summary });
	drawing.append(svg('line', { x1: 0, x2: CHART_MINUTES * 10, y1: 100, y2: 100 }));
	counts.forEach((count, i) => drawing.append(
		svg('rect', { x: i * 10 + 1, width: 8, y: 100 - count / most * 96, height: count / most * 96 })));
	byId('chart').replaceChildren(drawing, element('figcaption', {}, text('span', 'an hour ago'), text('span', summary), text('span', 'now')));
}

function nothingRefused(cors) {
	return !cors.enabled ? 'Nothing is checked: cors.enabled is false.'
		: !cors.rejections.enabled ? 'Nothing is recorded: cors.rejections.enabled is false.'
		: isOfAll(cors) ? 'Nothing was refused lately by any instance.'
		: 'Nothing was refused since the start of this instance.';
}

function nothingNoticed(cors) {
	return cors.enabled && cors.rejections.enabled ? 'Nothing.' : nothingRefused(cors).replace('checked', 'noticed').replace('recorded', 'noticed');
}

// Whether the answer is for all instances.
const isOfAll = (cors) => scope !== '' && cors.fleet !== undefined && cors.fleet.failures === undefined;

// Where each instance answers for all, the page says so, and which have other policies.
function fleet(cors) {
	const running = cors.fleet.instances.filter((each) => !each.silent);
	const others = running.filter((each) => each.policiesHash !== cors.policiesHash);
	return [...(cors.fleet.failures ?? []).map((failure) => failure + '. '),
		running.length === 1 ? 'One instance' : running.length + ' instances',
		others.length > 0 ? ', ' + others.length + ' of them with other policies: ' : '',
		...others.slice(0, MANY_INSTANCES).flatMap((each, i) => [i > 0 ? ', ' : '', code(each.host ?? each.id)]), '. Answered by '];
}

function showNews(cors) {
	const total = Object.values(cors.rejections.counts).reduce((sum, count) => sum + count, 0);
	const instance = isOfAll(cors) ? 'all' : cors.instance.id;
	if (known.instance === instance && total > known.total) {
		byId('news').textContent = total - known.total === 1 ? '1 request more was refused' : total - known.total + ' requests more were refused';
	}
	known = { instance, total };
}

function showFailure(message) {
	if (byId('failure').textContent !== message) {
		byId('failure').textContent = message;
	}
	byId('failure').hidden = message === '';
}

// What moves is hard to fill in, and to select.
function isBusy() {
	return document.activeElement?.matches('input, textarea, select') || !document.getSelection().isCollapsed;
}

async function refresh(unlessBusy) {
	if (refreshing) {
		return;
	}
	refreshing = true;
	try {
		let cors = await ask(scope);
		if (cors.fleet && scope === '') {
			scope = '?scope=fleet';
			cors = await ask(scope);
		}
		if (unlessBusy && isBusy()) {
			// Somebody has begun to write while the server was asked.
			return;
		}
		byId('application').textContent = cors.instance.application ? 'of ' + cors.instance.application : '';
		instances.add(cors.instance.id);
		byId('instance').replaceChildren(...(cors.fleet ? fleet(cors) : [instances.size > 1 ? 'One of ' + instances.size + ' instances that answer here in turn, each with its own rejections: ' : 'Instance ']), code(cors.instance.id), ...(cors.instance.host ? [' on ', code(cors.instance.host)] : []),
			', version ' + cors.policiesVersion + ' of the policies, in force since ', moment(cors.policiesSince));
		byId('updated').replaceChildren(live ? 'live, as of ' : 'stopped, as of ', moment(new Date(now).toISOString()));
		showNews(cors);
		chart(cors.rejections.recent);
		list('groups', mostUseful(cors.rejections.groups), groupKey, group, nothingRefused(cors));
		list('notices', cors.notices, (item) => [item.kind, item.policy, item.pattern, item.name, item.hint].join('\n'), notice, nothingNoticed(cors));
		list('reload', cors.lastReload ? [cors.lastReload] : [], (item) => item.time, reload, 'Not reloaded since the start.');
		list('policies', cors.policies, (item) => item.name + '\n' + item.paths, policy,
			cors.enabled ? 'There is no policy. Set cors.allowed-origins to the origins of your pages.' : 'None is in force: cors.enabled is false.');
		list('warnings', cors.warnings, (item) => [item.code, item.value, item.source.property].join('\n'), warning, 'None.');
		showFailure('');
	}
	catch (error) {
		// The next instance may be one that does not know of the others.
		scope = '';
		showFailure('This page is not up to date. ' + meaning(error));
	}
	finally {
		refreshing = false;
	}
}

function meaning(error) {
	return error instanceof TypeError ? 'The server does not answer.' : error.name === 'TimeoutError' ? 'The server did not answer within ten seconds.' : error.message;
}

const MARKS = { passed: ['good', '\u2713', 'passed: '], failed: ['bad', '\u2715', 'failed: '], noted: ['warn', '\u00b7', ''] };

function step(item) {
	const [kind, icon, word] = MARKS[item.outcome];
	const wire = item.step === 'console' ? [text('span', ({ 'chromium-prints': 'Chromium: ', 'firefox-prints': 'Firefox: ', 'webkit-prints': 'WebKit: ' })[item.code] ?? '', { class: 'quiet' }), code(item.text)] : [item.text];
	return element('li', {}, text('span', icon, { class: 'mark ' + kind, 'aria-hidden': 'true' }), text('span', word, { class: 'hidden' }), ...wire,
		item.source ? element('span', { class: 'quiet' }, ' ', code(item.source.property), ...(item.source.location ? [', ', where(item.source.location)] : [])) : null,
		item.steps ? element('ul', { class: 'steps' }, ...item.steps.map(step)) : null);
}

const folded = (title, open, ...content) => element('details', { open }, text('summary', title), ...content);

function exchange(title, item) {
	const lines = (headers) => Object.entries(headers).map(([name, value]) => name + ': ' + value).join('\n');
	return item ? [text('h3', title), text('pre', item.method + ' ' + item.url + '\n' + lines(item.requestHeaders)),
		text('pre', (item.status ? 'status ' + item.status : 'the status of the application') + '\n' + lines(item.responseHeaders))] : [];
}

// What comes from the address has not been made safe by the server.
const quoted = (content) => code(content.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (found) => '\\u' + found.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')));

function asked(query) {
	const question = new URLSearchParams(query);
	const words = question.get('console') ? ['About the line ', quoted(question.get('console'))]
		: question.get('id') ? ['About the rejection ', quoted(question.get('id'))]
		: ['About ', quoted((question.get('method') ?? 'GET') + ' ' + question.get('url')), ...(question.get('origin') ? [' from ', quoted(question.get('origin'))] : [])];
	return element('p', { class: 'quiet' }, ...words);
}

function verdictBadge(explanation) {
	const code = explanation.verdict.code;
	return explanation.allowed ? badge('good', '\u2713', code)
		: code === 'not-a-cors-error' ? badge('warn', '\u26a0', explanation.verdict.steps?.[0]?.code ?? code) : badge('bad', '\u2715', code);
}

function answer(explanation, query) {
	const allowed = explanation.allowed;
	const change = explanation.change;
	const changes = (explanation.steps ?? []).filter((each) => each.step === 'change');
	const copy = change ? element('button', { type: 'button' }, 'Copy') : null;
	copy?.addEventListener('click', async () => {
		try {
			await navigator.clipboard.writeText(change.yaml ?? change.properties);
			copy.textContent = 'Copied';
		}
		catch {
			copy.textContent = 'Select it, and copy it by hand';
		}
	});
	return element('article', { class: 'answer' },
		asked(query),
		verdictBadge(explanation),
		text('p', explanation.verdict.text, { class: 'verdict' }),
		...(explanation.verdict.steps ?? []).map((each) => text('p', each.text)),
		explanation.verdict.source ? place(explanation.verdict.source) : null,
		...changes.map((each) => element('p', {}, text('strong', 'What to change: '), each.text)),
		...(change ? [text('pre', change.yaml ?? change.properties), element('p', { class: 'quiet' }, change.replaces ? 'Replaces ' : change.beside ? 'Belongs beside ' : '', ...[change.replaces ?? change.beside ?? []].flat().map(where)), copy] : []),
		explanation.steps?.length ? folded('Step by step', false, element('ul', { class: 'steps' }, ...explanation.steps.filter((each) => each.step !== 'change').map(step))) : null,
		explanation.preflight || explanation.response ? folded('On the wire', false, ...exchange('Preflight', explanation.preflight), ...exchange('Request', explanation.response),
			...(explanation.curl ?? []).map((each) => text('pre', each))) : null,
		explanation.notConsidered?.length ? folded('Not considered', allowed || explanation.verdict.code === 'contradicted', element('ul', { class: 'steps' }, ...explanation.notConsidered.map(step))) : null,
		explanation.link ? element('p', { class: 'quiet' }, element('a', { href: '#' + explanation.link }, 'Link to this answer'), ', without query string and secrets') : null);
}

async function explain(query) {
	const target = byId('answer');
	const question = ++questions;
	const focused = document.activeElement;
	const again = questionOf.get(new URLSearchParams(query).get('id'));
	target.replaceChildren(text('p', 'Asking \u2026', { class: 'quiet' }));
	let shownAnswer;
	try {
		shownAnswer = answer(await ask('/explain?' + query).catch((error) => {
			if (!again) {
				throw error;
			}
			query = again;
			return ask('/explain?' + query);
		}), query);
	}
	catch (error) {
		if (error.message.includes("as 'origin'")) {
			error.message = 'The line does not name the page: give its origin in the field below the line.';
		}
		shownAnswer = element('div', { class: 'answer' }, asked(query), element('p', {}, badge('bad', '\u2715', 'not explained'), ' ' + meaning(error)));
	}
	// Somebody may have asked for something else, or gone elsewhere, in the meantime.
	if (question === questions) {
		target.replaceChildren(shownAnswer);
		const current = document.activeElement;
		if (current === focused || current === document.body || (current?.dataset.focus && current.dataset.focus === focused?.dataset.focus)) {
			target.focus({ preventScroll: true });
			target.scrollIntoView({ block: 'start' });
		}
	}
}

function follow() {
	if (location.hash.startsWith('#explain?')) {
		explain(location.hash.substring('#explain?'.length));
	}
	else if (location.hash === '') {
		questions++;
		byId('answer').replaceChildren();
	}
}

function go(hash) {
	if (location.hash === '#' + hash) {
		follow();
	}
	location.hash = hash;
}

// A decision depends neither on the query of a URL nor on the values of these headers, so that no secret gets into the address.
const VALUES_MATTER = ['accept', 'accept-language', 'content-language', 'content-type', 'range'];
const WITHOUT_USER = (value) => value.replace(/([a-z]:\/\/)[^\s/'"@]*@/gi, '$1');
const WITHOUT_SECRETS = {
	url: (value) => WITHOUT_USER(value).replace(/[?#].*/, '').replace(/;[^/]*/g, ';'),
	// Copied from the bar of a browser, it has a path.
	origin: (value) => WITHOUT_USER(value).replace(/(:\/\/[^/?#]*).*/, '$1'),
	console: (value) => WITHOUT_USER(value).replace(/[?#][^\s'"\u2019)]*/g, '').replace(/((?:authorization|cookie)\s*:).*/gi, '$1'),
	headers: (value) => VALUES_MATTER.includes(value.split(':')[0].trim().toLowerCase()) ? value : value.split(':')[0].trim()
};

byId('headers').addEventListener('input', ({ target }) => {
	const wrong = target.value.split('\n').find((each) => !/^\s*$|^\s*[!#$%&'*+.^_`|~0-9a-z-]+\s*(:.*)?$/i.test(each));
	target.setCustomValidity(wrong === undefined ? '' : 'Write a name, or a name and a value with a colon between, in each line.');
});

for (const id of ['console-form', 'request-form']) {
	byId(id).addEventListener('submit', (event) => {
		event.preventDefault();
		const query = new URLSearchParams();
		for (const [name, value] of new FormData(event.target)) {
			(name === 'headers' ? value.split('\n') : [value]).map((each) => each.trim()).filter((each) => each !== '')
				.forEach((each) => query.append(name, WITHOUT_SECRETS[name]?.(each) ?? each));
		}
		go('explain?' + query);
	});
}

function setLive(on) {
	live = on;
	byId('live').textContent = live ? 'Stop' : 'Go on';
	if (live) {
		refresh();
	}
	else if (byId('updated').firstChild) {
		byId('updated').firstChild.textContent = 'stopped, as of ';
	}
}

byId('live').addEventListener('click', () => setLive(!live));
addEventListener('hashchange', follow);
['pointermove', 'keydown', 'scroll'].forEach((name) => addEventListener(name, () => { active = Date.now(); }, { passive: true }));
setInterval(() => {
	if (live && Date.now() - active > IDLE_MILLIS) {
		// Otherwise a forgotten page would keep a session alive.
		setLive(false);
	}
	if (live && !document.hidden && !isBusy()) {
		refresh(true);
	}
}, REFRESH_MILLIS);
refresh();
follow();
