package io.github.corsboot.reactive;

import io.github.corsboot.decision.RequestReader;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.mapping.RequestedPath;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/**
 * The path of a reactive request, within the application.
 */
final class ReactivePath implements RequestReader<ServerWebExchange> {

	static final ReactivePath READER = new ReactivePath();

	private ReactivePath() {
	}

	@Override
	public @Nullable CoveredPath find(ServerWebExchange exchange, CorsPolicies policies, PolicyMapping mapping) {
		CoveredPath everything = policies.everything(mapping);
		if (everything != null) {
			return everything;
		}
		PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
		return RequestedPath.hasSeveralForms(path.value()) ? policies.find(RequestedPath.of(path), mapping)
				: policies.find(path.value(), mapping);
	}

	@Override
	public String path(ServerWebExchange exchange) {
		return exchange.getRequest().getPath().pathWithinApplication().value();
	}

	/**
	 * Return whether a filter has replaced a request by one that has another path.
	 */
	static boolean isRewritten(ServerWebExchange exchange) {
		ServerWebExchange original = exchange;
		while (original instanceof ServerWebExchangeDecorator decorator) {
			original = decorator.getDelegate();
		}
		RequestPath path = exchange.getRequest().getPath();
		RequestPath originalPath = original.getRequest().getPath();
		return path != originalPath
				&& !path.pathWithinApplication().value().equals(originalPath.pathWithinApplication().value());
	}

	@Override
	public String displayPath(ServerWebExchange exchange) {
		return RequestedPath.withoutParameters(path(exchange));
	}

}
