package io.github.corsboot.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.mapping.FoundHandlers;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.NotCors;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.ResponseWatch;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;

/**
 * Applies the policies to everything that a servlet application serves. A path without
 * policy passes untouched, preflights included.
 * <p>
 * To be registered for {@code REQUEST}, {@code ERROR} and {@code FORWARD}: containers
 * remove {@code Vary} from error responses, and the {@code ErrorPageFilter} of a WAR
 * removes everything before it forwards, so the headers are written once more.
 *
 * @since 0.1.0
 */
public final class CorsPolicyFilter implements Filter {

	/**
	 * After forwarded headers and the observation of requests, before Spring Security.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	/**
	 * The name of the attribute with the {@link CorsResponse} to a request that was
	 * allowed, or the decision on another that has {@code Origin} and passed.
	 */
	static final String DECIDED = CorsPolicyFilter.class.getName() + ".decided";

	private final CorsPolicies policies;

	private final HandlerLookup handlers;

	private final CorsRejections rejections;

	/**
	 * Create a filter.
	 * @param policies the policies
	 * @param handlers finds the annotation that widens them
	 * @param rejections takes what is refused
	 */
	public CorsPolicyFilter(CorsPolicies policies, HandlerLookup handlers, CorsRejections rejections) {
		this.policies = policies;
		this.handlers = handlers;
		this.rejections = rejections;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse httpResponse)) {
			chain.doFilter(request, response);
		}
		else if (http.getDispatcherType() == DispatcherType.REQUEST) {
			decide(http, httpResponse, chain);
		}
		else {
			proceedAgain(http, httpResponse, chain);
		}
	}

	private void decide(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		CoveredPath covered = ServletPath.find(this.policies, request);
		if (covered == null) {
			pass(request, response, chain);
			return;
		}
		String origin = request.getHeader(CorsHeaders.ORIGIN);
		if (origin == null) {
			proceedUnguarded(covered.withoutOrigin(), request, response, chain);
			return;
		}
		ServletCorsRequest cors = new ServletCorsRequest(request, origin);
		CorsDecision decision = covered.evaluate(cors);
		FoundHandlers found = this.handlers.find(request, decision);
		if (!found.isEmpty()) {
			covered = covered.widen(found);
			decision = covered.evaluate(cors);
		}
		if (decision instanceof Rejected rejected && rejected.kind() == Kind.WEBSOCKET
				&& this.handlers.acceptsHandshake(request)) {
			decision = covered.withoutOrigin();
		}
		if (decision instanceof Rejected rejected) {
			record(rejected, cors, covered, request);
			CorsResponse.write(cors, rejected.headers(), response);
			refuse(rejected, response);
		}
		else if (decision instanceof Allowed allowed && allowed.kind() == Kind.PREFLIGHT) {
			CorsResponse.write(cors, decision.headers(), response);
			answer(response);
		}
		else {
			proceed(decision, found, cors, request, response, chain);
		}
	}

	/**
	 * Decide a request once more that has been allowed.
	 * @param guard the response that carries the first decision
	 * @return whether the request is refused now, and answered
	 */
	boolean refuseNow(CorsResponse guard, HttpServletRequest request, HttpServletResponse response) throws IOException {
		CoveredPath covered = ServletPath.find(this.policies, request);
		if (covered == null) {
			if (!guard.handlers().isEmpty()) {
				// The annotated handler is not the one that is reached.
				guard.replace(NotCors.WITHOUT_HEADERS);
				request.removeAttribute(DECIDED);
			}
			return false;
		}
		ServletCorsRequest cors = new ServletCorsRequest(request);
		CorsDecision decision = covered.evaluate(cors);
		FoundHandlers found = this.handlers.find(request, decision);
		if (!found.isEmpty()) {
			covered = covered.widen(found);
			decision = covered.evaluate(cors);
		}
		guard.replace(decision);
		if (decision instanceof Rejected rejected) {
			record(rejected, cors, covered, request);
			refuse(rejected, response);
			return true;
		}
		return false;
	}

	private void record(Rejected rejected, ServletCorsRequest cors, CoveredPath covered, HttpServletRequest request) {
		this.rejections.record(rejected, cors, covered, ServletPath.describe(request));
	}

	/**
	 * Let a request pass that no policy covers, and see what becomes of it.
	 */
	private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		PolicyMapping mapping = this.policies.mapping();
		ResponseWatch watch = (mapping.isEnabled() && request.getHeader(CorsHeaders.ORIGIN) != null)
				? this.rejections.watch(new ServletCorsRequest(request), mapping, ServletPath.describe(request)) : null;
		if (watch == null) {
			chain.doFilter(request, response);
			return;
		}
		Runnable completed = () -> {
			if (request.getAttribute(ObservingCorsProcessor.RECORDED) == null) {
				watch.completed(response.getHeader(CorsHeaders.ALLOW_ORIGIN), response.getHeaders(CorsHeaders.VARY));
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

	static void refuse(Rejected rejected, HttpServletResponse response) throws IOException {
		if (rejected.status() == HttpServletResponse.SC_OK) {
			answer(response);
			return;
		}
		response.setStatus(rejected.status());
		byte[] body = rejected.message().getBytes(StandardCharsets.ISO_8859_1);
		response.setContentType("text/plain");
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/**
	 * Answer a preflight.
	 */
	static void answer(HttpServletResponse response) {
		response.setStatus(HttpServletResponse.SC_OK);
		response.setContentLength(0);
	}

	private static void proceed(CorsDecision decision, FoundHandlers found, ServletCorsRequest cors,
			HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (decision instanceof Allowed) {
			CorsResponse guarded = new CorsResponse(response, cors, request.getRequestURI(), decision, found);
			request.setAttribute(DECIDED, guarded);
			chain.doFilter(new AsyncAwareRequest(request, guarded), guarded);
		}
		else {
			request.setAttribute(DECIDED, decision);
			proceedUnguarded(decision, request, response, chain);
		}
	}

	/**
	 * Let a request pass that is not CORS. What its response has to have is constant.
	 */
	private static void proceedUnguarded(CorsDecision decision, HttpServletRequest request,
			HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
		if (!decision.headers().isEmpty()) {
			decision.headers().writeTo(new ServletCorsRequest(request), response, HttpServletResponse::setHeader);
		}
		CorsResponse.addVary(decision.headers(), response);
		chain.doFilter(request, response);
	}

	/**
	 * Apply what was decided to the response that an error page is about to write.
	 */
	private void proceedAgain(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		Object uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
		boolean error = uri != null || request.getDispatcherType() == DispatcherType.ERROR;
		Object decided = error ? request.getAttribute(DECIDED) : null;
		if (decided instanceof CorsResponse guard) {
			proceed(guard.decision(), guard.handlers(), new ServletCorsRequest(request), request, response, chain);
		}
		else if (decided instanceof CorsDecision decision) {
			proceed(decision, FoundHandlers.NONE, new ServletCorsRequest(request), request, response, chain);
		}
		else {
			// What it needs is constant, and therefore was not kept.
			CoveredPath covered = (uri instanceof String text && request.getHeader(CorsHeaders.ORIGIN) == null)
					? ServletPath.find(this.policies, text, request) : null;
			if (covered != null) {
				proceedUnguarded(covered.withoutOrigin(), request, response, chain);
			}
			else {
				chain.doFilter(request, response);
			}
		}
	}

}
