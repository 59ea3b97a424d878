package io.github.corsboot.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the application serves paths in upper and lower case, policies cover them so.
 */
class CaseInsensitivePathTests {

	private static final String EVIL = "Origin: https://evil.test";

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void policyCoversWhatTheApplicationServes(TestServer.Kind kind) {
		Class<?>[] sources = { ServletConfiguration.class, ReactiveConfiguration.class };
		try (TestServer server = kind.start(sources, "--spring.config.name=cases-common", "--cors.allowed-origins=*",
				"--cors.exclude-paths=/excluded/**", "--cors.policies.private.paths=/private/**",
				"--cors.policies.private.allowed-origins=https://app.example.com")) {
			for (String path : new String[] { "/private/data", "/PRIVATE/data", "/Private/DATA", "/%50RIVATE/data" }) {
				HttpExchange refused = server.send("GET " + path, EVIL);
				assertThat(refused.status()).as(path).isEqualTo(403);
				assertThat(refused.corsHeaderNames()).as(path).isEmpty();
				HttpExchange allowed = server.send("GET " + path, "Origin: https://app.example.com");
				assertThat(allowed.body()).as(path).isEqualTo("handled");
				assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
				assertThat(server.send("GET " + path).corsHeaderNames()).as(path).isEmpty();
			}
			assertThat(server.send("GET /EXCLUDED/data", EVIL).corsHeaderNames()).isEmpty();
			assertThat(server.send("GET /EXCLUDED/data", EVIL).body()).isEqualTo("handled");
		}
	}

	@Test
	void policyCoversWhatAntPathsServe() {
		try (TestServer server = TestServer.Kind.TOMCAT.start(new Class<?>[] { AntConfiguration.class },
				"--spring.config.name=cases-common", "--cors.allowed-origins=*",
				"--spring.mvc.pathmatch.matching-strategy=ant_path_matcher",
				"--cors.policies.private.paths=/private/**",
				"--cors.policies.private.allowed-origins=https://app.example.com")) {
			assertThat(server.send("GET /PRIVATE/data").body()).isEqualTo("handled");
			assertThat(server.send("GET /PRIVATE/data", EVIL).status()).isEqualTo(403);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class AntConfiguration implements WebMvcConfigurer {

		@Override
		@SuppressWarnings("removal")
		public void configurePathMatch(PathMatchConfigurer configurer) {
			AntPathMatcher matcher = new AntPathMatcher();
			matcher.setCaseSensitive(false);
			configurer.setPathMatcher(matcher);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		WebMvcConfigurer caseInsensitiveMvc() {
			return new WebMvcConfigurer() {

				@Override
				public void configurePathMatch(PathMatchConfigurer configurer) {
					PathPatternParser parser = new PathPatternParser();
					parser.setCaseSensitive(false);
					configurer.setPatternParser(parser);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		WebFluxConfigurer caseInsensitiveWebFlux() {
			return new WebFluxConfigurer() {

				@Override
				public void configurePathMatching(
						org.springframework.web.reactive.config.PathMatchConfigurer configurer) {
					configurer.setUseCaseSensitiveMatch(false);
				}

			};
		}

	}

}
