package io.github.corsboot.actuate;

import java.util.List;
import java.util.function.Function;

import io.github.corsboot.explain.BrowserRequest;
import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import org.jspecify.annotations.Nullable;

/**
 * What is to be explained: a rejection, a line of a console or a request.
 *
 * @param id the ID of a rejection
 * @param console a line of a browser's console
 * @param url the URL of a request
 * @param origin the origin of the page
 * @param method the method, by default {@code GET}
 * @param headers of each element, the names of headers with commas between, or one name
 * and its value with a colon between
 * @param credentials whether the script asks for credentials
 * @param mode the mode, by default {@code cors}
 */
record ExplainParameters(@Nullable String id, @Nullable String console, @Nullable String url, @Nullable String origin,
		@Nullable String method, @Nullable List<String> headers, @Nullable Boolean credentials, @Nullable String mode) {

	/**
	 * Explain it.
	 * @param explainer explains requests
	 * @param explainRejection explains a rejection by its ID
	 * @return the explanation
	 * @throws IllegalArgumentException if a parameter is missing or wrong
	 */
	Explanation explain(CorsExplainer explainer, Function<String, Explanation> explainRejection) {
		if (this.id != null) {
			return explainRejection.apply(this.id);
		}
		if (this.console != null) {
			return explainer.explainConsole(this.console, this.url, this.origin, this.method);
		}
		if (this.url == null) {
			throw new IllegalArgumentException("Give 'url' (and 'origin'), 'console' or 'id'");
		}
		return explainer.explain(request(this.url));
	}

	private BrowserRequest request(String url) {
		BrowserRequest request = BrowserRequest.of((this.method != null) ? this.method : "GET", url);
		if (this.origin != null) {
			request = request.from(this.origin);
		}
		for (String header : (this.headers != null) ? this.headers : List.<String>of()) {
			int colon = header.indexOf(':');
			if (colon >= 0) {
				request = request.withHeader(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
			}
			else {
				for (String name : header.split(",", -1)) {
					request = request.withHeader(name.strip(), "");
				}
			}
		}
		if (Boolean.TRUE.equals(this.credentials)) {
			request = request.withCredentials();
		}
		return (this.mode != null) ? request.withMode(Mode.of(this.mode)) : request;
	}

}
