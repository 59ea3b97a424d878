package io.github.corsboot.benchmarks;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response that costs next to nothing: its headers are in two arrays.
 */
final class LightResponse extends HttpServletResponseWrapper {

	private static final HttpServletResponse NOTHING = (HttpServletResponse) Proxy.newProxyInstance(
			LightResponse.class.getClassLoader(), new Class<?>[] { HttpServletResponse.class },
			(proxy, method, args) -> {
				throw new UnsupportedOperationException(method.getName());
			});

	private final String[] names = new String[16];

	private final String[] values = new String[16];

	private int size;

	private int status;

	private final ServletOutputStream output = new NoOutput();

	LightResponse() {
		super(NOTHING);
	}

	LightResponse clear() {
		this.size = 0;
		this.status = HttpServletResponse.SC_OK;
		return this;
	}

	@Override
	public void setHeader(String name, String value) {
		for (int i = 0; i < this.size; i++) {
			if (this.names[i].equalsIgnoreCase(name)) {
				this.values[i] = value;
				return;
			}
		}
		addHeader(name, value);
	}

	@Override
	public void addHeader(String name, String value) {
		this.names[this.size] = name;
		this.values[this.size++] = value;
	}

	@Override
	public String getHeader(String name) {
		for (int i = 0; i < this.size; i++) {
			if (this.names[i].equalsIgnoreCase(name)) {
				return this.values[i];
			}
		}
		return null;
	}

	@Override
	public Collection<String> getHeaders(String name) {
		if (this.size == 0) {
			return List.of();
		}
		List<String> found = new ArrayList<>();
		for (int i = 0; i < this.size; i++) {
			if (this.names[i].equalsIgnoreCase(name)) {
				found.add(this.values[i]);
			}
		}
		return found;
	}

	@Override
	public Collection<String> getHeaderNames() {
		return (this.size == 0) ? List.of() : List.of(this.names).subList(0, this.size);
	}

	@Override
	public void setStatus(int status) {
		this.status = status;
	}

	@Override
	public int getStatus() {
		return this.status;
	}

	@Override
	public void setContentType(String type) {
		// Is not what is measured.
	}

	@Override
	public String getContentType() {
		return null;
	}

	@Override
	public String getCharacterEncoding() {
		return null;
	}

	@Override
	public void setContentLengthLong(long length) {
		// Is not what is measured.
	}

	@Override
	public boolean containsHeader(String name) {
		return getHeader(name) != null;
	}

	@Override
	public void setContentLength(int length) {
		// Is not what is measured.
	}

	@Override
	public ServletOutputStream getOutputStream() {
		return this.output;
	}

	@Override
	public PrintWriter getWriter() {
		return new PrintWriter(this.output, false, java.nio.charset.StandardCharsets.UTF_8);
	}

	@Override
	public void flushBuffer() {
		// Is not what is measured.
	}

	@Override
	public boolean isCommitted() {
		return false;
	}

	private static final class NoOutput extends ServletOutputStream {

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void write(int b) {
			// Goes nowhere.
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			// Goes nowhere.
		}

	}

}
