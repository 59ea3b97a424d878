package io.github.corsboot.autoconfigure;

import java.util.Map;

import io.github.corsboot.actuate.CorsMetrics;
import io.github.corsboot.mapping.CorsPolicies;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters {@code cors.*}, in applications with Micrometer.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { ServletCorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, CorsPolicies.class })
public final class CorsMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CorsMetrics corsMetrics(CorsPolicies policies) {
		return new CorsMetrics(policies, () -> 0, Map.of());
	}

}
