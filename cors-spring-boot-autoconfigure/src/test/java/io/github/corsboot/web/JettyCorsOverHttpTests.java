package io.github.corsboot.web;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * CORS over real HTTP in a servlet application on Jetty.
 */
class JettyCorsOverHttpTests extends AbstractCorsOverHttpTests {

	JettyCorsOverHttpTests() {
		super(WebApplicationType.SERVLET);
	}

	@Override
	ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(TestApplication.class, JettyConfiguration.class)
			.web(WebApplicationType.SERVLET)
			.properties("spring.config.name=cases")
			.run();
	}

	/**
	 * Jetty answers 400 to paths that could be read in several ways.
	 */
	@Override
	boolean isRefusedByTheServer(HttpExchange response, CorsCase request) {
		return response.status() == 400 && request.requestLine().matches(".*(;|%2e|%25|/\\.\\.).*");
	}

	@Configuration(proxyBeanMethods = false)
	static class JettyConfiguration {

		@Bean
		JettyServletWebServerFactory jettyServletWebServerFactory() {
			return new JettyServletWebServerFactory();
		}

	}

}
