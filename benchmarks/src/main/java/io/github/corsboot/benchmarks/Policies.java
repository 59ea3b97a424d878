package io.github.corsboot.benchmarks;

import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;

import org.springframework.web.cors.CorsConfiguration;

/**
 * The policies of a workload, for this project and for Spring.
 */
final class Policies {

	private Policies() {
	}

	static CorsPolicies of(Workload workload) {
		List<String> origins = Stream
			.concat(workload.origins().stream(), workload.domains().stream().map((domain) -> "https://*." + domain))
			.toList();
		List<MappedPolicy> policies = IntStream.range(0, workload.policies()).mapToObj((i) -> {
			CorsPolicy policy = CorsPolicy.builder()
				.name("policy" + i)
				.allowedOrigins(origins)
				.allowedMethods(Workload.METHODS)
				.allowedHeaders(workload.allowedHeaders())
				.allowCredentials(true)
				.build();
			return MappedPolicy.of(policy, workload.pattern(i));
		}).toList();
		return new CorsPolicies(new PolicyMapping(policies), List::of);
	}

	/**
	 * Return what takes rejections in an application: they are kept and logged.
	 */
	static CorsRecorder recorder() {
		return new CorsRecorder(new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), Clock.systemUTC()),
				new CorsNotices(true, Clock.systemUTC()), (decision) -> {
				});
	}

	static CorsConfiguration ofSpring(Workload workload) {
		CorsConfiguration configuration = new CorsConfiguration();
		workload.origins().forEach(configuration::addAllowedOrigin);
		workload.domains().forEach((domain) -> configuration.addAllowedOriginPattern("https://*." + domain));
		configuration.setAllowedMethods(Workload.METHODS);
		configuration.setAllowedHeaders(workload.allowedHeaders());
		configuration.setAllowCredentials(true);
		configuration.setMaxAge(1800L);
		return configuration;
	}

}
