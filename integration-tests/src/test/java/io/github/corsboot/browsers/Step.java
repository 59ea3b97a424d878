package io.github.corsboot.browsers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.corsboot.explain.BrowserRequest;

/**
 * What a page does once.
 *
 * @param kind the function of {@code runner.js}
 * @param target whom it asks
 * @param path what it asks for, below which the name of the case is added
 * @param init what {@code fetch} takes as its second argument
 * @param read the response headers that the script reads
 * @param frame {@code sandbox}, the place of a page in a frame that does it, or empty for
 * the page itself
 * @param pause how many milliseconds it waits before
 */
record Step(String kind, Place target, String path, Map<String, Object> init, List<String> read, String frame,
		int pause) {

	static Step of(String kind, String path) {
		return new Step(kind, Place.API, path, Map.of(), List.of(), "", 0);
	}

	static Step fetch(String path) {
		return of("fetch", path);
	}

	Step at(Place target) {
		return new Step(this.kind, target, this.path, this.init, this.read, this.frame, this.pause);
	}

	Step with(String name, Object value) {
		Map<String, Object> init = new TreeMap<>(this.init);
		init.put(name, value);
		return new Step(this.kind, this.target, this.path, init, this.read, this.frame, this.pause);
	}

	Step method(String method) {
		return with("method", method);
	}

	Step header(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(headers());
		headers.put(name, value);
		return with("headers", headers);
	}

	Step credentials() {
		return with("credentials", "include");
	}

	Step noCors() {
		return with("mode", "no-cors");
	}

	Step read(String... names) {
		return new Step(this.kind, this.target, this.path, this.init, List.of(names), this.frame, this.pause);
	}

	Step sandboxed() {
		return new Step(this.kind, this.target, this.path, this.init, this.read, "sandbox", this.pause);
	}

	Step inFrameOf(Place page) {
		return new Step(this.kind, this.target, this.path, this.init, this.read, page.name(), this.pause);
	}

	Step after(int millis) {
		return new Step(this.kind, this.target, this.path, this.init, this.read, this.frame, millis);
	}

	@SuppressWarnings("unchecked")
	private Map<String, String> headers() {
		return (Map<String, String>) this.init.getOrDefault("headers", Map.of());
	}

	/**
	 * Return the path of the URL, which may end with what tells steps of a case apart.
	 */
	String path(String id) {
		List<String> parts = new ArrayList<>(List.of(this.path.split("(?<=.)/", 2)));
		parts.add(1, id);
		return String.join("/", parts);
	}

	/**
	 * Return the page that does this: that of the case, or the one in the frame.
	 */
	String origin(Site site, Place page) {
		return switch (this.frame) {
			case "" -> site.origin(page);
			case "sandbox" -> "null";
			default -> site.origin(Place.valueOf(this.frame));
		};
	}

	/**
	 * Return the same request for an explanation.
	 */
	BrowserRequest asked(Site site, Place page, String id) {
		String method = this.init.getOrDefault("method", this.kind.equals("beacon") ? "POST" : "GET").toString();
		BrowserRequest request = BrowserRequest.of(method, site.origin(this.target) + path(id))
			.from(origin(site, page))
			.withMode(mode());
		for (Map.Entry<String, String> header : headers().entrySet()) {
			request = request.withHeader(header.getKey(), header.getValue());
		}
		boolean credentials = "include".equals(this.init.get("credentials"));
		return credentials ? request.withCredentials() : request;
	}

	private BrowserRequest.Mode mode() {
		return switch (this.kind) {
			case "form", "frame" -> BrowserRequest.Mode.NAVIGATE;
			case "webSocket" -> BrowserRequest.Mode.WEBSOCKET;
			case "beacon" -> headers().isEmpty() ? BrowserRequest.Mode.NO_CORS : BrowserRequest.Mode.CORS;
			case "image", "script" ->
				this.init.containsKey("crossorigin") ? BrowserRequest.Mode.CORS : BrowserRequest.Mode.NO_CORS;
			default -> "no-cors".equals(this.init.get("mode")) ? BrowserRequest.Mode.NO_CORS : BrowserRequest.Mode.CORS;
		};
	}

	/**
	 * Return what {@code runner.js} needs.
	 */
	Map<String, Object> script(Site site, String id) {
		String scheme = this.kind.equals("webSocket") ? site.scheme().replace("http", "ws") : site.scheme();
		String frame = (this.frame.isEmpty() || this.frame.equals("sandbox")) ? this.frame
				: site.origin(Place.valueOf(this.frame));
		return Map.of("kind", this.kind, "url",
				scheme + site.origin(this.target).substring(site.scheme().length()) + path(id), "init", this.init,
				"read", this.read, "frame", frame, "pause", this.pause);
	}

	@Override
	public String toString() {
		return this.kind.toLowerCase(Locale.ROOT) + " " + this.target + this.path + this.init;
	}

}
