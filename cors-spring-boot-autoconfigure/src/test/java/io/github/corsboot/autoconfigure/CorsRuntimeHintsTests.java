package io.github.corsboot.autoconfigure;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsRuntimeHints}.
 */
class CorsRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void resourcesAreThere() {
		register(getClass().getClassLoader());
		for (String resource : List.of("policy/public_suffix_list.dat", "actuate/page.html", "actuate/page.css",
				"actuate/page.js")) {
			String name = "io/github/corsboot/" + resource;
			assertThat(getClass().getClassLoader().getResource(name)).isNotNull();
			assertThat(RuntimeHintsPredicates.resource().forResource(name)).accepts(this.hints);
		}
	}

	@Test
	void fieldsThatAreReadAreThere() throws Exception {
		register(getClass().getClassLoader());
		for (Class<?> type : new Class<?>[] { CorsFilter.class, CorsWebFilter.class }) {
			assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(type, "configSource")).accepts(this.hints);
			assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(type, "processor")).accepts(this.hints);
		}
		assertThat(RuntimeHintsPredicates.reflection()
			.onFieldAccess(UrlBasedCorsConfigurationSource.class, "corsConfigurations")).accepts(this.hints);
		assertThat(
				RuntimeHintsPredicates.reflection().onFieldAccess(AbstractHandlerMapping.class, "adaptedInterceptors"))
			.accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(WebSocketHttpRequestHandler.class)).accepts(this.hints);
	}

	@Test
	void requestThatIsExplainedIsAProxy() {
		register(getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(HttpServletRequest.class)).accepts(this.hints);
	}

	@Test
	void whatIsAbsentNeedsNoHint() {
		register(new FilteredClassLoader(CorsWebFilter.class, WebSocketHttpRequestHandler.class));
		assertThat(RuntimeHintsPredicates.reflection().onType(CorsFilter.class)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(CorsWebFilter.class)).rejects(this.hints);
	}

	private void register(ClassLoader classLoader) {
		new CorsRuntimeHints().registerHints(this.hints, classLoader);
	}

}
