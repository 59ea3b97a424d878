package io.github.corsboot.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * All means of Spring to configure CORS, on paths that policies cover.
 */
final class OwnCors {

	private static final String[] PATHS = { "/api/data/**", "/credentials/**", "/any/**", "/open/**", "/mixed/**",
			"/shared/**", "/nobody/**", "/error-cases/**", "/secured/**", "/public/**" };

	private OwnCors() {
	}

	private static CorsConfiguration configuration() {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.addAllowedOrigin("https://own.test");
		configuration.addAllowedMethod("GET");
		return configuration;
	}

	@Configuration(proxyBeanMethods = false)
	static class Servlet implements WebMvcConfigurer {

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			for (String path : PATHS) {
				registry.addMapping(path).combine(configuration());
			}
		}

		@Bean
		UrlBasedCorsConfigurationSource corsConfigurationSource() {
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			for (String path : PATHS) {
				source.registerCorsConfiguration(path, configuration());
			}
			return source;
		}

		@Bean
		@Order(0)
		CorsFilter ownCorsFilter(UrlBasedCorsConfigurationSource source) {
			return new CorsFilter(source);
		}

		@Bean
		@Order(0)
		SecurityFilterChain ownChain(HttpSecurity http) throws Exception {
			return http.securityMatcher("/api/**", "/credentials/**")
				.csrf(AbstractHttpConfigurer::disable)
				.cors(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Reactive implements WebFluxConfigurer {

		@Override
		public void addCorsMappings(org.springframework.web.reactive.config.CorsRegistry registry) {
			for (String path : PATHS) {
				registry.addMapping(path).combine(configuration());
			}
		}

		@Bean
		org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource corsConfigurationSource() {
			var source = new org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource();
			for (String path : PATHS) {
				source.registerCorsConfiguration(path, configuration());
			}
			return source;
		}

		@Bean
		@Order(0)
		CorsWebFilter ownCorsFilter(org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource source) {
			return new CorsWebFilter(source);
		}

	}

}
