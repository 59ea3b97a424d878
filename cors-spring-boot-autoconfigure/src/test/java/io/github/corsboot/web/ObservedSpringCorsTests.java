package io.github.corsboot.web;

import java.util.Map;

import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.http.HttpStatus;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.filter.CorsFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CORS that an application configures by Spring's own means decides as before where no
 * policy covers the path, and what it refuses there is seen.
 */
class ObservedSpringCorsTests extends AbstractSpringCorsTests {

	@Test
	void refusalOfAddCorsMappingsIsSeen() {
		start(Mappings.class);
		assertThat(get("/own/data?token=1", EVIL).status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "actual", "requestMappingHandlerMapping");
		CorsRejection rejection = rejection();
		assertThat(rejection.origin()).isEqualTo(EVIL);
		assertThat(rejection.path()).isEqualTo("/own/data");
		assertThat(rejection.decidedBy().get(0).location()).isEqualTo(DataController.class.getName() + "#data");
	}

	@Test
	void refusedMethodOfAPreflightIsSeen() {
		start(Mappings.class);
		assertThat(preflight("/own/data", OWN, "DELETE", "x-own").header("Access-Control-Allow-Origin")).isNull();
		CorsRejection rejection = rejection();
		assertThat(rejection.kind().code()).isEqualTo("preflight");
		assertThat(rejection.method()).isEqualTo("DELETE");
		assertThat(rejection.detail()).hasToString("method-not-allowed");
	}

	@Test
	void partlyRefusedHeadersOfAPreflightAreSeen() {
		start(Mappings.class);
		assertThat(preflight("/own/data", OWN, "GET", "x-own,x-one,x-two").status()).isEqualTo(200);
		assertRefusal("header-not-allowed", "preflight", "requestMappingHandlerMapping");
		assertThat(rejection().refusedHeaders()).containsExactly("x-one", "x-two");
	}

	@Test
	void refusalOfAnAnnotationIsSeen() {
		start(Application.class);
		assertThat(get("/own/annotated", OWN).header("Access-Control-Allow-Origin")).isEqualTo(OWN);
		assertThat(get("/own/annotated", EVIL).status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "actual", "requestMappingHandlerMapping");
		assertThat(rejection().decidedBy().get(0).location()).endsWith("#annotated");
	}

	@Test
	void malformedOriginIsSeen() {
		start(Application.class);
		assertThat(get("/own/annotated", "https://own.test:port").status()).isEqualTo(403);
		assertRefusal("origin-malformed", "actual", "requestMappingHandlerMapping");
	}

	@Test
	void refusalOfAFilterIsSeen() {
		start(FilterBehind.class);
		assertThat(get("/own/data", EVIL).status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "actual", "corsFilter");
	}

	@Test
	void refusalInAChainOfSecurityIsSeen() {
		start(SecuritySource.class);
		assertThat(get("/own/data", EVIL).status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "actual",
				(this.type == WebApplicationType.SERVLET) ? "chain" : "springSecurityFilterChain");
	}

	@Test
	void processorOfTheUserDecidesAndIsObserved() {
		start(OwnProcessor.class);
		// Allows everybody but one, whatever is configured.
		assertThat(send("GET /own/data", "Origin: " + EVIL, "Sec-Fetch-Mode: no-cors").header("X-Handled"))
			.isEqualTo("true");
		assertThat(get("/own/data", "https://refused.test").status()).isEqualTo(403);
		CorsRejection rejection = rejection();
		assertThat(rejection.reason()).hasToString("spring-cors");
		assertThat(rejection.decidedBy()).singleElement().asString().contains("requestMappingHandlerMapping");
	}

	@Test
	void processorOfTheUserMayRefuseOnACoveredPath() {
		start(OwnProcessor.class, "--cors.allowed-origins=https://refused.test");
		HttpExchange response = get("/api/data", "https://refused.test");
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.header("X-Handled")).isNull();
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://refused.test");
		assertThat(rejection().reason()).hasToString("spring-cors");
	}

	@Test
	void filterThatWasCreatedEarlyIsObserved() {
		start(EarlyFilter.class);
		assertThat(get("/own/data", EVIL).status()).isEqualTo(403);
		CorsRejection rejection = rejection();
		assertThat(rejection.reason()).hasToString("spring-cors");
		// Nothing looks into a filter of WebFlux that exists before the post-processors.
		assertThat(rejection.detail())
			.isEqualTo((this.type == WebApplicationType.SERVLET) ? RejectionReason.ORIGIN_NOT_ALLOWED : null);
	}

	@Test
	void nothingIsRecordedWhenDisabled() {
		start(Mappings.class, "--cors.enabled=false");
		assertThat(get("/own/data", EVIL).status()).isEqualTo(403);
		assertThat(get("/api/data", OWN).header("Access-Control-Allow-Origin")).isEqualTo(OWN);
		assertThat(this.context.getBean(CorsRejections.class).counts()).isEmpty();
		assertThat(warnings()).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProcessor {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static BeanPostProcessor ownProcessor() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof org.springframework.web.servlet.handler.AbstractHandlerMapping mapping) {
						mapping.setCorsConfigurations(Map.of("/**", configuration()));
						mapping.setCorsProcessor((configuration, request, response) -> {
							boolean refused = "https://refused.test".equals(request.getHeader("Origin"));
							response.setStatus(refused ? 403 : 200);
							return !refused;
						});
					}
					return bean;
				}

			};
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static BeanPostProcessor ownReactiveProcessor() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof org.springframework.web.reactive.handler.AbstractHandlerMapping mapping) {
						mapping.setCorsConfigurations(Map.of("/**", configuration()));
						mapping.setCorsProcessor((configuration, exchange) -> {
							boolean refused = "https://refused.test"
								.equals(exchange.getRequest().getHeaders().getOrigin());
							if (refused) {
								exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
							}
							return !refused;
						});
					}
					return bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(FilterBehind.class)
	static class EarlyFilter {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static NeedsFilter needsFilter(CorsFilter filter) {
			return new NeedsFilter(filter);
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static NeedsFilter needsReactiveFilter(CorsWebFilter filter) {
			return new NeedsFilter(filter);
		}

	}

	/**
	 * Makes a filter to be created before any post-processor of lower precedence.
	 */
	record NeedsFilter(Object filter) implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

	}

}
