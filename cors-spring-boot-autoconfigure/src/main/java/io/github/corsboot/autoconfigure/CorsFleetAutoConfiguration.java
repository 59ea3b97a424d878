package io.github.corsboot.autoconfigure;

import java.util.EnumMap;
import java.util.Map;

import io.github.corsboot.fleet.FleetChannel;
import io.github.corsboot.fleet.FleetChannel.Change;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.reload.CorsReloader;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
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
		FleetChannel channel = new FleetChannel(connections,
				environment.getProperty("spring.application.name", "application"), actions);
		if (loader != null) {
			loader.onChange(() -> channel.tell(Change.ORIGINS));
		}
		return channel;
	}

}
