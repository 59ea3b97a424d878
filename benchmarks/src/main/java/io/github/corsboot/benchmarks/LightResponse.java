package io.github.corsboot.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A response whose headers are in two arrays, and whose body goes nowhere.
 */
abstract class LightResponse implements HttpServletResponse {

	private final String[] names = new String[16];

	private final String[] values = new String[16];

	private int size;

	private int status;

	private final NoOutput output = new NoOutput();

	static LightResponse create() {
		return NotNeeded.in(LightResponse.class);
	}

	/**
	 * Become the next response.
	 */
	LightResponse next() {
		this.size = 0;
		this.status = HttpServletResponse.SC_OK;
		this.output.written = 0;
		return this;
	}

	/**
	 * Return something that depends on all of the response.
	 */
	int result() {
		return this.status + this.size + this.output.written;
	}

	private int find(String name, int start) {
		for (int i = start; i < this.size; i++) {
			if (this.names[i].equalsIgnoreCase(name)) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public void setHeader(String name, String value) {
		int found = find(name, 0);
		if (found >= 0) {
			this.values[found] = value;
		}
		else {
			addHeader(name, value);
		}
	}

	@Override
	public void addHeader(String name, String value) {
		this.names[this.size] = name;
		this.values[this.size++] = value;
	}

	@Override
	public String getHeader(String name) {
		int found = find(name, 0);
		return (found >= 0) ? this.values[found] : null;
	}

	@Override
	public boolean containsHeader(String name) {
		return find(name, 0) >= 0;
	}

	@Override
	public Collection<String> getHeaders(String name) {
		List<String> found = new ArrayList<>();
		for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
			found.add(this.values[i]);
		}
		return found;
	}

	@Override
	public Collection<String> getHeaderNames() {
		return (this.size == 0) ? List.of() : Arrays.asList(this.names).subList(0, this.size);
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
		setHeader("Content-Type", type);
	}

	@Override
	public String getContentType() {
		return getHeader("Content-Type");
	}

	@Override
	public String getCharacterEncoding() {
		return null;
	}

	@Override
	public void setContentLengthLong(long length) {
		setContentLength((int) length);
	}

	@Override
	public void setContentLength(int length) {
		// A container keeps it as a number.
		this.output.written += length;
	}

	@Override
	public ServletOutputStream getOutputStream() {
		return this.output;
	}

	@Override
	public PrintWriter getWriter() {
		return new PrintWriter(this.output, false, StandardCharsets.UTF_8);
	}

	@Override
	public boolean isCommitted() {
		return false;
	}

	@Override
	public void flushBuffer() {
		// There is no buffer.
	}

	@Override
	public void resetBuffer() {
		// There is no buffer.
	}

	private static final class NoOutput extends ServletOutputStream {

		private int written;

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
			this.written++;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			this.written += length;
		}

	}

}
