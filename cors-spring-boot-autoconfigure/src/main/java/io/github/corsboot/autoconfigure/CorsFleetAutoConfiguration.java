package io.github.corsboot.autoconfigure;

import java.util.EnumMap;
import java.util.Map;

import io.github.corsboot.fleet.FleetChannel;
import io.github.corsboot.fleet.FleetChannel.Change;
import io.github.corsboot.fleet.FleetReporter;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.reload.CorsReloader;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration of what the instances of an application tell each other by Redis.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { CorsReloadAutoConfiguration.class, CorsOriginsAutoConfiguration.class },
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnProperty("cors.fleet.redis.enabled")
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnBean(CorsPolicies.class)
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
public final class CorsFleetAutoConfiguration {

	@Bean
	FleetReporter corsFleetReporter(RedisConnectionFactory connections, CorsRejections corsRejections,
			CorsNotices corsNotices, CorsPolicies corsPolicies, CorsReloader corsReloader,
			FleetChannel corsFleetChannel, Environment environment) {
		return new FleetReporter(connections, application(environment), environment.getProperty("HOSTNAME"),
				corsRejections, corsNotices, corsPolicies, corsReloader::last, corsFleetChannel);
	}

	@Bean
	FleetChannel corsFleetChannel(RedisConnectionFactory connections, CorsPolicies corsPolicies,
			ObjectProvider<AllowedOriginsLoader> corsAllowedOriginsLoader, CorsReloader corsReloader,
			Environment environment) {
		Map<Change, Runnable> actions = new EnumMap<>(Change.class);
		if (corsPolicies.isReloadable()) {
			actions.put(Change.POLICIES, corsReloader::reloadAsTold);
		}
		AllowedOriginsLoader loader = corsAllowedOriginsLoader.getIfAvailable();
		if (loader != null) {
			actions.put(Change.ORIGINS, loader::refreshAsTold);
		}
		FleetChannel channel = new FleetChannel(connections, application(environment), actions);
		if (loader != null) {
			loader.onChange(() -> channel.tell(Change.ORIGINS));
		}
		return channel;
	}

	private static String application(Environment environment) {
		return environment.getProperty("spring.application.name", "application");
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MeterBinder corsFleetMetrics(FleetReporter corsFleetReporter) {
			return (registry) -> FunctionCounter
				.builder("cors.fleet.unpublished", corsFleetReporter, FleetReporter::unpublished)
				.description("Number of rejections and notices that the other instances never learn of")
				.register(registry);
		}

	}

}
