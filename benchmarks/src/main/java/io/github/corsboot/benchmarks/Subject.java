package io.github.corsboot.benchmarks;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import io.github.corsboot.servlet.CorsPolicyFilter;
import io.github.corsboot.servlet.HandlerLookup;
import jakarta.servlet.FilterChain;

import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What handles a request in a servlet application.
 */
@FunctionalInterface
interface Subject {

	List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

	List<String> HEADERS = List.of("Content-Type", "X-Api-Key", "X-Trace");

	FilterChain HANDLER = (request, response) -> {
	};

	void handle(LightRequest request, LightResponse response) throws Exception;

	/**
	 * Return the filter of this project, guard and recording included.
	 */
	static Subject ours(Workload workload) {
		CorsPolicyFilter filter = new CorsPolicyFilter(policies(workload), HandlerLookup.NONE, rejections());
		return (request, response) -> filter.doFilter(request, response, HANDLER);
	}

	static CorsRejections rejections() {
		return new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), Clock.systemUTC());
	}

	static CorsPolicies policies(Workload workload) {
		List<String> origins = Stream
			.concat(workload.origins().stream(), workload.domains().stream().map((domain) -> "https://*." + domain))
			.toList();
		List<MappedPolicy> policies = IntStream.range(0, workload.policies()).mapToObj((i) -> {
			CorsPolicy policy = CorsPolicy.builder()
				.name("policy" + i)
				.allowedOrigins(origins)
				.allowedMethods(METHODS)
				.allowedHeaders(HEADERS)
				.allowCredentials(true)
				.build();
			String path = (workload.policies() > 1) ? "/x" + i + "/**" : "/**";
			return new MappedPolicy(policy, List.of(PathPatternParser.defaultInstance.parse(path)), Map.of());
		}).toList();
		return new CorsPolicies(new PolicyMapping(policies), List::of);
	}

	static CorsConfiguration configuration(Workload workload) {
		CorsConfiguration configuration = new CorsConfiguration();
		workload.origins().forEach(configuration::addAllowedOrigin);
		workload.domains().forEach((domain) -> configuration.addAllowedOriginPattern("https://*." + domain));
		configuration.setAllowedMethods(METHODS);
		configuration.setAllowedHeaders(HEADERS);
		configuration.setAllowCredentials(true);
		configuration.setMaxAge(1800L);
		return configuration;
	}

	/**
	 * Return Spring's bare processor, without the lookup of its configuration by path.
	 */
	static Subject spring(Workload workload) {
		CorsConfiguration configuration = configuration(workload);
		DefaultCorsProcessor processor = new DefaultCorsProcessor();
		return (request, response) -> {
			if (processor.processRequest(configuration, request, response)) {
				HANDLER.doFilter(request, response);
			}
		};
	}

	/**
	 * Return the least that has to be done: to read what decides, to look it up, and to
	 * write what the answer needs.
	 */
	static Subject floor(Workload workload) {
		java.util.Set<String> origins = new java.util.HashSet<>(workload.origins());
		java.util.Set<String> domains = new java.util.HashSet<>(workload.domains());
		java.util.Set<String> headers = new java.util.HashSet<>(HEADERS.stream().map(String::toLowerCase).toList());
		String methods = String.join(", ", METHODS);
		String names = String.join(", ", HEADERS);
		return (request, response) -> {
			String origin = request.getHeader("Origin");
			if (origin == null) {
				response.addHeader("Vary", "Origin");
				HANDLER.doFilter(request, response);
				return;
			}
			String requested = request.getMethod().equals("OPTIONS")
					? request.getHeader("Access-Control-Request-Method") : null;
			boolean allowed = origins.contains(origin) || (!domains.isEmpty() && origin.length() < 330
					&& domains.contains(origin.substring(origin.indexOf('.') + 1)));
			if (!allowed) {
				response.addHeader("Vary", "Origin");
				response.setStatus(403);
				return;
			}
			response.addHeader("Access-Control-Allow-Origin", origin);
			response.addHeader("Access-Control-Allow-Credentials", "true");
			if (requested == null) {
				response.addHeader("Vary", "Origin");
				HANDLER.doFilter(request, response);
				return;
			}
			String list = request.getHeader("Access-Control-Request-Headers");
			boolean fine = METHODS.contains(requested) && list.length() <= 4096;
			for (int start = 0; fine && start < list.length();) {
				int comma = list.indexOf(',', start);
				int end = (comma < 0) ? list.length() : comma;
				fine = headers.contains(list.substring(start, end));
				start = end + 1;
			}
			response.addHeader("Access-Control-Allow-Methods", methods);
			response.addHeader("Access-Control-Allow-Headers", names);
			if (fine) {
				response.addHeader("Access-Control-Max-Age", "1800");
			}
			response.addHeader("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
			response.setStatus(200);
		};
	}

}
