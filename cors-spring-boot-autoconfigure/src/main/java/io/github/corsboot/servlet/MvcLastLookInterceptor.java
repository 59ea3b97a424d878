package io.github.corsboot.servlet;

import java.io.IOException;

import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.rejection.CorsRecorder;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Has the last look at a request, at the handler that Spring MVC has mapped it to: only
 * here it is known which annotation counts. {@link CorsDecider#confirm} decides.
 *
 * @since 0.1.0
 */
public final class MvcLastLookInterceptor implements HandlerInterceptor {

	private final ServletCors cors;

	private final CorsDecider<HttpServletRequest> decider;

	private final MvcHandlerLookup handlers;

	/**
	 * Create an interceptor.
	 * @param policies the policies
	 * @param handlers knows the annotated handlers
	 * @param recorder is told what becomes of requests
	 */
	public MvcLastLookInterceptor(CorsPolicies policies, MvcHandlerLookup handlers, CorsRecorder recorder) {
		this.cors = new ServletCors(policies, handlers, recorder);
		this.decider = this.cors.decider();
		this.handlers = handlers;
	}

	@Override
	public boolean preHandle(HttpServletRequest served, HttpServletResponse response, Object handler)
			throws IOException {
		HttpServletRequest request = ServletPathReader.asMapped(served);
		RequestDecision current = ServletCors.current(request);
		if (request.getDispatcherType() == DispatcherType.INCLUDE) {
			confirmIncluded(current, request, handler);
			return true;
		}
		if ((current != null) ? current.isForErrorPage() && this.cors.isStillValid(current, request)
				: !this.handlers.isForApplication(request)) {
			return true;
		}
		if (current == null && request.getHeader(CorsHeaders.ORIGIN) == null) {
			rewriteConstant(request, response);
			return true;
		}
		RequestDecision decision = decide(current, request, handler);
		return decision == current || apply(decision, current, request, response);
	}

	private RequestDecision decide(@Nullable RequestDecision current, HttpServletRequest request, Object handler) {
		RequestDecision decision = (current != null && this.decider.isStillValid(request, request.getMethod(), current))
				? current : this.decider.decide(request, cors(current, request), current, this.handlers);
		return (decision.decision() instanceof Rejected) ? decision
				: this.decider.confirm(request, decision, this.handlers.findReached(request, handler));
	}

	/**
	 * Return the request to decide. One that has failed is decided as it was: containers
	 * ask for an error page with {@code GET}, which passes where other methods do not.
	 */
	private static CorsRequest cors(@Nullable RequestDecision current, HttpServletRequest request) {
		return (current != null && current.isForErrorPage()) ? current.request() : new ServletCorsRequest(request);
	}

	/**
	 * Apply a decision that replaces the one that was made on the way.
	 * @return whether the request goes on to its handler
	 */
	private static boolean apply(RequestDecision decision, @Nullable RequestDecision current,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		WrittenHeaders written = ServletCors.written(current, response);
		if (decision.decision().isAnswer()) {
			CorsAnswer.send(decision, written, request, response);
			return false;
		}
		if (written != null) {
			written.replace(decision.decision(), decision.request());
		}
		else if (decision.isCovered()) {
			GuardedResponse.write(decision.request(), decision.decision().headers(), response);
		}
		ServletCors.keep(decision, written, request);
		return true;
	}

	/**
	 * Write the headers for a request without {@code Origin} if there is no decision: no
	 * policy covered the path, or the decision is lost.
	 */
	private void rewriteConstant(HttpServletRequest request, HttpServletResponse response) {
		CorsDecision decision = this.decider.decideWithoutOrigin(request, null);
		GuardedResponse written = GuardedResponse.find(response);
		if (written != null) {
			written.replace((decision != null) ? decision : Passed.WITHOUT_HEADERS,
					new ServletCorsRequest(request, null));
		}
		else if (decision != null) {
			GuardedResponse.write(new ServletCorsRequest(request, null), decision.headers(), response);
		}
	}

	/**
	 * Remove the headers of the page if an included handler has an annotation and no
	 * policy: it may allow less than the page.
	 */
	private void confirmIncluded(@Nullable RequestDecision outer, HttpServletRequest request, Object handler) {
		if (outer == null || this.handlers.findReached(request, handler).isEmpty()) {
			return;
		}
		RequestDecision included = this.decider.evaluate(request, new ServletCorsRequest(request), outer);
		if (!included.isCovered()) {
			ServletCors.replaceHeaders(outer, outer.including(included), request);
		}
	}

}
