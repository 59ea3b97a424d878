package io.github.corsboot.benchmarks;

import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.stream.IntStream;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that costs next to nothing, so that what is measured is not the container.
 */
final class LightRequest extends HttpServletRequestWrapper {

	/** Fails whatever it is asked. */
	private static final HttpServletRequest NOTHING = (HttpServletRequest) Proxy.newProxyInstance(
			LightRequest.class.getClassLoader(), new Class<?>[] { HttpServletRequest.class }, (proxy, method, args) -> {
				throw new UnsupportedOperationException(method.getName());
			});

	private final String method;

	private final String path;

	private final String[] headers;

	private Object attribute;

	LightRequest(String method, String path, String... headers) {
		super(NOTHING);
		this.method = method;
		this.path = path;
		this.headers = headers;
	}

	String header(String name) {
		for (int i = 0; i < this.headers.length; i += 2) {
			if (this.headers[i].equalsIgnoreCase(name)) {
				return this.headers[i + 1];
			}
		}
		return null;
	}

	String path() {
		return this.path;
	}

	@Override
	public String getHeader(String name) {
		return header(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		String value = header(name);
		return (value != null) ? new One(value) : Collections.emptyEnumeration();
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		return Collections
			.enumeration(IntStream.range(0, this.headers.length / 2).mapToObj((i) -> this.headers[i * 2]).toList());
	}

	@Override
	public int getContentLength() {
		return -1;
	}

	@Override
	public long getContentLengthLong() {
		return -1;
	}

	@Override
	public String getCharacterEncoding() {
		return null;
	}

	@Override
	public String getMethod() {
		return this.method;
	}

	@Override
	public String getRequestURI() {
		return this.path;
	}

	@Override
	public String getContextPath() {
		return "";
	}

	@Override
	public String getServletPath() {
		return this.path;
	}

	@Override
	public String getPathInfo() {
		return null;
	}

	@Override
	public String getScheme() {
		return "https";
	}

	@Override
	public String getServerName() {
		return "api.example.com";
	}

	@Override
	public int getServerPort() {
		return 443;
	}

	@Override
	public String getContentType() {
		return null;
	}

	@Override
	public DispatcherType getDispatcherType() {
		return DispatcherType.REQUEST;
	}

	@Override
	public boolean isAsyncStarted() {
		return false;
	}

	@Override
	public Object getAttribute(String name) {
		return this.attribute;
	}

	@Override
	public void setAttribute(String name, Object value) {
		this.attribute = value;
	}

	/**
	 * What containers give for a single header line.
	 */
	@SuppressWarnings("JdkObsolete")
	private static final class One implements Enumeration<String> {

		private String value;

		One(String value) {
			this.value = value;
		}

		@Override
		public boolean hasMoreElements() {
			return this.value != null;
		}

		@Override
		public String nextElement() {
			String next = this.value;
			this.value = null;
			return next;
		}

	}

}
