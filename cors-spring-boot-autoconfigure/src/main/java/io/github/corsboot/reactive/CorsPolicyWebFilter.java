package io.github.corsboot.reactive;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.mapping.FoundHandlers;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.mapping.RequestedPath;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.NotCors;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.ResponseWatch;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Applies the policies to everything that a reactive application serves. A path without
 * policy passes untouched, preflights included.
 *
 * @since 0.1.0
 */
public final class CorsPolicyWebFilter implements WebFilter, Ordered {

	/** Before Spring Security. */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	/**
	 * The name of the attribute with the {@link CorsResponse} to a request that was
	 * allowed, or the decision on another that has {@code Origin} and passed.
	 */
	static final String DECIDED = CorsPolicyWebFilter.class.getName() + ".decided";

	private final CorsPolicies policies;

	private final HandlerLookup handlers;

	private final CorsRejections rejections;

	private final ApplicationContext context;

	/**
	 * Create a filter.
	 * @param policies the policies
	 * @param handlers finds the annotation that widens them
	 * @param rejections takes what is refused
	 * @param context the application whose requests are decided; its filters also see
	 * those of a separate management port, which are left alone
	 */
	public CorsPolicyWebFilter(CorsPolicies policies, HandlerLookup handlers, CorsRejections rejections,
			ApplicationContext context) {
		this.policies = policies;
		this.handlers = handlers;
		this.rejections = rejections;
		this.context = context;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!isOwn(exchange)) {
			return chain.filter(exchange);
		}
		CoveredPath covered = find(this.policies, exchange);
		if (covered == null) {
			return pass(exchange, chain);
		}
		List<String> origin = exchange.getRequest().getHeaders().get(CorsHeaders.ORIGIN);
		if (origin == null) {
			CorsResponse.guard(exchange.getResponse(), covered.withoutOrigin(), exchange.getRequest());
			return chain.filter(exchange);
		}
		ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest(), origin);
		CorsDecision decision = covered.evaluate(request);
		FoundHandlers known = this.handlers.findByPath(exchange, decision, request.origin());
		if (known == null) {
			return this.handlers.find(exchange).flatMap((found) -> {
				CoveredPath widened = covered.widen(found);
				return apply(widened.evaluate(request), found, request, widened, exchange, chain);
			});
		}
		CoveredPath widened = covered.widen(known);
		return apply(known.isEmpty() ? decision : widened.evaluate(request), known, request, widened, exchange, chain);
	}

	private Mono<Void> apply(CorsDecision decision, FoundHandlers found, ReactiveCorsRequest request,
			CoveredPath covered, ServerWebExchange exchange, WebFilterChain chain) {
		if (decision instanceof Rejected rejected) {
			return refuse(rejected, request, covered, exchange);
		}
		if (decision instanceof Allowed allowed && allowed.kind() == Kind.PREFLIGHT) {
			return answer(decision, HttpStatus.OK, request, exchange.getResponse());
		}
		if (decision instanceof NotCors) {
			CorsResponse.guard(exchange.getResponse(), decision, exchange.getRequest());
			exchange.getAttributes().put(DECIDED, decision);
			return chain.filter(exchange);
		}
		CorsResponse response = CorsResponse.guard(exchange.getResponse(), decision, request, found);
		exchange.getAttributes().put(DECIDED, response);
		return chain.filter(exchange.mutate().response(response).build())
			.doOnError((failure) -> response.restoreAtCommit());
	}

	/**
	 * Decide a request once more that has been allowed.
	 * @param guard the response that carries the first decision
	 */
	Mono<Void> decideAgain(CorsResponse guard, ServerWebExchange exchange, WebFilterChain chain) {
		CoveredPath covered = find(this.policies, exchange);
		if (covered == null) {
			if (!guard.handlers().isEmpty()) {
				// The annotated handler is not the one that is reached.
				guard.replace(NotCors.WITHOUT_HEADERS);
				exchange.getAttributes().remove(DECIDED);
			}
			return chain.filter(exchange);
		}
		return this.handlers.find(exchange).flatMap((found) -> {
			CoveredPath widened = covered.widen(found);
			ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest());
			CorsDecision decision = widened.evaluate(request);
			guard.replace(decision);
			return (decision instanceof Rejected rejected) ? refuse(rejected, request, widened, exchange)
					: chain.filter(exchange);
		});
	}

	private boolean isOwn(ServerWebExchange exchange) {
		ApplicationContext context = exchange.getApplicationContext();
		return context == null || context == this.context;
	}

	/**
	 * Let a request pass that no policy covers, and see what becomes of it.
	 */
	private Mono<Void> pass(ServerWebExchange exchange, WebFilterChain chain) {
		PolicyMapping mapping = this.policies.mapping();
		ServerHttpRequest request = exchange.getRequest();
		ResponseWatch watch = (mapping.isEnabled() && request.getHeaders().containsHeader(CorsHeaders.ORIGIN))
				? this.rejections.watch(new ReactiveCorsRequest(request), mapping, describe(request)) : null;
		if (watch == null) {
			return chain.filter(exchange);
		}
		HttpHeaders response = exchange.getResponse().getHeaders();
		return chain.filter(exchange).doFinally((signal) -> {
			if (exchange.getAttribute(ObservingCorsProcessor.RECORDED) == null) {
				watch.completed(response.getFirst(CorsHeaders.ALLOW_ORIGIN), response.getOrEmpty(CorsHeaders.VARY));
			}
		});
	}

	static @Nullable CoveredPath find(CorsPolicies policies, ServerWebExchange exchange) {
		CoveredPath everything = policies.everything();
		if (everything != null) {
			return everything;
		}
		PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
		return RequestedPath.hasSeveralForms(path.value()) ? policies.find(RequestedPath.of(path))
				: policies.find(path.value());
	}

	private Mono<Void> refuse(Rejected rejected, ReactiveCorsRequest request, CoveredPath covered,
			ServerWebExchange exchange) {
		this.rejections.record(rejected, request, covered, describe(exchange.getRequest()));
		return refuse(rejected, request, exchange.getResponse());
	}

	static String describe(ServerHttpRequest request) {
		return RequestedPath.withoutParameters(request.getPath().pathWithinApplication().value());
	}

	static Mono<Void> answer(CorsDecision decision, HttpStatusCode status, ReactiveCorsRequest request,
			ServerHttpResponse response) {
		CorsResponse.write(decision, request, response.getHeaders());
		response.setStatusCode(status);
		return response.setComplete();
	}

	static Mono<Void> refuse(Rejected rejected, ReactiveCorsRequest request, ServerHttpResponse response) {
		HttpStatusCode status = HttpStatusCode.valueOf(rejected.status());
		if (status.is2xxSuccessful()) {
			return answer(rejected, status, request, response);
		}
		CorsResponse.write(rejected, request, response.getHeaders());
		response.setStatusCode(status);
		byte[] body = rejected.message().getBytes(StandardCharsets.ISO_8859_1);
		response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

}
