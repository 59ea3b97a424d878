package io.github.corsboot.servlet;

import java.io.IOException;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.rejection.SpringCorsObserver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.method.HandlerMethod;

/**
 * Lets another processor decide, and records what it refuses. What a policy has decided,
 * Spring's own processor does not decide again: an annotation would narrow the policy,
 * and refuse what passes without CORS headers.
 *
 * @since 0.1.0
 */
public final class ObservingCorsProcessor implements CorsProcessor {

	/** The name of the attribute of a request whose refusal has been recorded. */
	static final String RECORDED = ObservingCorsProcessor.class.getName() + ".recorded";

	/** Where Spring MVC leaves the handler method, which may not be there. */
	private static final String HANDLER = "org.springframework.web.servlet.HandlerMapping.bestMatchingHandler";

	private final CorsProcessor delegate;

	private final SpringCorsObserver observer;

	private final String bean;

	/**
	 * Create a processor.
	 * @param delegate decides
	 * @param observer records
	 * @param bean the name of the bean that asks the processor
	 */
	public ObservingCorsProcessor(CorsProcessor delegate, SpringCorsObserver observer, String bean) {
		this.delegate = delegate;
		this.observer = observer;
		this.bean = bean;
	}

	@Override
	public boolean processRequest(@Nullable CorsConfiguration configuration, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		if (this.delegate.getClass() == DefaultCorsProcessor.class && isDecided(request)) {
			return true;
		}
		boolean accepted = this.delegate.processRequest(configuration, request, response);
		ServletCorsRequest cors = new ServletCorsRequest(request);
		if (!accepted) {
			request.setAttribute(RECORDED, true);
			this.observer.refused(cors, configuration, ServletPath.describe(request), place(request));
		}
		else if (cors.isPreflight() && response.getHeader(CorsHeaders.ALLOW_ORIGIN) != null) {
			this.observer.accepted(cors, response.getHeader(CorsHeaders.ALLOW_HEADERS), ServletPath.describe(request),
					place(request));
		}
		return accepted;
	}

	/**
	 * Return whether a policy has decided. Spring would only add to {@code Vary} then,
	 * also where nothing varies.
	 */
	private boolean isDecided(HttpServletRequest request) {
		return request.getAttribute(CorsPolicyFilter.DECIDED) != null || (request.getHeader(CorsHeaders.ORIGIN) == null
				&& ServletPath.find(this.observer.policies(), request) != null);
	}

	private AttributeSource place(HttpServletRequest request) {
		String handler = (request.getAttribute(HANDLER) instanceof HandlerMethod method)
				? method.getBeanType().getName() + "#" + method.getMethod().getName() : null;
		return new AttributeSource("bean '" + this.bean + "'", handler);
	}

}
