package io.github.corsboot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import io.github.corsboot.explain.BrowserRequest;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
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
			""";

	static List<BrowserRequest> requests() {
		return List.of(get("/api/x").from("https://www.app.example.com"), get("/api/x").from("https://partner.test"),
				get("/api/x").from("http://127.0.0.1:3000"), get("/api/x").from(APP).withCredentials(),
				put("/api/x").from(APP), put("/account/x").from(APP).withHeader("X-Two", "2"),
				get("/account/x").from(APP).withHeader("#x", "").withHeader("~", ""), get("/reports/a/b").from(APP),
				put("/account/x").from("https://app.example.com:8443").withHeader("X-Two", "2").withCredentials());
	}

	@ParameterizedTest
	@MethodSource("requests")
	void changeThatIsProposedIsEnough(BrowserRequest request) {
		Explanation refused = explain(request);
		assertThat(refused.isAllowed()).isFalse();
		assertThat(refused.change()).as("%s", refused.steps()).isNotNull();
		assertThat(explain(request, refused.change().yaml())).matches(Explanation::isAllowed);
	}

	private static Explanation explain(BrowserRequest request, String... changes) {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(Stream.concat(Stream.of(CONFIGURATION), Stream.of(changes))
			.map((text) -> new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
			.toArray(ByteArrayResource[]::new));
		Properties properties = yaml.getObject();
		String[] pairs = properties.keySet()
			.stream()
			.map((name) -> name + "=" + properties.get(name))
			.toArray(String[]::new);
		Explanation[] explanation = new Explanation[1];
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, ServletCorsAutoConfiguration.class))
			.withPropertyValues(pairs)
			.run((context) -> explanation[0] = context.getBean(CorsExplainer.class).explain(request));
		return explanation[0];
	}

}
