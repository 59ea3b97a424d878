package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.Collection;

import io.github.corsboot.mapping.FoundHandlers;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.NotCors;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response whose CORS headers have been decided. What the application sets or adds
 * under their names is ignored, and what it takes away is put back.
 */
final class CorsResponse extends HttpServletResponseWrapper {

	private final CorsRequest request;

	private final String uri;

	private final String method;

	private final FoundHandlers handlers;

	private CorsDecision decision;

	/**
	 * Write the headers of a decision, and guard them.
	 * @param response the response
	 * @param request the request that was decided
	 * @param uri its request URI
	 * @param decision the decision
	 * @param handlers the handlers whose annotations count in it
	 */
	CorsResponse(HttpServletResponse response, CorsRequest request, String uri, CorsDecision decision,
			FoundHandlers handlers) {
		super(response);
		this.request = request;
		this.uri = uri;
		this.method = request.method();
		this.handlers = handlers;
		this.decision = decision;
		write(request, decision.headers(), response);
	}

	CorsDecision decision() {
		return this.decision;
	}

	FoundHandlers handlers() {
		return this.handlers;
	}

	/**
	 * Return whether a filter may have made another request of the one that was decided.
	 * Whatever it changes may lead to another handler than the annotated one.
	 */
	boolean mayBeOutdated(HttpServletRequest current) {
		return !this.handlers.isEmpty() || !this.method.equals(current.getMethod())
				|| !this.uri.equals(current.getRequestURI());
	}

	/**
	 * Replace the decision, and with it the headers.
	 */
	void replace(CorsDecision decision) {
		if (decision != this.decision) {
			this.decision = decision;
			write(this.request, decision.headers(), response());
		}
	}

	private HttpServletResponse response() {
		return (HttpServletResponse) getResponse();
	}

	/**
	 * Write the headers of a decision, and nothing else that belongs to CORS.
	 */
	static void write(CorsRequest request, CorsHeaders headers, HttpServletResponse response) {
		removeAll(response);
		headers.writeTo(request, response, HttpServletResponse::addHeader);
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
		if (vary != null && (response.getHeader(CorsHeaders.VARY) == null
				|| !headers.isVaryIn(response.getHeaders(CorsHeaders.VARY)))) {
			response.addHeader(CorsHeaders.VARY, vary);
		}
	}

	/**
	 * Return whether a header belongs to a policy, which may have let go of it.
	 */
	private boolean isOwned(String name) {
		return CorsHeaders.isCorsHeader(name) && !(this.decision instanceof NotCors);
	}

	@Override
	public void setHeader(String name, String value) {
		if (isOwned(name)) {
			return;
		}
		super.setHeader(name, value);
		if (CorsHeaders.VARY.equalsIgnoreCase(name)) {
			addVary(this.decision.headers(), response());
		}
	}

	@Override
	public void addHeader(String name, String value) {
		if (!isOwned(name)) {
			super.addHeader(name, value);
		}
	}

	@Override
	public void setIntHeader(String name, int value) {
		if (!isOwned(name)) {
			super.setIntHeader(name, value);
		}
	}

	@Override
	public void addIntHeader(String name, int value) {
		if (!isOwned(name)) {
			super.addIntHeader(name, value);
		}
	}

	@Override
	public void setDateHeader(String name, long date) {
		if (!isOwned(name)) {
			super.setDateHeader(name, date);
		}
	}

	@Override
	public void addDateHeader(String name, long date) {
		if (!isOwned(name)) {
			super.addDateHeader(name, date);
		}
	}

	@Override
	public void reset() {
		super.reset();
		write(this.request, this.decision.headers(), response());
	}

}
