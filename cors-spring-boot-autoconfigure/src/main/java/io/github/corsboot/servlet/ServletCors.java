package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;

import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.decision.ResponseNotices;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.ResponseWatch;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Asks the {@link CorsDecider} about servlet requests, and carries out its decisions.
 */
final class ServletCors {

	private final CorsPolicies policies;

	private final HandlerLookup<HttpServletRequest> handlers;

	private final CorsRecorder recorder;

	private final CorsDecider<HttpServletRequest> decider;

	private final ResponseNotices<HttpServletRequest> notices;

	ServletCors(CorsPolicies policies, HandlerLookup<HttpServletRequest> handlers, CorsRecorder recorder) {
		this.policies = policies;
		this.handlers = handlers;
		this.recorder = recorder;
		this.decider = new CorsDecider<>(policies, recorder, ServletPathReader.READER);
		this.notices = new ResponseNotices<>(recorder.notices(), ServletPathReader.READER, CsrfToken::isMissing);
	}

	CorsDecider<HttpServletRequest> decider() {
		return this.decider;
	}

	static @Nullable RequestDecision current(HttpServletRequest request) {
		return (RequestDecision) request.getAttribute(RequestDecision.ATTRIBUTE);
	}

	/**
	 * Decide a request that has arrived.
	 */
	void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		filter(null, request, response, chain);
	}

	/**
	 * Decide a request once more if what is about to be served is not what was decided.
	 */
	void filterAgain(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		RequestDecision current = current(request);
		if (isNewErrorPage(current, request)) {
			filterErrorPage(current, request, response, chain);
		}
		else if (isStillValid(current, request)) {
			chain.doFilter(request, response);
		}
		else if (request.getDispatcherType() == DispatcherType.INCLUDE) {
			include(current, request, response, chain);
		}
		else {
			filter(current, request, response, chain);
		}
	}

	boolean isStillValid(@Nullable RequestDecision current, HttpServletRequest request) {
		DispatcherType type = request.getDispatcherType();
		if (type != DispatcherType.REQUEST && type != DispatcherType.ASYNC && ServletPathReader.isView(request)) {
			return true;
		}
		return current != null && this.decider.isStillValid(request, request.getMethod(), current);
	}

	private void filter(@Nullable RequestDecision previous, HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws IOException, ServletException {
		String origin = request.getHeader(CorsHeaders.ORIGIN);
		if (origin == null) {
			filterWithoutOrigin(previous, request, response, chain);
			return;
		}
		RequestDecision decision = this.decider.decide(request, new ServletCorsRequest(request, origin), previous,
				this.handlers);
		WrittenHeaders written = written(previous, response);
		if (!decision.isCovered()) {
			pass(decision, written, request, response, chain);
		}
		else if (!decision.decision().isAnswer()) {
			proceed(decision, written, request, response, chain);
		}
		else {
			CorsAnswer.send(decision, written, request, response);
			if (previous != null) {
				// The watch of an earlier pass looks here, and records nothing more.
				keep(decision, written, request);
			}
		}
	}

	private void proceed(RequestDecision decision, @Nullable WrittenHeaders written, HttpServletRequest request,
			HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
		if (written != null) {
			replace(decision, written, request);
			chain.doFilter(request, response);
		}
		else {
			GuardedResponse guarded = new GuardedResponse(response, decision.request(), decision.decision());
			keep(decision, guarded, request);
			if (decision.isForErrorPage() || !(decision.decision() instanceof Allowed) || !this.notices.isEnabled()) {
				chain.doFilter(new AsyncAwareRequest(request, guarded), guarded);
			}
			else {
				proceedAndLook(decision, guarded, request, chain);
			}
		}
	}

	/**
	 * Let a request pass that a policy allows, and notice what keeps a script from
	 * reading the response nevertheless.
	 */
	private void proceedAndLook(RequestDecision decision, GuardedResponse response, HttpServletRequest request,
			FilterChain chain) throws IOException, ServletException {
		this.notices.received(request, decision);
		try {
			chain.doFilter(new AsyncAwareRequest(request, response), response);
		}
		finally {
			if (!request.isAsyncStarted() || !CompletionListener.add(request, () -> look(request, response))) {
				look(request, response);
			}
		}
	}

	private void look(HttpServletRequest request, GuardedResponse response) {
		if (response.isWorthALook()) {
			this.notices.answered(request, current(request), response);
		}
	}

	/**
	 * Return the headers that have been written. A filter or handler may go on with a
	 * request of its own making, which knows of no decision but has the same response.
	 */
	static @Nullable WrittenHeaders written(@Nullable RequestDecision previous, HttpServletResponse response) {
		return (previous != null) ? previous.headers() : GuardedResponse.find(response);
	}

	static void keep(RequestDecision decision, @Nullable WrittenHeaders headers, HttpServletRequest request) {
		decision.setHeaders(headers);
		request.setAttribute(RequestDecision.ATTRIBUTE, decision);
	}

	/**
	 * Let a request without {@code Origin} pass. If its response gets CORS headers, guard
	 * the response, so that they can be removed if the request is served elsewhere.
	 */
	private void filterWithoutOrigin(@Nullable RequestDecision previous, HttpServletRequest request,
			HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
		CorsDecision decision = this.decider.decideWithoutOrigin(request, previous);
		WrittenHeaders written = written(previous, response);
		if (written != null || (decision != null && !decision.headers().isEmpty())) {
			proceed(this.decider.evaluate(request, new ServletCorsRequest(request, null), previous), written, request,
					response, chain);
			return;
		}
		if (decision != null) {
			GuardedResponse.addVary(decision.headers(), response);
		}
		chain.doFilter(request, response);
	}

	/**
	 * Let a request pass that no policy covers, and watch what becomes of it.
	 */
	private void pass(RequestDecision decision, @Nullable WrittenHeaders written, HttpServletRequest request,
			HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
		PolicyMapping mapping = this.policies.mapping();
		if (!mapping.isEnabled()) {
			chain.doFilter(request, response);
			return;
		}
		if (written != null) {
			written.replace(decision.decision(), decision.request());
		}
		keep(decision, written, request);
		ResponseWatch watch = this.recorder.watch(decision.request(), mapping,
				ServletPathReader.READER.displayPath(request));
		if (watch == null) {
			chain.doFilter(request, response);
			return;
		}
		Runnable completed = () -> {
			RequestDecision last = current(request);
			if ((last == null || !last.isCovered()) && request.getAttribute(ObservingCorsProcessor.RECORDED) == null) {
				request.setAttribute(ObservingCorsProcessor.RECORDED, true);
				watch.completed(allowOrigin(response), response.getHeaders(CorsHeaders.VARY));
			}
		};
		try {
			chain.doFilter(request, response);
		}
		finally {
			if (!request.isAsyncStarted() || !CompletionListener.add(request, completed)) {
				completed.run();
			}
		}
	}

	/**
	 * Return the lines of {@code Access-Control-Allow-Origin}. Tomcat returns equal lines
	 * once, but the name of the header for each of them.
	 */
	private static Collection<String> allowOrigin(HttpServletResponse response) {
		Collection<String> lines = response.getHeaders(CorsHeaders.ALLOW_ORIGIN);
		long names = (lines.size() == 1)
				? response.getHeaderNames().stream().filter(CorsHeaders.ALLOW_ORIGIN::equalsIgnoreCase).count() : 0;
		return (names > 1) ? Collections.nCopies((int) names, lines.iterator().next()) : lines;
	}

	/**
	 * Include a resource only if the request may have it, and let the response be as
	 * strict as what is included.
	 */
	private void include(@Nullable RequestDecision outer, HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws IOException, ServletException {
		RequestDecision included = this.decider.decide(request, new ServletCorsRequest(request), outer, this.handlers);
		GuardedResponse guarded = (outer == null && included.isCovered()) ? GuardedResponse.find(response) : null;
		if (outer != null && included.isCovered()) {
			replaceHeaders(outer, outer.including(included), request);
		}
		else if (guarded != null) {
			// The decision about the page is lost, so the page keeps no headers.
			guarded.replace(Passed.WITHOUT_HEADERS, included.request());
		}
		if (included.isCovered()) {
			GuardedResponse.addVary(included.decision().headers(), GuardedResponse.unwrap(response));
		}
		if (!(included.decision() instanceof Rejected)) {
			chain.doFilter(request, response);
		}
	}

	static void replaceHeaders(RequestDecision outer, RequestDecision decision, HttpServletRequest request) {
		WrittenHeaders written = outer.headers();
		if (written != null && decision != outer) {
			replace(decision, written, request);
		}
	}

	private static void replace(RequestDecision decision, WrittenHeaders written, HttpServletRequest request) {
		written.replace(decision.decision(), decision.request());
		keep(decision, written, request);
	}

	/**
	 * Return whether a request has failed and is on its way to an error page: in a WAR it
	 * is forwarded there.
	 */
	private static boolean isNewErrorPage(@Nullable RequestDecision current, HttpServletRequest request) {
		boolean failed = request.getDispatcherType() == DispatcherType.ERROR
				|| (request.getDispatcherType() == DispatcherType.FORWARD
						&& request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) != null);
		return failed && (current == null || !current.isForErrorPage());
	}

	/**
	 * Apply what was decided to the response that an error page is about to write.
	 */
	private void filterErrorPage(@Nullable RequestDecision current, HttpServletRequest request,
			HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
		ServletCorsRequest cors = new ServletCorsRequest(request);
		// There is no decision if no policy covered the path, or if a filter in front has
		// failed.
		RequestDecision failed = (current != null) ? current
				: this.decider.evaluateFailed(request, cors, ServletPathReader.findFailed(request, this.policies));
		RequestDecision page = this.decider.decideErrorPage(request, cors, failed);
		if (!page.isCovered()) {
			keep(page, page.headers(), request);
			chain.doFilter(request, response);
		}
		else if (page.decision() instanceof Rejected && page.decision() != failed.decision()) {
			CorsAnswer.send(page, GuardedResponse.find(response), request, response);
		}
		else {
			if (page.decision() instanceof Passed) {
				// Remove the headers of the path that failed.
				GuardedResponse.removeAll(response);
			}
			proceed(page, GuardedResponse.find(response), request, response, chain);
		}
	}

}
