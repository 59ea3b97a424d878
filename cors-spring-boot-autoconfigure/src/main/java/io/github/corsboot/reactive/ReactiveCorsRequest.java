package io.github.corsboot.reactive;

import java.net.URI;
import java.util.List;

import io.github.corsboot.decision.HttpCorsRequest;
import io.github.corsboot.policy.CorsHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What a policy asks of a reactive request.
 */
final class ReactiveCorsRequest extends HttpCorsRequest {

	private final ServerHttpRequest request;

	private final HttpHeaders headers;

	ReactiveCorsRequest(ServerHttpRequest request) {
		this(request, request.getHeaders().get(CorsHeaders.ORIGIN));
	}

	/**
	 * Create a view of a request.
	 * @param request the request
	 * @param origin the lines of {@code Origin}, if there are any
	 */
	ReactiveCorsRequest(ServerHttpRequest request, @Nullable List<String> origin) {
		super(join(origin));
		this.request = request;
		this.headers = request.getHeaders();
	}

	@Override
	public String method() {
		return this.request.getMethod().name();
	}

	@Override
	protected @Nullable String firstLine(String name) {
		return this.headers.getFirst(name);
	}

	@Override
	public @Nullable String header(String name) {
		return join(this.headers.get(name));
	}

	private static @Nullable String join(@Nullable List<String> lines) {
		if (lines == null || lines.isEmpty()) {
			return null;
		}
		return (lines.size() == 1) ? lines.get(0) : String.join(", ", lines);
	}

	@Override
	public String scheme() {
		return orEmpty(this.request.getURI().getScheme());
	}

	@Override
	public String host() {
		return host(this.request.getURI());
	}

	static String host(URI uri) {
		String host = uri.getHost();
		// A java.net.URI has no host with '_' or a leading '-', but browsers send them.
		return (host != null) ? host : HostAndPort.of(uri.getRawAuthority()).host();
	}

	@Override
	public int port() {
		URI uri = this.request.getURI();
		return (uri.getHost() != null) ? uri.getPort() : HostAndPort.of(uri.getRawAuthority()).port();
	}

	private record HostAndPort(String host, int port) {

		static HostAndPort of(@Nullable String authority) {
			String text = orEmpty(authority);
			int colon = text.lastIndexOf(':');
			int port = 0;
			for (int i = colon + 1; colon >= 0 && i < text.length(); i++) {
				int digit = text.charAt(i) - '0';
				if (digit < 0 || digit > 9 || i - colon > 5) {
					return new HostAndPort("", -1);
				}
				port = port * 10 + digit;
			}
			return (colon >= 0) ? new HostAndPort(text.substring(0, colon), (port > 0) ? port : -1)
					: new HostAndPort(text, -1);
		}

	}

	private static String orEmpty(@Nullable String value) {
		return (value != null) ? value : "";
	}

}
