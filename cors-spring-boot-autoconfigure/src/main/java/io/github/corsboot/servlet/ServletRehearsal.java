package io.github.corsboot.servlet;

import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.CorsPolicies;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Decides servlet requests that nobody has sent.
 *
 * @since 0.1.0
 */
public final class ServletRehearsal implements Rehearsal {

	private final ServletContext servletContext;

	private final HandlerLookup<HttpServletRequest> handlers;

	/**
	 * Create a rehearsal.
	 * @param servletContext the application
	 * @param handlers finds the handler of a request
	 */
	public ServletRehearsal(ServletContext servletContext, HandlerLookup<HttpServletRequest> handlers) {
		this.servletContext = servletContext;
		this.handlers = handlers;
	}

	@Override
	public String contextPath() {
		return this.servletContext.getContextPath();
	}

	@Override
	public RequestDecision decide(RehearsedRequest rehearsed, CorsPolicies policies) {
		HttpServletRequest request = RehearsedServletRequest.create(rehearsed, this.servletContext);
		return new CorsDecider<>(policies, null, ServletPathReader.READER).decide(request,
				new ServletCorsRequest(request), null, this.handlers);
	}

	@Override
	public boolean isRefusedByHandler(RehearsedRequest rehearsed, RequestDecision decision) {
		return "websocket".equalsIgnoreCase(rehearsed.header("Upgrade")) && this.handlers
			.refusesHandshake(RehearsedServletRequest.create(rehearsed, this.servletContext), decision);
	}

}
