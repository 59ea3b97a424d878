package io.github.corsboot.autoconfigure;

import java.lang.reflect.Proxy;

import io.github.corsboot.fleet.FleetChannel;
import io.github.corsboot.fleet.FleetChannel.Change;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.properties.Report;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsFleetAutoConfiguration}. What instances tell each other is tested
 * with a real Redis elsewhere.
 */
class CorsFleetAutoConfigurationTests {

	private static final String ENABLED = "cors.fleet.redis.enabled=true";

	private final WebApplicationContextRunner runner = Report.runner()
		.withConfiguration(AutoConfigurations.of(CorsReloadAutoConfiguration.class, CorsFleetAutoConfiguration.class))
		.withPropertyValues("cors.allowed-origins=https://own.test");

	private static RedisConnectionFactory unreachable() {
		return (RedisConnectionFactory) Proxy.newProxyInstance(CorsFleetAutoConfigurationTests.class.getClassLoader(),
				new Class<?>[] { RedisConnectionFactory.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "hashCode" -> 1;
					case "equals" -> proxy == arguments[0];
					case "toString" -> "unreachable";
					default -> throw new RedisConnectionFailureException("of the test");
				});
	}

	@Test
	void isOffUnlessItIsSwitchedOn() {
		this.runner.withBean(RedisConnectionFactory.class, CorsFleetAutoConfigurationTests::unreachable)
			.run((context) -> assertThat(context).doesNotHaveBean(FleetChannel.class));
	}

	@Test
	void applicationWorksWithoutRedisThatAnswers() {
		this.runner.withBean(RedisConnectionFactory.class, CorsFleetAutoConfigurationTests::unreachable)
			.withPropertyValues(ENABLED)
			.run((context) -> {
				FleetChannel channel = context.getBean(FleetChannel.class);
				assertThat(channel.isRunning()).isTrue();
				channel.tell(Change.POLICIES);
				assertThat(context.getBean(CorsPolicies.class).reload()).isFalse();
				channel.stop();
				channel.tell(Change.POLICIES);
				assertThat(channel.isRunning()).isFalse();
			});
	}

	@Test
	void whatIsMissingStopsTheStart() {
		assertThat(Report.of(this.runner.withPropertyValues(ENABLED)).failure()).contains("cors.fleet.redis.enabled",
				"add spring-boot-starter-data-redis, and have a single or primary RedisConnectionFactory");
		assertThat(Report
			.of(this.runner.withPropertyValues(ENABLED)
				.withClassLoader(new FilteredClassLoader(RedisConnectionFactory.class)))
			.failure()).contains("add spring-boot-starter-data-redis");
	}

	@Test
	void twoConnectionsWithoutAPrimaryOneStopTheStart() {
		assertThat(Report
			.of(this.runner.withPropertyValues(ENABLED)
				.withBean("one", RedisConnectionFactory.class, CorsFleetAutoConfigurationTests::unreachable)
				.withBean("two", RedisConnectionFactory.class, CorsFleetAutoConfigurationTests::unreachable))
			.failure()).contains("single or primary RedisConnectionFactory");
	}

}
