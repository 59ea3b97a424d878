package io.github.corsboot.autoconfigure;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What a native image has to contain beside classes.
 */
final class CorsRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerPattern("io/github/corsboot/policy/public_suffix_list.dat")
			.registerPattern("io/github/corsboot/actuate/page.*");
		// Fields that are read by reflection because there is no getter.
		registerFields(hints, classLoader, "org.springframework.web.filter.CorsFilter", "configSource", "processor");
		registerFields(hints, classLoader, "org.springframework.web.cors.reactive.CorsWebFilter", "configSource",
				"processor");
		registerFields(hints, classLoader, "org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource",
				"corsConfigurations");
		registerFields(hints, classLoader, "org.springframework.web.servlet.handler.AbstractHandlerMapping",
				"adaptedInterceptors");
		// A request that nobody has sent.
		hints.proxies().registerJdkProxy(TypeReference.of("jakarta.servlet.http.HttpServletRequest"));
		// What MvcHandlerLookup looks for.
		registerFields(hints, classLoader, "org.springframework.web.socket.server.support.WebSocketHttpRequestHandler");
	}

	private static void registerFields(RuntimeHints hints, @Nullable ClassLoader classLoader, String type,
			String... fields) {
		hints.reflection()
			.registerTypeIfPresent(classLoader, type, (hint) -> Arrays.stream(fields).forEach(hint::withField));
	}

}
