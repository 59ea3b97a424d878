package io.github.corsboot.reactive;

import java.util.List;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest.Kind;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * The parts of {@link CorsPolicyWebFilter} without those that guard the response and
 * record a refusal: the difference is what these two cost. {@code BareSubjectsTests}
 * compares the answers of both.
 * <p>
 * It shares the package of the filter, as these parts are package-private. That works on
 * the class path, where benchmarks run, and not for modules.
 */
public final class BareWebFilter implements WebFilter {

	private final CorsPolicies policies;

	public BareWebFilter(CorsPolicies policies) {
		this.policies = policies;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		PathPolicies covered = ReactivePathReader.READER.find(exchange, this.policies.mapping());
		if (covered == null) {
			return chain.filter(exchange);
		}
		List<String> origin = exchange.getRequest().getHeaders().get(CorsHeaders.ORIGIN);
		if (origin == null) {
			CorsDecision constant = covered.withoutOrigin();
			if (constant.headers().isEmpty()) {
				GuardedResponse.addVary(constant.headers(), exchange.getResponse().getHeaders());
			}
			else {
				GuardedResponse.write(constant, new ReactiveCorsRequest(exchange.getRequest()),
						exchange.getResponse().getHeaders());
			}
			return chain.filter(exchange);
		}
		ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest(), origin);
		CorsDecision decision = covered.evaluate(request);
		GuardedResponse.write(decision, request, exchange.getResponse().getHeaders());
		if (decision instanceof Rejected || (decision instanceof Allowed allowed && allowed.kind() == Kind.PREFLIGHT)) {
			return CorsAnswer.sendStatusAndBody(decision, exchange.getResponse());
		}
		return chain.filter(exchange);
	}

}
