package io.github.corsboot.autoconfigure;

import java.time.Clock;
import java.util.List;

import io.github.corsboot.actuate.CorsEndpoint;
import io.github.corsboot.actuate.CorsMetrics;
import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.properties.CorsProperties;
import io.github.corsboot.reactive.CorsPolicyWebFilter;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejectionListener;
import io.github.corsboot.rejection.CorsRejectionRepository;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import io.github.corsboot.servlet.CorsPolicyFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for the beans of the auto-configurations.
 */
class CorsAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(CorsAutoConfiguration.class,
			ServletCorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class,
			CorsActuatorAutoConfiguration.class);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void registersServletFilterBeforeSecurity() {
		this.servlet.run((context) -> {
			assertThat(context).doesNotHaveBean(CorsPolicyWebFilter.class);
			FilterRegistrationBean<?> registration = context.getBean("corsPolicyFilterRegistration",
					FilterRegistrationBean.class);
			assertThat(registration.getFilter()).isInstanceOf(CorsPolicyFilter.class);
			assertThat(registration.getFilterName()).isEqualTo("corsPolicyFilter");
			assertThat(registration.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE + 100).isLessThan(-100);
			assertThat(registration.determineDispatcherTypes()).containsExactlyInAnyOrder(DispatcherType.REQUEST,
					DispatcherType.ERROR, DispatcherType.FORWARD);
		});
	}

	@Test
	void registersWebFilterBeforeSecurity() {
		this.reactive.run((context) -> {
			assertThat(context).doesNotHaveBean(FilterRegistrationBean.class);
			assertThat(context.getBean(CorsPolicyWebFilter.class).getOrder())
				.isEqualTo(Ordered.HIGHEST_PRECEDENCE + 100);
		});
	}

	@Test
	void whenApplicationIsNoWebApplicationBacksOff() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CorsRejections.class)
				.doesNotHaveBean(CorsProperties.class));
	}

	@Test
	void neverPublishesWhatWouldDisableSomethingOfTheUser() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).doesNotHaveBean(CorsFilter.class)
				.doesNotHaveBean(CorsConfigurationSource.class)
				.doesNotHaveBean(CorsProcessor.class));
		this.reactive.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).doesNotHaveBean(CorsWebFilter.class)
				.doesNotHaveBean(org.springframework.web.cors.reactive.CorsConfigurationSource.class));
	}

	@Test
	void usesUserProvidedRepository() {
		this.servlet.withUserConfiguration(UserConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(CorsRejectionRepository.class);
			assertThat(context.getBean(CorsRejectionRepository.class)).isInstanceOf(UserRepository.class);
		});
	}

	@Test
	void usesUserProvidedPolicies() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test")
			.withUserConfiguration(UserConfiguration.class)
			.run((context) -> assertThat(context.getBean(CorsPolicies.class).mapping().policies()).isEmpty());
	}

	@Test
	void usesUserProvidedFilterRegistration() {
		this.servlet.withUserConfiguration(UserFilterConfiguration.class).run((context) -> {
			assertThat(context).doesNotHaveBean("corsPolicyFilterRegistration");
			assertThat(context.getBean("userFilter", FilterRegistrationBean.class).getOrder()).isEqualTo(7);
		});
	}

	@Test
	void usesUserProvidedWebFilter() {
		this.reactive.withUserConfiguration(UserWebFilterConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(CorsPolicyWebFilter.class).hasBean("userWebFilter"));
	}

	@Test
	void capacityOfTheRepositoryIsThatOfTheProperty() {
		this.servlet.withPropertyValues("cors.rejections.capacity=2").run((context) -> {
			CorsRejectionRepository repository = context.getBean(CorsRejectionRepository.class);
			for (int i = 0; i < 5; i++) {
				repository.add(mock(CorsRejection.class));
			}
			assertThat(repository.findAll()).hasSize(2);
		});
	}

	@Test
	void whenRejectionsAreDisabledNothingTakesThem() {
		this.reactive.withPropertyValues("cors.rejections.enabled=false")
			.withUserConfiguration(UserConfiguration.class)
			.run((context) -> assertThat(context.getBean(CorsRejections.class).isEnabled()).isFalse());
	}

	@Test
	void endpointIsThereOnlyIfExposed() {
		this.servlet.run((context) -> assertThat(context).doesNotHaveBean(CorsEndpoint.class));
		this.servlet.withPropertyValues("management.endpoints.web.exposure.include=cors")
			.run((context) -> assertThat(context).hasSingleBean(CorsEndpoint.class));
		this.reactive.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasSingleBean(CorsEndpoint.class));
		this.servlet
			.withPropertyValues("management.endpoints.web.exposure.include=cors",
					"management.endpoint.cors.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(CorsEndpoint.class));
	}

	@Test
	void startsIfTheAutoConfigurationOfTheStackIsExcluded() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, CorsActuatorAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=cors")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CorsEndpoint.class));
	}

	@Test
	void worksWithoutActuator() {
		FilteredClassLoader withoutActuator = new FilteredClassLoader(
				Endpoint.class.getPackageName().replace(".endpoint.annotation", ""));
		this.servlet.withClassLoader(withoutActuator)
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("corsEndpoint");
				assertThat(context.getBean(CorsPolicies.class).find("/actuator/health")).isNotNull();
			});
		this.reactive.withClassLoader(withoutActuator)
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("corsEndpoint"));
	}

	@Test
	void servletStackWorksWithoutWebFlux() {
		this.servlet.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive", "reactor.core"))
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void servletStackWorksWithoutSpringMvc() {
		this.servlet
			.withClassLoader(
					new FilteredClassLoader("org.springframework.web.servlet", "org.springframework.boot.webmvc"))
			.withPropertyValues("cors.allowed-origins=https://a.test", "management.endpoints.web.exposure.include=cors")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CorsEndpoint.class));
	}

	@Test
	void reactiveStackWorksWithoutServletApi() {
		this.reactive.withClassLoader(new FilteredClassLoader("jakarta.servlet"))
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void countsForMicrometerIfThereIsARegistry() {
		AutoConfigurations metrics = AutoConfigurations.of(CorsMetricsAutoConfiguration.class);
		this.servlet.withConfiguration(metrics)
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context.getBean(CorsRecorder.class).decisions())
				.isSameAs(context.getBean(CorsMetrics.class)));
		this.reactive.withConfiguration(metrics)
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context.getBean(CorsRecorder.class).decisions())
				.isSameAs(context.getBean(CorsMetrics.class)));
	}

	@Test
	void countsNothingWithoutARegistryOrMicrometer() {
		AutoConfigurations metrics = AutoConfigurations.of(CorsMetricsAutoConfiguration.class);
		this.servlet.withConfiguration(metrics)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CorsMetrics.class));
		this.servlet.withConfiguration(metrics)
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("corsMetrics"));
	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		CorsRejectionRepository userRepository() {
			return new UserRepository();
		}

		@Bean
		CorsRejectionListener userListener() {
			return (rejection) -> {
			};
		}

		@Bean
		CorsPolicies userPolicies() {
			return new CorsPolicies(PolicyMapping.EMPTY, List::of);
		}

	}

	@Test
	void reactiveProcessorOfTheUserStaysTheOnlyOne() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class))
			.withBean("userProcessor", org.springframework.web.cors.reactive.CorsProcessor.class,
					DefaultCorsProcessor::new)
			.run((context) -> assertThat(context).getBean(org.springframework.web.cors.reactive.CorsProcessor.class)
				.isSameAs(context.getBean("userProcessor")));
	}

	@Configuration(proxyBeanMethods = false)
	static class UserFilterConfiguration {

		@Bean
		FilterRegistrationBean<CorsPolicyFilter> userFilter(CorsPolicies policies, CorsRecorder recorder) {
			FilterRegistrationBean<CorsPolicyFilter> registration = new FilterRegistrationBean<>(
					new CorsPolicyFilter(policies, HandlerLookup.none(), recorder));
			registration.setOrder(7);
			return registration;
		}

	}

	@Test
	void whenUserDefinesAPlainFilterItHasItsPlace() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test")
			.withBean("userFilter", CorsPolicyFilter.class,
					() -> new CorsPolicyFilter(new CorsPolicies(PolicyMapping.EMPTY, List::of), HandlerLookup.none(),
							new CorsRecorder(
									new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(),
											Clock.systemUTC()),
									new CorsNotices(true, Clock.systemUTC()), (decision) -> {
									})))
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.hasSingleBean(CorsPolicyFilter.class)
					.doesNotHaveBean("corsPolicyFilterRegistration")
					.hasBean("corsChangedRequestFilterRegistration");
				assertThat(context.getBean(CorsPolicyFilter.class).getOrder()).isEqualTo(CorsPolicyFilter.ORDER);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class UserWebFilterConfiguration {

		@Bean
		CorsPolicyWebFilter userWebFilter(CorsPolicies policies, CorsRecorder recorder,
				io.github.corsboot.reactive.WebFluxHandlerLookup handlers, ApplicationContext context) {
			return new CorsPolicyWebFilter(policies, handlers, recorder, context);
		}

	}

	static class UserRepository implements CorsRejectionRepository {

		private final InMemoryCorsRejectionRepository delegate = new InMemoryCorsRejectionRepository();

		@Override
		public void add(CorsRejection rejection) {
			this.delegate.add(rejection);
		}

		@Override
		public List<CorsRejection> findAll() {
			return this.delegate.findAll();
		}

	}

}
