package io.github.corsboot.reactive;

import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.rejection.SpringCorsObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

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

	private final CorsProcessor delegate;

	private final SpringCorsObserver observer;

	private final String bean;

	private final boolean behindPolicies;

	private final SingletonSupplier<CorsDecider<ServerWebExchange>> decider;

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
			.of(() -> new CorsDecider<>(observer.policies(), observer.recorder(), ReactivePathReader.READER));
	}

	@Override
	public boolean process(@Nullable CorsConfiguration configuration, ServerWebExchange exchange) {
		if (ProbeExchange.isProbe(exchange)) {
			return true;
		}
		if (this.behindPolicies) {
			ReactiveCors.removeHeadersIfUncovered(this.decider.obtain(), exchange);
		}
		if (this.delegate.getClass() == DefaultCorsProcessor.class && isDecided(exchange)) {
			return true;
		}
		boolean accepted = this.delegate.process(configuration, exchange);
		ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest());
		HttpHeaders response = exchange.getResponse().getHeaders();
		if (!accepted) {
			exchange.getAttributes().put(RECORDED, true);
			this.observer.refused(request, configuration, ReactivePathReader.READER.displayPath(exchange),
					place(exchange));
		}
		else if (request.isPreflight() && response.getFirst(CorsHeaders.ALLOW_ORIGIN) != null) {
			this.observer.accepted(request, response.getFirst(CorsHeaders.ALLOW_HEADERS),
					ReactivePathReader.READER.displayPath(exchange), place(exchange));
		}
		return accepted;
	}

	/**
	 * Return whether a policy has decided on the path that is served. Then Spring is not
	 * asked: it would add to {@code Vary}, also where nothing varies. After a decision
	 * about another path, it is.
	 */
	private boolean isDecided(ServerWebExchange exchange) {
		if (!this.behindPolicies) {
			return false;
		}
		CorsDecider<ServerWebExchange> decider = this.decider.obtain();
		RequestDecision decision = ReactiveCors.current(exchange);
		return (decision != null)
				? decision.isCovered()
						&& decider.isStillValid(exchange, exchange.getRequest().getMethod().name(), decision)
				: !exchange.getRequest().getHeaders().containsHeader(CorsHeaders.ORIGIN)
						&& decider.decideWithoutOrigin(exchange, null) != null;
	}

	private AttributeSource place(ServerWebExchange exchange) {
		String handler = (exchange
			.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod method)
					? method.getBeanType().getName() + "#" + method.getMethod().getName() : null;
		return new AttributeSource("bean '" + this.bean + "'", handler);
	}

}
