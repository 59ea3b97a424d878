package io.github.corsboot.reactive;

import io.github.corsboot.decision.PathReader;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.mapping.RequestedPath;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.server.ServerWebExchange;

/**
 * The path of a reactive request, within the application.
 */
final class ReactivePathReader implements PathReader<ServerWebExchange> {

	static final ReactivePathReader READER = new ReactivePathReader();

	private ReactivePathReader() {
	}

	@Override
	public @Nullable PathPolicies find(ServerWebExchange exchange, PolicyMapping mapping) {
		PathPolicies everything = mapping.everything();
		if (everything != null) {
			return everything;
		}
		PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
		return RequestedPath.hasSeveralForms(path.value()) ? mapping.find(RequestedPath.of(path))
				: mapping.find(path.value());
	}

	@Override
	public String host(ServerWebExchange exchange) {
		return ReactiveCorsRequest.host(exchange.getRequest().getURI());
	}

	@Override
	public String pathKey(ServerWebExchange exchange) {
		return exchange.getRequest().getPath().pathWithinApplication().value();
	}

	@Override
	public String displayPath(ServerWebExchange exchange) {
		return RequestedPath.withoutParameters(pathKey(exchange));
	}

}
