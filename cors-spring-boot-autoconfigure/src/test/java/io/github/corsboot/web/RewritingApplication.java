package io.github.corsboot.web;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application that serves requests elsewhere than they were sent to, on either stack:
 * what both serve, and how paths are rewritten.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ ServletRewritingConfiguration.class, ReactiveRewritingConfiguration.class })
class RewritingApplication {

	static ConfigurableApplicationContext run(TestServer.Kind kind, String... arguments) {
		Class<?>[] sources = kind.isJetty()
				? new Class<?>[] { RewritingApplication.class, TestServer.JettyConfiguration.class }
				: new Class<?>[] { RewritingApplication.class };
		return new SpringApplicationBuilder(sources)
			.web(kind.isServlet() ? WebApplicationType.SERVLET : WebApplicationType.REACTIVE)
			.properties("spring.config.name=cases-common", "spring.autoconfigure.exclude=" + security(),
					"cors.exclude-paths=/legacy/**", "cors.policies.private.paths=/private/**,/exact",
					"cors.policies.private.allowed-origins=" + "https://app.example.com",
					"cors.policies.private.allowed-methods=GET,POST", "cors.policies.forms.paths=/forms/**",
					"cors.policies.forms.allowed-origins=https://app.example.com",
					"cors.policies.forms.allow-navigation=true", "cors.policies.xc.paths=/xc/**,/zz",
					"cors.policies.xc.allowed-origins=https://app.example.com",
					"cors.policies.xc.allow-credentials=true")
			.run(arguments);
	}

	/** Its firewall would refuse some of the paths. */
	private static String security() {
		return StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, RewritingApplication.class.getClassLoader())
				.spliterator(), false)
			.filter((name) -> name.contains(".security."))
			.collect(Collectors.joining(","));
	}

	/**
	 * Return where a request is served that is sent to a path.
	 */
	static String target(String path) {
		for (String prefix : List.of("/tenant/a", "/uri", "/servlet-path", "/hidden", "/trusted", "/anonymous",
				"/copied")) {
			if (path.startsWith(prefix + "/")) {
				return path.substring(prefix.length());
			}
		}
		return switch (path) {
			case "/private/to-legacy", "/forms/to-legacy" -> "/legacy/x";
			case "/private/to-plain" -> "/plain";
			case "/forms/to-private" -> "/private/x";
			default -> path;
		};
	}

	@RestController
	static class PrivateController {

		@RequestMapping(path = { "/private/x", "/exact" })
		String secret() {
			return "SECRET";
		}

		@DeleteMapping("/private/x")
		String delete() {
			return "SECRET deleted";
		}

		@GetMapping("/plain")
		String plain() {
			return "PLAIN";
		}

		@CrossOrigin("https://own.test")
		@RequestMapping("/legacy/x")
		String legacy() {
			return "LEGACY";
		}

		@GetMapping("/legacy/plain")
		String plainLegacy() {
			return "PLAIN LEGACY";
		}

		@CrossOrigin("https://own.test")
		@PostMapping(path = "/private/mode", params = "mode=public")
		String annotated() {
			return "annotated";
		}

		@PostMapping(path = "/private/mode", params = "mode=private")
		String notAnnotated() {
			return "not annotated";
		}

		@CrossOrigin("https://own.test")
		@PostMapping(path = "/private/parts", params = "!mode")
		String annotatedForParts() {
			return "annotated";
		}

		@PostMapping(path = "/private/parts", params = "mode")
		String parts() {
			return "not annotated";
		}

		@CrossOrigin(allowCredentials = "false")
		@GetMapping("/xc/{any}/zz")
		String withoutCredentials() {
			return "without credentials";
		}

	}

}
