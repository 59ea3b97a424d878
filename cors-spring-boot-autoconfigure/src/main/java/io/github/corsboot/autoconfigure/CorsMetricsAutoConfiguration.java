package io.github.corsboot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.corsboot.actuate.CorsMetrics;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejections;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
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
	CorsMetrics corsMetrics(CorsPolicies corsPolicies, ObjectProvider<CorsRejections> corsRejections,
			CorsNotices corsNotices, ObjectProvider<AllowedOriginsLoader> corsAllowedOriginsLoader) {
		Map<String, LongSupplier> byKind = new LinkedHashMap<>();
		for (CorsNotice.Kind kind : CorsNotice.Kind.values()) {
			byKind.put(kind.code(), () -> corsNotices.count(kind));
		}
		// Asked for late: this is a listener, which an application's own rejections may
		// take when they are created.
		return new CorsMetrics(corsPolicies, () -> corsRejections.getObject().dropped(), byKind,
				CorsOriginsAutoConfiguration.statuses(corsAllowedOriginsLoader));
	}

}
