package io.github.corsboot.reactive;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.ResponseWatch;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;

/**
 * Has the last look at a request, at the handler that WebFlux has mapped it to, and
 * leaves the handler to the adapter that supports it: only here it is known which
 * annotation counts, and whether something behind the filters has changed the path.
 *
 * @since 0.1.0
 */
public final class LastLookHandlerAdapter implements HandlerAdapter, Ordered {

	private final ReactiveCors cors;

	private final CorsPolicies policies;

	private final WebFluxHandlerLookup handlers;

	private final ApplicationContext context;

	/** The adapters of the application, and of a separate management port. */
	private final Map<ApplicationContext, List<HandlerAdapter>> adapters = new ConcurrentHashMap<>();

	/**
	 * Create an adapter.
	 * @param policies the policies
	 * @param handlers knows the annotated handlers
	 * @param recorder is told what becomes of requests
	 * @param context the application whose requests are decided
	 */
	public LastLookHandlerAdapter(CorsPolicies policies, WebFluxHandlerLookup handlers, CorsRecorder recorder,
			ApplicationContext context) {
		this.cors = new ReactiveCors(policies, handlers, recorder, context);
		this.policies = policies;
		this.handlers = handlers;
		this.context = context;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supports(Object handler) {
		return true;
	}

	@Override
	public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
		HandlerAdapter adapter = findAdapter(exchange, handler);
		if (adapter == null) {
			return Mono.error(new IllegalStateException("No HandlerAdapter: " + handler));
		}
		Mono<Void> answer = look(exchange, handler);
		return (answer != null) ? answer.then(Mono.empty()) : adapter.handle(exchange, handler);
	}

	/**
	 * Decide a request once more at the handler that it has reached.
	 * @return the answer if it goes no further, otherwise {@code null}
	 */
	@Nullable Mono<Void> look(ServerWebExchange exchange, Object handler) {
		if (!this.cors.isOwn(exchange) || !this.policies.mapping().isEnabled()) {
			return null;
		}
		RequestDecision current = ReactiveCors.current(exchange);
		if (current == null && exchange.getRequest().getHeaders().get(CorsHeaders.ORIGIN) == null) {
			rewriteConstant(exchange);
			return null;
		}
		RequestDecision decision = decide(current, exchange, handler);
		if (decision == current) {
			return null;
		}
		WrittenHeaders written = ReactiveCors.written(current, exchange);
		ReactiveCors.keep(decision, written, exchange);
		if (decision.decision().isAnswer()) {
			return CorsAnswer.send(decision, written, exchange);
		}
		if (written != null) {
			ReactiveCors.replace(decision, written, exchange);
		}
		else {
			GuardedResponse.write(decision.decision(), decision.request(), exchange.getResponse().getHeaders());
		}
		ResponseWatch watch = decision.isCovered() ? null : this.cors.watch(decision, exchange);
		if (watch != null) {
			exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> ReactiveCors.complete(watch, exchange)));
		}
		return null;
	}

	private RequestDecision decide(@Nullable RequestDecision current, ServerWebExchange exchange, Object handler) {
		CorsDecider<ServerWebExchange> decider = this.cors.decider();
		FoundHandlers reached = this.handlers.findReached(exchange, handler);
		if (current != null && decider.isStillValid(exchange, ReactiveCors.method(exchange), current)) {
			return decider.confirm(exchange, current, reached);
		}
		ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest());
		return decider.conclude(exchange, decider.evaluate(exchange, request, current), current, reached);
	}

	/**
	 * Write the headers for a request without {@code Origin} if there is no decision: no
	 * policy covered the path, or the decision is lost.
	 */
	private void rewriteConstant(ServerWebExchange exchange) {
		CorsDecision decision = this.cors.decider().decideWithoutOrigin(exchange, null);
		GuardedResponse written = GuardedResponse.find(exchange.getResponse());
		if (written == null && decision == null) {
			return;
		}
		CorsDecision outcome = (decision != null) ? decision : Passed.WITHOUT_HEADERS;
		ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest(), null);
		if (written != null) {
			written.replace(outcome, request);
		}
		GuardedResponse.rewrite(outcome, request, exchange.getResponse().getHeaders());
	}

	private @Nullable HandlerAdapter findAdapter(ServerWebExchange exchange, Object handler) {
		ApplicationContext context = Objects.requireNonNullElse(exchange.getApplicationContext(), this.context);
		List<HandlerAdapter> candidates = this.adapters.get(context);
		if (candidates == null) {
			candidates = this.adapters.computeIfAbsent(context, this::adapters);
		}
		for (HandlerAdapter candidate : candidates) {
			if (candidate.supports(handler)) {
				return candidate;
			}
		}
		return null;
	}

	private List<HandlerAdapter> adapters(ApplicationContext context) {
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(context, HandlerAdapter.class, true, false)
			.values()
			.stream()
			.filter((adapter) -> !(adapter instanceof LastLookHandlerAdapter))
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
	}

}
