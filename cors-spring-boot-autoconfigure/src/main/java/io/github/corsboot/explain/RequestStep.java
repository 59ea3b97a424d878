package io.github.corsboot.explain;

import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.explain.Explanation.Step;

/**
 * Says whether a request is subject to CORS at all.
 */
final class RequestStep {

	private RequestStep() {
	}

	static Step of(BrowserFetch fetch) {
		if (fetch.origin() == null) {
			return noted(ExplanationCode.NO_ORIGIN, "There is no page, so there is no Origin: CORS does not apply.");
		}
		Mode mode = fetch.request().mode();
		if (mode == Mode.WEBSOCKET) {
			return noted(ExplanationCode.HANDSHAKE,
					"The handshake of a WebSocket is not subject to CORS, but carries an Origin that the server can check.");
		}
		if (fetch.isSameOrigin()) {
			return noted(ExplanationCode.SAME_ORIGIN, "The page asks its own origin: CORS does not apply.");
		}
		return switch (mode) {
			case NAVIGATE -> noted(ExplanationCode.NAVIGATION,
					"The browser shows the response as a page. That is not subject to CORS"
							+ (fetch.sendsOrigin() ? ", but carries an Origin that the policy decides by." : "."));
			case NO_CORS -> noted(ExplanationCode.NO_CORS_MODE,
					"No script can read the response, so CORS does not apply" + (fetch.sendsOrigin()
							? ", but the request carries an Origin that the policy decides by." : "."));
			default -> noted(ExplanationCode.CROSS_ORIGIN,
					"A page of " + fetch.quotedOrigin() + " asks " + (fetch.url().isRelative()
							? "this server, whose own origin is taken to be another" : "'" + fetch.url().origin() + "'")
							+ ": the browser needs CORS headers.");
		};
	}

	private static Step noted(ExplanationCode code, String text) {
		return Step.noted("request", code, text);
	}

}
