package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.Collection;

import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response whose CORS headers have been decided. What the application sets or adds
 * under their names is ignored, and what it takes away is put back.
 */
final class CorsResponse extends HttpServletResponseWrapper {

	private final CorsRequest request;

	private final CorsHeaders headers;

	CorsResponse(HttpServletResponse response, CorsRequest request, CorsHeaders headers) {
		super(response);
		this.request = request;
		this.headers = headers;
	}

	private HttpServletResponse response() {
		return (HttpServletResponse) getResponse();
	}

	/**
	 * Write the headers of a decision, and nothing else that belongs to CORS.
	 */
	static void write(CorsRequest request, CorsHeaders headers, HttpServletResponse response) {
		removeAll(response);
		headers.writeTo(request, response::setHeader);
		addVary(headers, response);
	}

	/**
	 * Remove what a filter in front of ours may have written.
	 */
	private static void removeAll(HttpServletResponse response) {
		Collection<String> names = response.getHeaderNames();
		if (names.isEmpty()) {
			return;
		}
		for (String name : new ArrayList<>(names)) {
			if (CorsHeaders.isCorsHeader(name)) {
				response.setHeader(name, null);
			}
		}
	}

	/**
	 * Add to {@code Vary}, never replace it, and add nothing twice.
	 */
	static void addVary(CorsHeaders headers, HttpServletResponse response) {
		String vary = headers.vary();
		if (vary != null && !headers.isVaryIn(response.getHeaders(CorsHeaders.VARY))) {
			response.addHeader(CorsHeaders.VARY, vary);
		}
	}

	@Override
	public void setHeader(String name, String value) {
		if (CorsHeaders.isCorsHeader(name)) {
			return;
		}
		super.setHeader(name, value);
		if (CorsHeaders.VARY.equalsIgnoreCase(name)) {
			addVary(this.headers, response());
		}
	}

	@Override
	public void addHeader(String name, String value) {
		if (!CorsHeaders.isCorsHeader(name)) {
			super.addHeader(name, value);
		}
	}

	@Override
	public void setIntHeader(String name, int value) {
		if (!CorsHeaders.isCorsHeader(name)) {
			super.setIntHeader(name, value);
		}
	}

	@Override
	public void addIntHeader(String name, int value) {
		if (!CorsHeaders.isCorsHeader(name)) {
			super.addIntHeader(name, value);
		}
	}

	@Override
	public void setDateHeader(String name, long date) {
		if (!CorsHeaders.isCorsHeader(name)) {
			super.setDateHeader(name, date);
		}
	}

	@Override
	public void addDateHeader(String name, long date) {
		if (!CorsHeaders.isCorsHeader(name)) {
			super.addDateHeader(name, date);
		}
	}

	@Override
	public void reset() {
		super.reset();
		write(this.request, this.headers, response());
	}

}
