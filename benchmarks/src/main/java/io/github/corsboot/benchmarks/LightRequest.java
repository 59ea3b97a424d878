package io.github.corsboot.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;

import io.github.corsboot.decision.RequestDecision;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.servlet.DispatcherServlet;

/**
 * A request that does what a container does with its headers and nothing else: the names
 * are searched one by one, and a value becomes a string when it is asked for.
 */
abstract class LightRequest implements HttpServletRequest {

	private static final byte[] LOWER_CASE = new byte[128];

	static {
		for (int i = 0; i < LOWER_CASE.length; i++) {
			LOWER_CASE[i] = (byte) Character.toLowerCase(i);
		}
	}

	private String method = "";

	private String path = "";

	private byte[][] names = {};

	private byte[][] values = {};

	private String[] strings = {};

	private int origin = -1;

	/** The decision, which is all that is kept. */
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
		request.names = new byte[count][];
		request.values = new byte[count][];
		request.strings = new String[count];
		for (int i = 0; i < count; i++) {
			request.names[i] = headers.get(i * 2).getBytes(StandardCharsets.ISO_8859_1);
			request.values[i] = headers.get(i * 2 + 1).getBytes(StandardCharsets.ISO_8859_1);
			request.origin = headers.get(i * 2).equals("Origin") ? i : request.origin;
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
			if (isEqual(this.names[i], name)) {
				return i;
			}
		}
		return -1;
	}

	private static boolean isEqual(byte[] bytes, String name) {
		if (bytes.length != name.length()) {
			return false;
		}
		for (int i = 0; i < bytes.length; i++) {
			if (LOWER_CASE[bytes[i]] != LOWER_CASE[name.charAt(i)]) {
				return false;
			}
		}
		return true;
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
		return Collections.enumeration(
				Arrays.stream(this.names).map((name) -> new String(name, StandardCharsets.ISO_8859_1)).toList());
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
		if (name.equals(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE)) {
			return ServletSubjects.CONTEXT;
		}
		return name.equals(RequestDecision.ATTRIBUTE) ? this.attribute : null;
	}

	@Override
	public void setAttribute(String name, Object value) {
		if (name.equals(RequestDecision.ATTRIBUTE)) {
			this.attribute = value;
		}
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
