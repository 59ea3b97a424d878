package io.github.corsboot.explain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * The address of an explanation below that of the endpoint. It may be passed on: the
 * query of the URL and the values of headers, which may be secret, are not in it.
 */
final class ExplanationLink {

	private ExplanationLink() {
	}

	static String of(BrowserRequest request) {
		List<String> parameters = new ArrayList<>();
		add(parameters, "url", RequestUrl.parse(request.url()).withoutQuery());
		add(parameters, "origin", request.origin());
		add(parameters, "method", request.method());
		request.headers()
			.forEach((name, value) -> add(parameters, "headers",
					name.equalsIgnoreCase("Content-Type") ? name + ": " + value : name));
		add(parameters, "credentials", request.credentials() ? "true" : null);
		add(parameters, "mode", (request.mode() != BrowserRequest.Mode.CORS) ? request.mode().code() : null);
		return "explain?" + String.join("&", parameters);
	}

	private static void add(List<String> parameters, String name, @Nullable String value) {
		if (value != null) {
			parameters.add(name + "=" + UriUtils.encode(value, StandardCharsets.UTF_8));
		}
	}

}
