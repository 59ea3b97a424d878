package io.github.corsboot.sample;

import java.util.List;
import java.util.stream.Stream;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.CorsPolicy;

import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What the page changes, as somebody would who has read why a request was refused.
 */
enum Change {

	DELETE("default"), STRANGER("default"), NO_POLICY("orders"), SCHEME("secure"), PORT("orders"), APEX("orders"),
	CONTENT_TYPE("orders"), AUTHORIZATION("orders"), CREDENTIALS("orders"), SECOND_HEADER("orders"),

	/** No policy changes: the application answers 401 instead of a redirect. */
	LOGIN_REDIRECT(""),

	/** No policy changes: the proxy in front adds the header to its own errors. */
	PROXY_ERROR("");

	private final String policy;

	Change(String policy) {
		this.policy = policy;
	}

	/**
	 * Change the policy that this is about.
	 * @param policies all policies
	 * @param addresses where the pages are
	 */
	List<MappedPolicy> apply(List<MappedPolicy> policies, Addresses addresses) {
		return policies.stream()
			.map((each) -> each.name().equals(this.policy) ? change(each, addresses) : each)
			.toList();
	}

	private MappedPolicy change(MappedPolicy policy, Addresses addresses) {
		CorsPolicy.Builder builder = policy.policy().toBuilder();
		return switch (this) {
			case DELETE -> with(policy, builder.addAllowedMethods("DELETE"));
			case STRANGER, PORT -> with(policy, builder.addAllowedOrigins(addresses.strangerPage()));
			case SCHEME -> with(policy, builder.addAllowedOrigins(addresses.allowedPage()));
			case APEX -> with(policy, builder.addAllowedOrigins(addresses.apexPage()));
			case CONTENT_TYPE -> with(policy, builder.addAllowedHeaders("Content-Type"));
			case AUTHORIZATION -> with(policy, builder.addAllowedHeaders("Authorization"));
			case CREDENTIALS -> with(policy, builder.allowCredentials(true));
			case NO_POLICY -> withPath(policy, "/reports/**");
			case SECOND_HEADER -> withPath(policy, "/twice");
			case LOGIN_REDIRECT, PROXY_ERROR -> policy;
		};
	}

	private static MappedPolicy with(MappedPolicy policy, CorsPolicy.Builder builder) {
		return new MappedPolicy(builder.build(), policy.paths(), policy.sources());
	}

	private static MappedPolicy withPath(MappedPolicy policy, String path) {
		return new MappedPolicy(policy.policy(),
				Stream.concat(policy.paths().stream(), Stream.of(PathPatternParser.defaultInstance.parse(path)))
					.toList(),
				policy.sources());
	}

}
