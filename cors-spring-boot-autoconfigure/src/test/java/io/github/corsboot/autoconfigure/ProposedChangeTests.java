package io.github.corsboot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.explain.BrowserRequest;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.ByteArrayResource;

import static io.github.corsboot.explain.BrowserRequest.get;
import static io.github.corsboot.explain.BrowserRequest.put;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link CorsExplainer} proposes, pasted into the configuration, starts and allows
 * the request.
 */
class ProposedChangeTests {

	private static final String APP = "https://app.example.com";

	private static final String CONFIGURATION = """
			cors:
			  paths: /api/**, /reports/*
			  allowed-origins: https://app.example.com, https://*.partner.test, http://localhost:3000
			  allowed-methods: GET, POST
			  policies:
			    account:
			      paths: /account/**
			      allowed-origins: https://app.example.com
			      allowed-headers: X-One
			    public:
			      paths: /public/**
			      allowed-origins: "*"
			    on:
			      paths: /on/**
			      allowed-headers: X-One
			""";

	static List<BrowserRequest> requests() {
		return List.of(get("/api/x").from("https://www.app.example.com"), get("/api/x").from("https://partner.test"),
				get("/api/x").from("http://127.0.0.1:3000"), get("/api/x").from(APP).withCredentials(),
				put("/api/x").from(APP), put("/account/x").from(APP).withHeader("X-Two", "2"),
				get("/account/x").from(APP).withHeader("#x", "").withHeader("~", ""), get("/reports/a/b").from(APP),
				put("/account/x").from("https://app.example.com:8443").withHeader("X-Two", "2").withCredentials(),
				get("/on/x").from(APP).withHeader("X-Two", "2"));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void changeThatIsProposedIsEnough(BrowserRequest request) {
		Explanation refused = explain(request);
		assertThat(refused.isAllowed()).isFalse();
		assertThat(refused.change()).as("%s", refused.steps()).isNotNull();
		assertThat(explain(request, refused.change().yaml())).matches(Explanation::isAllowed);
	}

	@ParameterizedTest
	@MethodSource("requests")
	void changeLeavesOtherPoliciesAsTheyAre(BrowserRequest request) {
		List<MappedPolicy> before = policies();
		List<MappedPolicy> after = policies(explain(request).change().yaml());
		assertThat(after).extracting(MappedPolicy::name)
			.containsExactlyElementsOf(before.stream().map(MappedPolicy::name).toList());
		assertThat(IntStream.range(0, before.size())
			.filter((i) -> !attributes(before.get(i)).equals(attributes(after.get(i))))).hasSize(1);
	}

	private static List<Object> attributes(MappedPolicy mapped) {
		CorsPolicy policy = mapped.policy();
		return List.of(mapped.paths(), policy.allowedOrigins(), policy.allowedMethods(), policy.allowedHeaders(),
				policy.allowCredentials());
	}

	@Test
	void policyOfMoreSpecificPathsDoesNotMatter() {
		Explanation explanation = explain(get("/x").from("https://www.app.example.com"), "cors.paths: /**");
		assertThat(explanation.change()).isNotNull();
	}

	@Test
	void credentialsAreNotProposedBesideTheOriginOfPackagedApplications() {
		Explanation explanation = explain(get("/api/x").from(APP).withCredentials(),
				"cors.allowed-origins: https://app.example.com, capacitor://localhost");
		assertThat(explanation.change()).isNull();
		assertThat(explanation.steps()).extracting(Explanation.Step::text)
			.anyMatch((text) -> text.contains("move it to a policy of its own"));
	}

	@Test
	void originThatWouldBeInTwoPoliciesOfOnePathIsNotProposed() {
		Explanation explanation = explain(get("/a/x").from("https://www.app.example.com"), """
				cors.policies:
				  first:
				    paths: /a/*
				    allowed-origins: https://app.example.com
				  second:
				    paths: /*/b
				    allowed-origins: https://www.app.example.com
				""");
		assertThat(explanation.isAllowed()).isFalse();
		assertThat(explanation.change()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/a/x     | https://www.app.example.com | /a/*     | /*/b
			/api/x/1/2 | https://app.example.com | /api/x/* | /api/*/y/**
			/api/x   | https://app.example.com     | /api     | /{t}/y/**
			""")
	void changeThatTakesOverWhatAnotherPolicyDecidesIsNotProposed(String path, String origin, String first,
			String second) {
		Explanation explanation = explain(get(path).from(origin), """
				cors.allowed-origins: https://unrelated.test
				cors.paths: /unrelated
				cors.policies:
				  first:
				    paths: "%s"
				    allowed-origins: https://app.example.com
				  second:
				    paths: "%s"
				    allowed-origins: https://*.app.example.com, https://*.example.com
				""".formatted(first, second));
		assertThat(explanation.change()).isNull();
	}

	private static Explanation explain(BrowserRequest request, String... changes) {
		return with((context) -> context.getBean(CorsExplainer.class).explain(request), changes);
	}

	private static List<MappedPolicy> policies(String... changes) {
		return with((context) -> context.getBean(CorsPolicies.class).mapping().policies(), changes);
	}

	private static <T> T with(Function<ApplicationContext, T> function, String... changes) {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(Stream.concat(Stream.of(CONFIGURATION), Stream.of(changes))
			.map((text) -> new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
			.toArray(ByteArrayResource[]::new));
		Properties properties = yaml.getObject();
		String[] pairs = properties.keySet()
			.stream()
			.map((name) -> name + "=" + properties.get(name))
			.toArray(String[]::new);
		AtomicReference<T> result = new AtomicReference<>();
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, ServletCorsAutoConfiguration.class))
			.withPropertyValues(pairs)
			.run((context) -> result.set(function.apply(context)));
		return result.get();
	}

}
