package io.github.corsboot.reactive;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.rejection.SpringCorsObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

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
	public boolean process(@Nullable CorsConfiguration configuration, ServerWebExchange exchange) {
		if (ProbeExchange.isProbe(exchange)) {
			return true;
		}
		if (this.delegate.getClass() == DefaultCorsProcessor.class && isDecided(exchange)) {
			return true;
		}
		boolean accepted = this.delegate.process(configuration, exchange);
		ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest());
		HttpHeaders response = exchange.getResponse().getHeaders();
		if (!accepted) {
			exchange.getAttributes().put(RECORDED, true);
			this.observer.refused(request, configuration, CorsPolicyWebFilter.describe(exchange.getRequest()),
					place(exchange));
		}
		else if (request.isPreflight() && response.getFirst(CorsHeaders.ALLOW_ORIGIN) != null) {
			this.observer.accepted(request, response.getFirst(CorsHeaders.ALLOW_HEADERS),
					CorsPolicyWebFilter.describe(exchange.getRequest()), place(exchange));
		}
		return accepted;
	}

	/**
	 * Return whether a policy has decided. Spring would only add to {@code Vary} then,
	 * also where nothing varies.
	 */
	private boolean isDecided(ServerWebExchange exchange) {
		return exchange.getAttribute(CorsPolicyWebFilter.DECIDED) != null
				|| (!exchange.getRequest().getHeaders().containsHeader(CorsHeaders.ORIGIN)
						&& CorsPolicyWebFilter.find(this.observer.policies(), exchange) != null);
	}

	private AttributeSource place(ServerWebExchange exchange) {
		String handler = (exchange
			.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod method)
					? method.getBeanType().getName() + "#" + method.getMethod().getName() : null;
		return new AttributeSource("bean '" + this.bean + "'", handler);
	}

}
