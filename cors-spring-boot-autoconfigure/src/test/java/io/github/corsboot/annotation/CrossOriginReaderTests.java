package io.github.corsboot.annotation;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.mapping.RequestedPath;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.PolicyProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CrossOriginReader}.
 */
class CrossOriginReaderTests {

	private final CrossOriginReader reader = new CrossOriginReader((value) -> value.replace("${ports}", "[1,2]"));

	private AnnotatedHandler read(Object controller, String method, String... mappedMethods) {
		try {
			return this.reader.read(new HandlerMethod(controller, method), Set.of(mappedMethods),
					List.of(PathPatternParser.defaultInstance.parse("/items")));
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static List<String> origins(AnnotatedHandler handler) {
		return handler.policy().policy().allowedOrigins().stream().map(Object::toString).toList();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "exact | https://a.test,https://b.test:8443", "commas | https://a.test,https://b.test",
					"ports | https://*.a.test:8443,https://*.a.test:9443", "anyPort | https://*.a.test:*",
					"placeholder | https://a.test:1,https://a.test:2", "everybody | *", "bare | ''" })
	void originsAreReadAsSpringReadsThem(String method, String origins) {
		AnnotatedHandler handler = read(new Origins(), method);
		assertThat(String.join(",", origins(handler))).isEqualTo(origins);
		assertThat(handler.ignored()).isEmpty();
	}

	/**
	 * Or anybody who requests odd paths could fill a cache, and let the index of a large
	 * policy be built again and again.
	 */
	@Test
	void wideningSharesTheIndexOfALargePolicyWhateverIsRequested() {
		List<String> origins = IntStream.range(0, 40_000).mapToObj((i) -> "https://o" + i + ".test").toList();
		MappedPolicy large = new MappedPolicy(CorsPolicy.builder().name("large").allowedOrigins(origins).build(),
				List.of(PathPatternParser.defaultInstance.parse("/large/**")), Map.of());
		MappedPolicy other = new MappedPolicy(
				CorsPolicy.builder().name("other").allowedOrigins("https://o1.test", "https://o2.test").build(),
				List.of(PathPatternParser.defaultInstance.parse("/other/**")), Map.of());
		PolicyMapping mapping = new PolicyMapping(List.of(large, other));
		AnnotatedHandler handler = read(new Origins(), "exact", "GET");
		PathPolicies usual = mapping.find("/large/x");
		PathPolicies widened = usual.widen(handler);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		int requests = 1500;
		for (int i = 0; i < requests; i++) {
			PathPolicies odd = mapping
				.find(RequestedPath.of(PathContainer.parsePath("/large/..%2f" + ((i % 2 == 0) ? "other/" : "") + i)));
			assertThat(odd.widen(handler).policies()).contains(handler.policy());
		}
		assertThat((threads.getCurrentThreadAllocatedBytes() - before) / requests).isLessThan(100_000);
		assertThat(usual.widen(handler)).isSameAs(widened);
	}

	@Test
	void whatNoPolicyCanHaveIsLeftOut() {
		AnnotatedHandler handler = read(new Origins(), "unusable");
		assertThat(origins(handler)).containsExactly("https://a.test");
		assertThat(handler.policy().policy().allowedHeaders()).containsExactly("X-One");
		assertThat(handler.policy().policy().maxAge()).isEqualTo(Duration.ofHours(24));
		assertThat(handler.ignored()).extracting(PolicyProblem::value)
			.containsExactly("https://a.*.test", "https://*", "cookie", "PT27H46M40S");
	}

	@Test
	void classAndMethodAreAddedUp() {
		CorsPolicy policy = read(new Both(), "both").policy().policy();
		assertThat(policy.allowedOrigins()).hasToString("[https://class.test, https://method.test]");
		assertThat(policy.exposedHeaders()).containsExactly("X-Class", "X-Method");
		assertThat(policy.allowCredentials()).isFalse();
		assertThat(policy.maxAge()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void methodsOfTheMappingCountIfTheAnnotationNamesNone() {
		assertThat(read(new Both(), "both", "DELETE").policy().policy().allowedMethods()).containsExactly("PUT");
		assertThat(read(new Origins(), "exact", "DELETE").policy().policy().allowedMethods()).containsExactly("DELETE");
		assertThat(read(new Origins(), "exact").policy().policy().allowedMethods()).containsExactly("GET", "HEAD",
				"POST");
	}

	@Test
	void handlerWithoutAnnotationIsNone() {
		assertThat(read(new Origins(), "none")).isNull();
	}

	@Test
	void onlyWhatIsSetIsASource() {
		AnnotatedHandler handler = read(new Origins(), "exact");
		assertThat(handler.policy().sources()).containsOnlyKeys(PolicyAttribute.ALLOWED_ORIGINS);
		assertThat(handler.policy().source(PolicyAttribute.ALLOWED_ORIGINS))
			.hasToString("@CrossOrigin (" + Origins.class.getName() + "#exact)");
	}

	static class Origins {

		@CrossOrigin({ "https://A.test/", "https://b.test:8443" })
		public void exact() {
		}

		@CrossOrigin("https://a.test, https://b.test")
		public void commas() {
		}

		@CrossOrigin(originPatterns = "https://*.a.test:[8443, 9443]")
		public void ports() {
		}

		@CrossOrigin(originPatterns = "https://*.a.test:[*]")
		public void anyPort() {
		}

		@CrossOrigin(originPatterns = "https://a.test:${ports}")
		public void placeholder() {
		}

		@CrossOrigin(originPatterns = "*")
		public void everybody() {
		}

		@CrossOrigin
		public void bare() {
		}

		@CrossOrigin(origins = "https://a.test", originPatterns = { "https://a.*.test", "https://*" },
				allowedHeaders = { "X-One", "cookie" }, maxAge = 100_000)
		public void unusable() {
		}

		public void none() {
		}

	}

	@CrossOrigin(origins = "https://class.test", exposedHeaders = "X-Class", allowCredentials = "true", maxAge = 5)
	static class Both {

		@CrossOrigin(origins = "https://method.test", exposedHeaders = "X-Method", allowCredentials = "false",
				maxAge = 7, methods = RequestMethod.PUT)
		public void both() {
		}

	}

}
