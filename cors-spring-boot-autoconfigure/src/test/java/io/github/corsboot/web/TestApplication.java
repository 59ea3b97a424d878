package io.github.corsboot.web;

import java.time.Duration;
import java.util.concurrent.Callable;

import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * An application with Spring Security that runs on either stack.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TestApplication {

	static ConfigurableApplicationContext run(WebApplicationType type, String... arguments) {
		return new SpringApplicationBuilder(TestApplication.class).web(type)
			.properties("spring.config.name=cases")
			.run(arguments);
	}

	static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@RestController
	static class DataController {

		@RequestMapping("/{area}/data")
		ResponseEntity<String> data() {
			return ResponseEntity.ok().header("X-Handled", "true").body("handled");
		}

		@RequestMapping({ "/{area}/{below}/data", "/a b/data" })
		ResponseEntity<String> below() {
			return data();
		}

		@GetMapping("/{area}/foreign-headers")
		ResponseEntity<String> foreignHeaders() {
			return ResponseEntity.ok()
				.header("Access-Control-Allow-Origin", "https://evil.test")
				.header("access-control-allow-credentials", "true")
				.header("Access-Control-Max-Age", "5")
				.header("Vary", "Accept-Language")
				.body("handled");
		}

		@GetMapping("/{area}/status/{status}")
		ResponseEntity<String> status(@PathVariable("status") int status) {
			return ResponseEntity.status(status).header("X-Handled", "true").build();
		}

		@GetMapping("/{area}/exception")
		String exception() {
			throw new IllegalStateException("as expected");
		}

		@GetMapping("/{area}/conflict")
		String conflict() {
			throw new ResponseStatusException(HttpStatus.CONFLICT);
		}

		@CrossOrigin("https://annotated.test")
		@GetMapping("/{area}/annotated")
		ResponseEntity<String> annotated() {
			return data();
		}

		@GetMapping("/{area}/callable")
		Callable<String> callable() {
			return () -> "handled";
		}

		@GetMapping("/{area}/mono")
		Mono<String> mono() {
			return Mono.delay(Duration.ofMillis(5)).thenReturn("handled");
		}

		@GetMapping("/{area}/mono-exception")
		Mono<String> monoException() {
			return Mono.delay(Duration.ofMillis(5)).then(Mono.error(new IllegalStateException("as expected")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletSecurityConfiguration {

		@Bean
		SecurityFilterChain securityFilterChain(HttpSecurity http) throws Exception {
			return http.csrf(AbstractHttpConfigurer::disable).httpBasic((basic) -> {
			})
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/secured/**").authenticated().anyRequest().permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveSecurityConfiguration {

		@Bean
		SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http) {
			return http.csrf(ServerHttpSecurity.CsrfSpec::disable).httpBasic((basic) -> {
			})
				.authorizeExchange(
						(requests) -> requests.pathMatchers("/secured/**").authenticated().anyExchange().permitAll())
				.build();
		}

	}

}
