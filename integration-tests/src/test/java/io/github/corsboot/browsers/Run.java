package io.github.corsboot.browsers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.corsboot.explain.BrowserRequest;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * All cases in one browser, against one kind of server.
 */
final class Run {

	private static final long TIMEOUT_SECONDS = 90;

	private Run() {
	}

	/**
	 * What has come of a case.
	 *
	 * @param sees what the script saw, step by step
	 * @param wire what reached the server
	 * @param records the reasons that the server recorded
	 * @param console the lines on the console meanwhile
	 * @param explanation what was predicted, or {@code null} if it is not explained
	 * @param pasted what is said of the lines on the console, or {@code null} if there
	 * are none
	 */
	record Outcome(String sees, List<Wire.Sent> wire, List<String> records, List<String> console,
			Explanation explanation, Explanation pasted) {
	}

	static Map<String, Outcome> of(Engine engine, WebApplicationType type, Certificate certificate, Path folder)
			throws IOException, InterruptedException {
		Map<Place.Port, Integer> ports = new EnumMap<>(Place.Port.class);
		Site site = new Site((certificate != null) ? "https" : "http", ports);
		List<Case> cases = Cases.all().stream().filter((each) -> each.isFor(certificate != null)).toList();
		Map<String, Case> byId = cases.stream().collect(Collectors.toMap(Case::id, Function.identity()));
		Script script = new Script(site, cases);
		try (PageServer pages = new PageServer(certificate, script);
				PageServer more = new PageServer(certificate, script)) {
			ports.put(Place.Port.PAGES, pages.port());
			ports.put(Place.Port.MORE_PAGES, more.port());
			String[] arguments = { "--pages.app=" + site.origin(Place.APP), "--pages.admin=" + site.origin(Place.ADMIN),
					"--pages.international=" + site.origin(Place.INTERNATIONAL),
					"--pages.sub-domains=" + site.origin(Place.APEX).replace("//", "//*."),
					"--pages.ports=" + site.scheme() + "://" + Place.APP.host() + ":*" };
			try (ConfigurableApplicationContext first = CasesApplication.start(type, certificate, script, byId,
					arguments);
					ConfigurableApplicationContext second = CasesApplication.start(type, certificate, script, byId,
							arguments);
					Proxy proxy = new Proxy(certificate, "backend.internal:8080", (request) -> port(first));
					Proxy instances = new Proxy(certificate, "",
							(request) -> port(request.method().name().equals("OPTIONS") ? second : first))) {
				ports.put(Place.Port.API, port(first));
				ports.put(Place.Port.PROXY, proxy.port());
				ports.put(Place.Port.INSTANCES, instances.port());
				List<String> console;
				try (Browser browser = engine.start(script.first(), folder, certificate)) {
					script.done().await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
					console = browser.console();
				}
				return outcomes(engine, cases, script, console, first, second);
			}
		}
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static Map<String, Outcome> outcomes(Engine engine, List<Case> cases, Script script, List<String> console,
			ConfigurableApplicationContext first, ConfigurableApplicationContext second) {
		Map<String, List<String>> lines = byCase(console);
		Map<String, Outcome> outcomes = new LinkedHashMap<>();
		CorsExplainer explainer = first.getBean(CorsExplainer.class);
		CasesApplication.Recorded recorded = first.getBean(CasesApplication.Recorded.class);
		for (Case subject : cases) {
			List<Wire.Sent> wire = new ArrayList<>(second.getBean(Wire.class).of(subject.id()));
			wire.addAll(first.getBean(Wire.class).of(subject.id()));
			List<String> printed = lines.getOrDefault(subject.id(), List.of());
			outcomes.put(subject.id(), new Outcome(script.seen(subject), wire, recorded.of(subject.id()), printed,
					subject.isExplained(engine) ? explainer.explain(subject.asked(script.site())) : null,
					(subject.isExplained(engine) && !printed.isEmpty() && script.seen(subject).contains("blocked"))
							? explainPasted(explainer, printed, subject.asked(script.site())) : null));
		}
		return outcomes;
	}

	private static Explanation explainPasted(CorsExplainer explainer, List<String> lines, BrowserRequest asked) {
		return explainer.explainConsole(String.join("\n", lines), asked.url(), asked.origin(), asked.method());
	}

	/**
	 * Pages write the name of a case before they begin with it.
	 */
	private static Map<String, List<String>> byCase(List<String> console) {
		Map<String, List<String>> lines = new LinkedHashMap<>();
		String current = "";
		for (String line : console) {
			int begin = line.indexOf("case ");
			if (begin >= 0 && !line.contains("blocked")) {
				current = line.substring(begin + "case ".length()).split("[^a-z0-9-]", 2)[0];
			}
			else {
				lines.computeIfAbsent(current, (id) -> new ArrayList<>()).add(line);
			}
		}
		return lines;
	}

}
