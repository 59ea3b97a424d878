package io.github.corsboot.reactive;

import java.util.List;

import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.decision.ResponseNotices;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.ResponseWatch;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

/**
 * Asks the {@link CorsDecider} about reactive requests, and carries out its decisions.
 */
final class ReactiveCors {

	private final CorsPolicies policies;

	private final WebFluxHandlerLookup handlers;

	private final CorsRecorder recorder;

	private final ApplicationContext context;

	private final CorsDecider<ServerWebExchange> decider;

	private final ResponseNotices<ServerWebExchange> notices;

	ReactiveCors(CorsPolicies policies, WebFluxHandlerLookup handlers, CorsRecorder recorder,
			ApplicationContext context) {
		this.policies = policies;
		this.handlers = handlers;
		this.recorder = recorder;
		this.context = context;
		this.decider = new CorsDecider<>(policies, recorder, ReactivePathReader.READER);
		this.notices = new ResponseNotices<>(recorder.notices(), ReactivePathReader.READER,
				new CsrfProtection(context)::hasRefused);
	}

	CorsDecider<ServerWebExchange> decider() {
		return this.decider;
	}

	static @Nullable RequestDecision current(ServerWebExchange exchange) {
		return exchange.getAttribute(RequestDecision.ATTRIBUTE);
	}

	boolean isOwn(ServerWebExchange exchange) {
		ApplicationContext context = exchange.getApplicationContext();
		return context == null || context == this.context;
	}

	static String method(ServerWebExchange exchange) {
		return exchange.getRequest().getMethod().name();
	}

	/**
	 * Decide a request that has arrived.
	 */
	Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return isOwn(exchange) ? filter(null, exchange, chain) : chain.filter(exchange);
	}

	/**
	 * Decide a request once more if what is about to be served is not what was decided.
	 */
	Mono<Void> filterAgain(ServerWebExchange exchange, WebFilterChain chain) {
		RequestDecision current = current(exchange);
		boolean stands = !isOwn(exchange)
				|| (current != null && this.decider.isStillValid(exchange, method(exchange), current));
		return stands ? chain.filter(exchange) : filter(current, exchange, chain);
	}

	private Mono<Void> filter(@Nullable RequestDecision previous, ServerWebExchange exchange, WebFilterChain chain) {
		List<String> origin = exchange.getRequest().getHeaders().get(CorsHeaders.ORIGIN);
		if (origin == null) {
			return filterWithoutOrigin(previous, exchange, chain);
		}
		ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest(), origin);
		RequestDecision first = this.decider.evaluate(exchange, request, previous);
		FoundHandlers known = first.isCovered() ? this.handlers.findByPath(exchange, first.decision(), request.origin())
				: FoundHandlers.NONE;
		return (known != null)
				? apply(this.decider.conclude(exchange, first, previous, known), previous, exchange, chain)
				: this.handlers.find(exchange)
					.flatMap((found) -> apply(this.decider.conclude(exchange, first, previous, found), previous,
							exchange, chain));
	}

	private Mono<Void> apply(RequestDecision decision, @Nullable RequestDecision previous, ServerWebExchange exchange,
			WebFilterChain chain) {
		WrittenHeaders written = written(previous, exchange);
		if (!decision.isCovered()) {
			return pass(decision, written, exchange, chain);
		}
		if (decision.decision().isAnswer()) {
			if (previous != null) {
				// The watch of an earlier pass looks here, and records nothing more.
				keep(decision, written, exchange);
			}
			return CorsAnswer.send(decision, written, exchange);
		}
		return proceed(decision, written, exchange, chain);
	}

	private Mono<Void> proceed(RequestDecision decision, @Nullable WrittenHeaders written, ServerWebExchange exchange,
			WebFilterChain chain) {
		if (written != null) {
			replace(decision, written, exchange);
			return chain.filter(exchange);
		}
		GuardedResponse response = GuardedResponse.guard(exchange.getResponse(), decision.decision(),
				decision.request());
		keep(decision, response, exchange);
		if (decision.decision() instanceof Allowed && this.notices.isEnabled()) {
			this.notices.received(exchange, decision);
			response.watch(this.notices, exchange);
		}
		return chain.filter(exchange.mutate().response(response).build())
			.doOnError((failure) -> response.restoreAtCommit());
	}

	/**
	 * Return the headers that have been written. A filter or handler may go on with an
	 * exchange of its own making, which knows of no decision but has the same response.
	 */
	static @Nullable WrittenHeaders written(@Nullable RequestDecision previous, ServerWebExchange exchange) {
		return (previous != null) ? previous.headers() : GuardedResponse.find(exchange.getResponse());
	}

	static void replace(RequestDecision decision, WrittenHeaders written, ServerWebExchange exchange) {
		written.replace(decision.decision(), decision.request());
		GuardedResponse.rewrite(decision.decision(), decision.request(), exchange.getResponse().getHeaders());
		keep(decision, written, exchange);
	}

	static void keep(RequestDecision decision, @Nullable WrittenHeaders headers, ServerWebExchange exchange) {
		decision.setHeaders(headers);
		exchange.getAttributes().put(RequestDecision.ATTRIBUTE, decision);
	}

	/**
	 * Let a request without {@code Origin} pass. If its response gets CORS headers, guard
	 * the response, so that they can be removed if the request is served elsewhere.
	 */
	private Mono<Void> filterWithoutOrigin(@Nullable RequestDecision previous, ServerWebExchange exchange,
			WebFilterChain chain) {
		CorsDecision decision = this.decider.decideWithoutOrigin(exchange, previous);
		WrittenHeaders written = written(previous, exchange);
		if (written != null || (decision != null && !decision.headers().isEmpty())) {
			return proceed(
					this.decider.evaluate(exchange, new ReactiveCorsRequest(exchange.getRequest(), null), previous),
					written, exchange, chain);
		}
		if (decision != null) {
			GuardedResponse.guardVary(decision.headers(), exchange.getResponse());
		}
		return chain.filter(exchange);
	}

	/**
	 * Let a request pass that no policy covers, and watch what becomes of it.
	 */
	private Mono<Void> pass(RequestDecision decision, @Nullable WrittenHeaders written, ServerWebExchange exchange,
			WebFilterChain chain) {
		if (!this.policies.mapping().isEnabled()) {
			return chain.filter(exchange);
		}
		if (written != null) {
			replace(decision, written, exchange);
		}
		else {
			keep(decision, null, exchange);
		}
		ResponseWatch watch = watch(decision, exchange);
		// A cancelled request is not recorded: its client does not wait for the response.
		return (watch != null) ? chain.filter(exchange).doOnTerminate(() -> complete(watch, exchange))
				: chain.filter(exchange);
	}

	@Nullable ResponseWatch watch(RequestDecision decision, ServerWebExchange exchange) {
		return this.recorder.watch(decision.request(), this.policies.mapping(),
				ReactivePathReader.READER.displayPath(exchange));
	}

	static void complete(ResponseWatch watch, ServerWebExchange exchange) {
		RequestDecision last = current(exchange);
		if ((last == null || !last.isCovered())
				&& exchange.getAttributes().putIfAbsent(ObservingCorsProcessor.RECORDED, true) == null) {
			HttpHeaders response = exchange.getResponse().getHeaders();
			watch.completed(response.getOrEmpty(CorsHeaders.ALLOW_ORIGIN), response.getOrEmpty(CorsHeaders.VARY));
		}
	}

	/**
	 * Remove the headers of the policy if an uncovered path is about to be served: Spring
	 * skips a response that has them.
	 */
	static void removeHeadersIfUncovered(CorsDecider<ServerWebExchange> decider, ServerWebExchange exchange) {
		RequestDecision current = current(exchange);
		if (current == null || !current.isCovered() || decider.isStillValid(exchange, method(exchange), current)) {
			return;
		}
		RequestDecision decision = decider.evaluate(exchange, new ReactiveCorsRequest(exchange.getRequest()), current);
		if (!decision.isCovered() && current.headers() != null) {
			replace(decision, current.headers(), exchange);
		}
	}

}
