package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.RejectionReason;

import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Rejections as real policies make them.
 */
final class Rejections {

	static final Instant TIME = Instant.parse("2026-01-01T12:00:00Z");

	private Rejections() {
	}

	static PathPolicies covered(CorsPolicy.Builder policy) {
		Map<PolicyAttribute, AttributeSource> sources = Map.of(PolicyAttribute.ALLOWED_ORIGINS,
				new AttributeSource("cors.allowed-origins", "application.yml - 3:20"), PolicyAttribute.ALLOWED_METHODS,
				new AttributeSource("cors.allowed-methods", null));
		MappedPolicy mapped = new MappedPolicy(policy.build(), List.of(PathPatternParser.defaultInstance.parse("/**")),
				sources);
		return new PolicyMapping(List.of(mapped)).find("/");
	}

	static Occurrence occurrence(Instant time) {
		return new Occurrence("abc123", 40, time.toEpochMilli(), 2);
	}

	static LazyCorsRejection of(CorsPolicy.Builder policy, CorsRequest request) {
		return of(TIME, policy, request, "/data");
	}

	/**
	 * Return a request that no policy covers.
	 */
	static LazyCorsRejection uncovered(Instant time, CorsRequest request, String path) {
		return new LazyCorsRejection.Uncovered(occurrence(time), RejectionReason.NO_POLICY, CorsRequest.Kind.ACTUAL,
				request, PolicyMapping.EMPTY, path, null);
	}

	static LazyCorsRejection of(Instant time, CorsPolicy.Builder policy, CorsRequest request, String path) {
		PathPolicies covered = covered(policy);
		return new LazyCorsRejection.ByPolicy(occurrence(time), (Rejected) covered.evaluate(request), request,
				PolicyMapping.EMPTY, covered, path);
	}

}
