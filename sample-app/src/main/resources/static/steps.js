/**
 * The sixteen failures of docs/troubleshooting.md. A step is what the script does, and what has to change: the policy, by
 * the change of that name; or the script, which then does what "fixed" says. It passes if the script reads the status that
 * it expects, 200 unless it says otherwise. What "before" shows is what "diff" replaces; "adds" is the same for an entry of
 * a policy's list.
 */
export const STEPS = [
	{
		id: 'no-policy',
		title: 'A path that no policy covers',
		note: 'The API answers, but nobody has said who may read this path.',
		path: '/reports/1',
		change: 'NO_POLICY',
		why: 'Add the path to those of a policy.',
		adds: { policy: 'orders', to: 'paths', value: '/reports/**' }
	},
	{
		id: 'slash',
		title: 'A slash too many',
		note: 'The policy covers /export. The script asks for /export/.',
		path: '/export/',
		why: 'A path with a slash at the end is another path. Ask for the one that there is.',
		before: "fetch(api + '/export/')",
		fixed: { path: '/export' },
		diff: "fetch(api + '/export')"
	},
	{
		id: 'port',
		title: 'The same host, another port',
		note: 'The page on the other port asks, in a frame that you do not see. Another port is another origin.',
		from: 'strangerPage',
		path: '/orders/1',
		change: 'PORT',
		why: 'If that page is yours as well, list its origin. For development, http://localhost:* allows every port.',
		adds: { policy: 'orders', to: 'allowed-origins', value: '{strangerPage}' }
	},
	{
		id: 'scheme',
		title: 'http where https is allowed',
		note: 'The policy of /secure lists the origin of this page with https.',
		path: '/secure/1',
		change: 'SCHEME',
		why: 'On the Internet, serve the page with https: anybody on the network can forge an origin with http. On your own machine, list it.',
		adds: { policy: 'secure', to: 'allowed-origins', value: '{allowedPage}' }
	},
	{
		id: 'apex',
		title: 'The domain, where its sub-domains are allowed',
		note: 'A page of shop.localhost asks, in a frame that you do not see. The policy has its sub-domains, such as www.shop.localhost.',
		from: 'apexPage',
		path: '/orders/1',
		change: 'APEX',
		why: 'The pattern contains the sub-domains, not the domain itself. List both.',
		adds: { policy: 'orders', to: 'allowed-origins', value: '{apexPage}' }
	},
	{
		id: 'content-type',
		title: 'JSON that is not allowed',
		note: 'A form cannot send application/json, so there is a preflight. This policy lists its headers, and Content-Type is not among them.',
		path: '/orders',
		init: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' },
		change: 'CONTENT_TYPE',
		why: 'List the header, or leave allowed-headers out: by default, all are allowed.',
		adds: { policy: 'orders', to: 'allowed-headers', value: 'Content-Type' }
	},
	{
		id: 'authorization',
		title: 'A token in Authorization',
		note: 'A header that the script sets, so there is a preflight. It needs no allow-credentials: that is about cookies.',
		path: '/orders',
		init: { headers: { Authorization: 'Bearer sample' } },
		change: 'AUTHORIZATION',
		why: 'List the header.',
		adds: { policy: 'orders', to: 'allowed-headers', value: 'Authorization' }
	},
	{
		id: 'response-header',
		title: 'A header of the response in the request',
		note: 'Somebody read that Access-Control-Allow-Origin helps, and wrote it into the script.',
		path: '/orders',
		init: { headers: { 'Access-Control-Allow-Origin': '*' } },
		why: 'The server sends this header, never the script. Remove it.',
		before: "fetch(api + '/orders', { headers: { 'Access-Control-Allow-Origin': '*' } })",
		fixed: { init: {} },
		diff: "fetch(api + '/orders')"
	},
	{
		id: 'patch',
		title: 'patch in lower case',
		note: 'fetch turns get, post, put and delete into upper case, but not patch.',
		path: '/orders/1',
		init: { method: 'patch' },
		why: 'Methods are case-sensitive. Write it in upper case.',
		before: "fetch(api + '/orders/1', { method: 'patch' })",
		fixed: { init: { method: 'PATCH' } },
		diff: "fetch(api + '/orders/1', { method: 'PATCH' })"
	},
	{
		id: 'credentials',
		title: 'Cookies where none are allowed',
		note: 'The script asks with cookies. The server answers 200, and the browser keeps the answer to itself.',
		path: '/orders/1',
		init: { credentials: 'include' },
		change: 'CREDENTIALS',
		why: 'Allow credentials only if these pages may act in the name of the user. Otherwise leave credentials out of the script.',
		diff: 'cors:\n  policies:\n    orders:\n      allow-credentials: true'
	},
	{
		id: 'login-redirect',
		title: 'A redirect to the login page',
		note: 'Without a login, the application sends the browser to /login: good for people, no use for scripts.',
		path: '/jobs/1',
		redirect: '/login',
		expects: 401,
		what: 'application',
		change: 'LOGIN_REDIRECT',
		why: 'Let the application answer scripts with 401: still an error, but one that they can read. A policy for the login page would not help.',
		diff: 'http.exceptionHandling((errors) -> errors\n    .authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))'
	},
	{
		id: 'second-header',
		title: 'A second Access-Control-Allow-Origin',
		note: 'No policy covers /twice, and two parts of the application write the header.',
		path: '/twice',
		change: 'SECOND_HEADER',
		why: 'Let a policy cover the path: then exactly one leaves the application. If a proxy adds the second, remove it there.',
		adds: { policy: 'orders', to: 'paths', value: '/twice' },
		console: {
			chromium: "The 'Access-Control-Allow-Origin' header contains multiple values '*, {origin}', but only one is allowed. Have the server send the header with a valid value.",
			firefox: '(Reason: Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed).',
			webkit: 'Access-Control-Allow-Origin cannot contain more than one origin.'
		}
	},
	{
		id: 'proxy-error',
		title: 'The error page of a proxy',
		note: 'A proxy in front answers 502, because it cannot reach the application. Its answer has no CORS headers.',
		path: '/proxy/orders',
		expects: 502,
		what: 'proxy',
		change: 'PROXY_ERROR',
		front: true,
		why: 'The policy is not the cause: look at the status in the network panel. Let the proxy add the header to its own errors, so that scripts can read the status: still an error, but one that says something.',
		diff: '# nginx\nadd_header Access-Control-Allow-Origin $allowed_origin always;'
	},
	{
		id: 'samesite',
		title: 'A cookie with SameSite=Lax from another site',
		note: 'The script logs in, then asks who is logged in, at 127.0.0.1. Ports do not make a site: localhost:3000 and localhost:8000 are two origins, but one site. 127.0.0.1 is another site.',
		path: '/account',
		host: '127.0.0.1',
		init: { credentials: 'include' },
		login: true,
		why: 'With SameSite=Lax, the default, a browser neither keeps a cookie nor sends it, if a script of another site asks. Serve page and API below one site, like app.example.com and api.example.com. SameSite=None; Secure is the other way, and some browsers block even that.',
		before: "fetch('http://127.0.0.1…/account', { credentials: 'include' })",
		fixed: { host: 'localhost' },
		diff: "fetch('http://localhost…/account', { credentials: 'include' })"
	},
	{
		id: 'csrf',
		title: 'No CSRF token',
		note: 'The policy lets the request through. The application then wants a token that only its own pages know, so that no other site can make a logged-in browser order something (CSRF).',
		path: '/account/orders',
		init: { method: 'POST', credentials: 'include' },
		why: 'Let the script send the token. The browser prints nothing of CORS: the script reads the status 403.',
		before: "fetch(api + '/account/orders', { method: 'POST', credentials: 'include' })",
		fixed: { init: { method: 'POST', credentials: 'include', headers: { 'X-CSRF-TOKEN': '{token}' } } },
		diff: "const { token } = await (await fetch(api + '/account/token', { credentials: 'include' })).json();\nfetch(api + '/account/orders',\n  { method: 'POST', credentials: 'include', headers: { 'X-CSRF-TOKEN': token } })"
	},
	{
		id: 'host',
		title: 'A proxy that rewrites Host',
		note: 'A page asks its own server, and is refused: a proxy has changed Host, so that the server does not recognise its own origin. This happens over plain http under a host name, where browsers send no Sec-Fetch-Site. On localhost they do, so the sample sends the request for you.',
		intranet: true,
		what: 'proxy',
		path: '/orders',
		why: 'Let the proxy keep Host, or send X-Forwarded-* and set server.forward-headers-strategy. The policy needs no change.',
		before: '# nginx\nproxy_set_header Host backend;',
		fixed: { keepHost: true },
		diff: '# nginx\nproxy_set_header Host $host;'
	}
];
