package io.github.corsboot.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

/**
 * A request that does what a container does with its headers and nothing else: the names
 * are searched one by one, and a value becomes a string when it is asked for.
 */
abstract class LightRequest implements HttpServletRequest {

	private String method = "";

	private String path = "";

	private String[] names = {};

	private byte[][] values = {};

	private String[] strings = {};

	private int origin = -1;

	private Object attribute;

	/**
	 * Create a request with headers, of which the value of Origin is replaced later.
	 */
	static LightRequest of(Workload workload) {
		LightRequest request = NotNeeded.in(LightRequest.class);
		request.method = workload.method();
		request.path = workload.path();
		List<String> headers = workload.headers(workload.asked().isEmpty() ? null : "");
		int count = headers.size() / 2;
		request.names = new String[count];
		request.values = new byte[count][];
		request.strings = new String[count];
		for (int i = 0; i < count; i++) {
			// The string of a name is never that of a caller.
			request.names[i] = headers.get(i * 2).toLowerCase(Locale.ROOT);
			request.values[i] = headers.get(i * 2 + 1).getBytes(StandardCharsets.ISO_8859_1);
			request.origin = request.names[i].equals("origin") ? i : request.origin;
		}
		return request;
	}

	/**
	 * Become the next request.
	 */
	LightRequest next(byte[] origin) {
		Arrays.fill(this.strings, null);
		this.attribute = null;
		if (this.origin >= 0) {
			this.values[this.origin] = origin;
		}
		return this;
	}

	private int find(String name, int start) {
		for (int i = start; i < this.names.length; i++) {
			if (this.names[i].equalsIgnoreCase(name)) {
				return i;
			}
		}
		return -1;
	}

	private String value(int i) {
		if (this.strings[i] == null) {
			this.strings[i] = new String(this.values[i], StandardCharsets.ISO_8859_1);
		}
		return this.strings[i];
	}

	@Override
	public String getHeader(String name) {
		int found = find(name, 0);
		return (found >= 0) ? value(found) : null;
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		return new Lines(name);
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		return Collections.enumeration(Arrays.asList(this.names));
	}

	@Override
	public int getContentLength() {
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
	 * Searches the next line when the one before is taken.
	 */
	@SuppressWarnings("JdkObsolete")
	private final class Lines implements Enumeration<String> {

		private final String name;

		private int next;

		Lines(String name) {
			this.name = name;
			this.next = find(name, 0);
		}

		@Override
		public boolean hasMoreElements() {
			return this.next >= 0;
		}

		@Override
		public String nextElement() {
			if (this.next < 0) {
				throw new NoSuchElementException();
			}
			String line = value(this.next);
			this.next = find(this.name, this.next + 1);
			return line;
		}

	}

}
