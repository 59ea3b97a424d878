package io.github.corsboot.explain;

import java.time.Duration;

import io.github.corsboot.explain.Explanation.Step;

/**
 * How long browsers keep the answer to a preflight. Each has a maximum of its own.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#cors-preflight-cache">Fetch standard,
 * CORS-preflight cache</a>
 */
final class PreflightCache {

	private static final long CHROMIUM = 7200;

	private static final long FIREFOX = 86400;

	private static final long WEBKIT = 600;

	private PreflightCache() {
	}

	static long longest(Duration maxAge) {
		return Math.min(maxAge.toSeconds(), FIREFOX);
	}

	static Step step(Duration maxAge) {
		long seconds = maxAge.toSeconds();
		return Step
			.noted("cache", ExplanationCode.PREFLIGHT_CACHE,
					(seconds == 0) ? "Browsers ask again before each request: max-age is 0."
							: "Chromium keeps the answer for %d s, Firefox for %d s, WebKit for %d s.".formatted(
									Math.min(seconds, CHROMIUM), Math.min(seconds, FIREFOX),
									Math.min(seconds, WEBKIT)));
	}

}
