package io.github.corsboot.servlet;

import java.io.IOException;

import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.rejection.SpringCorsObserver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.method.HandlerMethod;

/**
 * Lets another processor decide, and records what it refuses. Spring's own processor is
 * skipped if a policy has decided: it would apply an annotation alone, and refuse what
 * passes without CORS headers.
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

	private final boolean behindPolicies;

	private final SingletonSupplier<CorsDecider<HttpServletRequest>> decider;

	/**
	 * Create a processor.
	 * @param delegate decides
	 * @param observer records
	 * @param bean the name of the bean that asks the processor
	 * @param behindPolicies whether policies decide before; not on a separate port of
	 * Actuator
	 */
	public ObservingCorsProcessor(CorsProcessor delegate, SpringCorsObserver observer, String bean,
			boolean behindPolicies) {
		this.delegate = delegate;
		this.observer = observer;
		this.bean = bean;
		this.behindPolicies = behindPolicies;
		this.decider = SingletonSupplier
			.of(() -> new CorsDecider<>(observer.policies(), observer.recorder(), ServletPathReader.READER));
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
			this.observer.refused(cors, configuration, ServletPathReader.READER.displayPath(request), place(request));
		}
		else if (cors.isPreflight() && response.getHeader(CorsHeaders.ALLOW_ORIGIN) != null) {
			this.observer.accepted(cors, response.getHeader(CorsHeaders.ALLOW_HEADERS),
					ServletPathReader.READER.displayPath(request), place(request));
		}
		return accepted;
	}

	/**
	 * Return whether a policy has decided on the path that is served. Then Spring is not
	 * asked: it would add to {@code Vary}, also where nothing varies. After a decision
	 * about another path, it is.
	 */
	private boolean isDecided(HttpServletRequest request) {
		if (!this.behindPolicies) {
			return false;
		}
		CorsDecider<HttpServletRequest> decider = this.decider.obtain();
		RequestDecision decision = ServletCors.current(request);
		return (decision != null)
				? decision.isCovered()
						&& (decision.isForErrorPage() || decider.isStillValid(request, request.getMethod(), decision))
				: request.getHeader(CorsHeaders.ORIGIN) == null && decider.decideWithoutOrigin(request, null) != null;
	}

	private AttributeSource place(HttpServletRequest request) {
		String handler = (request.getAttribute(HANDLER) instanceof HandlerMethod method)
				? method.getBeanType().getName() + "#" + method.getMethod().getName() : null;
		return new AttributeSource("bean '" + this.bean + "'", handler);
	}

}
