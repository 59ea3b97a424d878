package io.github.corsboot.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Keeps {@code startAsync()} with the response that guards the headers. By itself,
 * {@code startAsync()} without arguments goes on with the container's response, past all
 * that wraps it.
 */
final class AsyncAwareRequest extends HttpServletRequestWrapper {

	private final HttpServletResponse response;

	AsyncAwareRequest(HttpServletRequest request, HttpServletResponse response) {
		super(request);
		this.response = response;
	}

	@Override
	public AsyncContext startAsync() {
		return startAsync(this, this.response);
	}

}
