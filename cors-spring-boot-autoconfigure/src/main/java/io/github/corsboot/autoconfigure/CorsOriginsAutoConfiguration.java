package io.github.corsboot.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.origins.AllowedOriginsLoader.Settings;
import io.github.corsboot.origins.AllowedOriginsProvider;
import io.github.corsboot.origins.JdbcAllowedOriginsProvider;
import io.github.corsboot.origins.OriginsStatus;
import io.github.corsboot.origins.PostgresOriginsListener;
import io.github.corsboot.properties.CorsOriginsProperties;
import io.github.corsboot.properties.CorsOriginsProperties.Jdbc;
import io.github.corsboot.properties.ProviderBeans;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Auto-configuration of origins from elsewhere: loads what {@link AllowedOriginsProvider
 * providers} give, one of which reads a table.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { ServletCorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class },
		afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
// Others may have providers, too.
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBean(CorsPolicies.class)
public final class CorsOriginsAutoConfiguration {

	// Where no policy takes origins from elsewhere, cors.origins may be the
	// application's.
	@Bean
	@Lazy
	@ConditionalOnBean(AllowedOriginsProvider.class)
	CorsOriginsProperties corsOriginsProperties() {
		return new CorsOriginsProperties();
	}

	@Bean
	@ConditionalOnBean(AllowedOriginsProvider.class)
	@ConditionalOnMissingBean
	AllowedOriginsLoader corsAllowedOriginsLoader(CorsPolicies corsPolicies, CorsWarnings corsWarnings,
			ObjectProvider<CorsOriginsProperties> corsOriginsProperties, ApplicationContext context) {
		return new AllowedOriginsLoader(corsPolicies, corsWarnings, (name) -> ProviderBeans.get(name, context),
				() -> settings(corsOriginsProperties.getObject()));
	}

	private static Settings settings(CorsOriginsProperties properties) {
		return new Settings(properties.getRefreshInterval(), properties.isFailFast(), properties.getMaxOrigins());
	}

	static Supplier<List<OriginsStatus>> statuses(ObjectProvider<AllowedOriginsLoader> loader) {
		return () -> {
			AllowedOriginsLoader found = loader.getIfAvailable();
			return (found != null) ? found.statuses() : List.of();
		};
	}

	/**
	 * The origins of a table. Nothing is done before a policy names it.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcClient.class)
	@ConditionalOnSingleCandidate(DataSource.class)
	static class JdbcConfiguration {

		@Bean(ProviderBeans.JDBC_BEAN)
		@Lazy
		JdbcAllowedOriginsProvider corsJdbcAllowedOriginsProvider(DataSource dataSource,
				CorsOriginsProperties corsOriginsProperties) {
			Jdbc jdbc = corsOriginsProperties.getJdbc();
			return new JdbcAllowedOriginsProvider(dataSource, jdbc.getQuery(), jdbc.getVersionQuery(),
					corsOriginsProperties.getMaxOrigins());
		}

		@Bean
		@ConditionalOnProperty("cors.origins.jdbc.listen")
		PostgresOriginsListener corsPostgresOriginsListener(DataSource dataSource,
				CorsOriginsProperties corsOriginsProperties, AllowedOriginsLoader corsAllowedOriginsLoader) {
			return new PostgresOriginsListener(dataSource, String.valueOf(corsOriginsProperties.getJdbc().getListen()),
					corsAllowedOriginsLoader);
		}

	}

}
