package io.github.corsboot.reactive;

import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsWebFilter;

/**
 * Stands for a {@link CorsWebFilter} whose processor cannot be changed.
 *
 * @since 0.1.0
 */
public final class ObservingCorsWebFilter extends CorsWebFilter {

	/**
	 * Create a filter.
	 * @param source the configurations of the filter that this stands for
	 * @param processor its processor, observed
	 */
	public ObservingCorsWebFilter(CorsConfigurationSource source, ObservingCorsProcessor processor) {
		super(source, processor);
	}

}
