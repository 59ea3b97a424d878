package io.github.corsboot.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.corsboot.explain.BrowserRequest;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import io.github.corsboot.explain.Explanation.Change;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsPolicyCustomizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.support.SystemEnvironmentPropertySourceEnvironmentPostProcessor;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
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
		Map<String, List<Object>> before = attributes(policies());
		Map<String, List<Object>> after = attributes(policies(explain(request).change().yaml()));
		assertThat(after).hasSameSizeAs(before);
		before.entrySet().removeAll(after.entrySet());
		assertThat(before).hasSize(1);
	}

	private static Map<String, List<Object>> attributes(List<MappedPolicy> policies) {
		Map<String, List<Object>> attributes = new HashMap<>();
		policies.forEach((policy) -> attributes.put(policy.name(), attributes(policy)));
		return attributes;
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
		return with(new WebApplicationContextRunner(), function, changes);
	}

	private static <T> T with(WebApplicationContextRunner runner, Function<ApplicationContext, T> function,
			String... changes) {
		AtomicReference<T> result = new AtomicReference<>();
		runner.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, ServletCorsAutoConfiguration.class))
			.withInitializer((context) -> Stream.concat(Stream.of(CONFIGURATION), Stream.of(changes))
				.forEach((text) -> add(text, context.getEnvironment().getPropertySources())))
			.run((context) -> result.set(function.apply(context)));
		return result.get();
	}

	/**
	 * Add a file that comes before all others.
	 */
	private static void add(String text, MutablePropertySources sources) {
		PropertySourceLoader loader = text.startsWith("cors.enabled=") ? new PropertiesPropertySourceLoader()
				: new YamlPropertySourceLoader();
		String name = loader.getFileExtensions()[0];
		try {
			loader
				.load("file " + sources.size(),
						new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "application." + name))
				.forEach(sources::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void lineOfAPropertiesFileIsReplacedByOne() {
		String file = "cors.enabled=true\ncors.policies.account.allowed-methods=GET, POST\n";
		Change change = explain(put("/account/x").from(APP), file).change();
		assertThat(change.yaml()).isNull();
		assertThat(change.properties()).isEqualTo("cors.policies.account.allowed-methods=GET, POST, PUT\n");
		assertThat(change.replaces()).contains("application.properties", "2:39");
		assertThat(explain(put("/account/x").from(APP), file, "cors.enabled=true\n" + change.properties()))
			.matches(Explanation::isAllowed);
	}

	@Test
	void environmentVariableIsReplacedByOne() {
		WebApplicationContextRunner variables = new WebApplicationContextRunner().withInitializer((context) -> {
			context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("CORS_POLICIES_PUBLIC_ALLOWED_METHODS", "GET")));
			new SystemEnvironmentPropertySourceEnvironmentPostProcessor()
				.postProcessEnvironment(context.getEnvironment(), new SpringApplication());
		});
		Change change = with(variables,
				(context) -> context.getBean(CorsExplainer.class).explain(put("/public/x").from(APP)),
				"cors.enabled: true")
			.change();
		assertThat(change.yaml()).isNull();
		assertThat(change.properties()).isEqualTo("CORS_POLICIES_PUBLIC_ALLOWED_METHODS=GET, PUT\n");
	}

	@Test
	void whatACustomizerSetsIsNotWrittenIntoAFile() {
		WebApplicationContextRunner customized = new WebApplicationContextRunner().withBean(CorsPolicyCustomizer.class,
				() -> (name, policy) -> policy.addAllowedOrigins(name.equals("account") ? "https://t1.example" : APP));
		Explanation explanation = with(customized, (context) -> context.getBean(CorsExplainer.class)
			.explain(get("/account/x").from("https://www.t1.example")));
		assertThat(explanation.isAllowed()).isFalse();
		assertThat(explanation.change()).isNull();
		assertThat(explanation.verdict().source().location()).isEqualTo("a CorsPolicyCustomizer");
	}

}
