package io.github.corsboot.reactive;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.Flux;

import org.springframework.context.ApplicationContext;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells whether Spring Security, which may not be there, has refused a request for want
 * of a CSRF token.
 */
final class CsrfProtection {

	private static final boolean SECURITY = ClassUtils.isPresent(
			"org.springframework.security.web.server.SecurityWebFilterChain", CsrfProtection.class.getClassLoader());

	/** Where the {@code CsrfWebFilter} leaves a token for requests that it lets pass. */
	private static final String ATTRIBUTE = "org.springframework.security.web.server.csrf.CsrfToken";

	private final ApplicationContext context;

	CsrfProtection(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Return whether the filter is there, and has not let the request pass.
	 */
	boolean hasRefused(ServerWebExchange exchange) {
		return SECURITY && !exchange.getAttributes().containsKey(ATTRIBUTE)
				&& SecurityChains.haveCsrfFilter(exchange, this.context);
	}

	private static final class SecurityChains {

		private static boolean haveCsrfFilter(ServerWebExchange exchange, ApplicationContext context) {
			List<SecurityWebFilterChain> chains = context.getBeanProvider(SecurityWebFilterChain.class)
				.orderedStream()
				.toList();
			AtomicBoolean found = new AtomicBoolean();
			// Nobody waits: matchers that answer later are rare.
			Flux.fromIterable(chains)
				.filterWhen((chain) -> chain.matches(exchange))
				.next()
				.flatMapMany(SecurityWebFilterChain::getWebFilters)
				.any(CsrfWebFilter.class::isInstance)
				.subscribe(found::set);
			return found.get();
		}

	}

}
