package io.github.corsboot.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.corsboot.explain.Explanation.Change;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.InvalidCorsPolicyException;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.policy.OriginDifference;
import io.github.corsboot.policy.PolicyAttribute;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Looks for the smallest change of the configuration that allows a request and is safe.
 * An origin is never proposed merely because it asked: only if an entry belongs to the
 * same owner. Each proposal has been tried.
 */
final class SafeChange {

	/** A longer list is not repeated. */
	private static final int MAX_ENTRIES = 10;

	private final PolicyMapping mapping;

	private final BrowserFetch fetch;

	/** Whether the request would be allowed by other policies. */
	private final Predicate<PolicyMapping> allows;

	SafeChange(PolicyMapping mapping, BrowserFetch fetch, Predicate<PolicyMapping> allows) {
		this.mapping = mapping;
		this.fetch = fetch;
		this.allows = allows;
	}

	/**
	 * What to do about a refusal.
	 *
	 * @param step what to do, in words
	 * @param change the properties to change, or {@code null}
	 */
	record Proposal(Step step, @Nullable Change change) {

		static Proposal ofNothing(String text) {
			return new Proposal(Step.noted("change", ExplanationCode.NO_CHANGE, text), null);
		}

		static Proposal forClient(String text) {
			return new Proposal(Step.noted("change", ExplanationCode.CHANGE_THE_CLIENT, text), null);
		}

	}

	/**
	 * Find a change for an origin that no policy of the path contains.
	 * @param candidates the policies of the path
	 */
	Proposal forOrigin(List<MappedPolicy> candidates) {
		String origin = String.valueOf(this.fetch.origin());
		return candidates.stream()
			.filter(this.mapping.policies()::contains)
			.map((policy) -> Optional.ofNullable(OriginDifference.find(origin, policy.policy()))
				.map((difference) -> Map.entry(difference, policy)))
			.flatMap(Optional::stream)
			.min(Comparator.comparing((entry) -> entry.getKey().kind()))
			.map((nearest) -> forNear(origin, nearest.getKey(), nearest.getValue()))
			.orElseGet(() -> Proposal.ofNothing(origin.equals(Origin.NULL)
					? "The origin 'null' can be that of any page: serve the page over http or https instead."
					: "No entry is near this origin. Whoever wants in can ask, so nothing is proposed: if the page is yours, "
							+ "add its origin to allowed-origins."));
	}

	private Proposal forNear(String origin, OriginDifference difference, MappedPolicy policy) {
		Origin asked = Origin.parse(origin);
		return switch (difference.kind()) {
			case LOOK_ALIKE -> Proposal.ofNothing(difference.text() + " Do not add it.");
			case CASE, TRAILING_SLASH -> Proposal.forClient(difference.text());
			case SCHEME, SCHEME_AND_PORT -> (origin.startsWith("http://") && (asked == null || !asked.isLoopback()))
					? Proposal.forClient(
							"Open the page with https: an origin with http can be forged by anybody on the network.")
					: addOrigin(origin, difference, policy);
			default -> addOrigin(origin, difference, policy);
		};
	}

	private Proposal addOrigin(String origin, OriginDifference difference, MappedPolicy policy) {
		return tried(policy, PolicyAttribute.ALLOWED_ORIGINS, (builder) -> builder.addAllowedOrigins(origin),
				List.of(origin), policy.policy().allowedOrigins().stream().map(Object::toString).toList(),
				difference.text() + " If this page is yours, too, add its origin.");
	}

	/**
	 * Find a change for a method that the policy does not allow.
	 */
	Proposal forMethod(MappedPolicy policy) {
		String method = this.fetch.method();
		String upperCase = method.toUpperCase(Locale.ROOT);
		if (!upperCase.equals(method) && policy.policy().allowsMethod(upperCase)) {
			return Proposal.forClient("Methods are case-sensitive: write '" + upperCase + "' in the script.");
		}
		return tried(policy, PolicyAttribute.ALLOWED_METHODS, (builder) -> builder.addAllowedMethods(method),
				List.of(method), policy.policy().allowedMethods(),
				"Allow the method, if the application has a handler for it.");
	}

	/**
	 * Find a change for headers that the policy does not allow.
	 */
	Proposal forHeaders(MappedPolicy policy) {
		List<String> refused = policy.policy().refusedHeaders(String.join(",", this.fetch.unsafeHeaders()));
		if (refused.stream().anyMatch((name) -> name.startsWith("access-control-"))) {
			return Proposal
				.forClient("The script sets a header that belongs in the response: remove it from the request.");
		}
		return tried(policy, PolicyAttribute.ALLOWED_HEADERS,
				(builder) -> builder.addAllowedHeaders(refused.toArray(String[]::new)), refused,
				policy.policy().allowedHeaders(), "Allow the headers, if the application reads them.");
	}

	/**
	 * Find a change for a script that asks for credentials.
	 */
	Proposal forCredentials(MappedPolicy policy) {
		if (policy.policy().allowsAnyOrigin()) {
			return Proposal
				.forClient("With credentials, '*' allows nobody: leave credentials out of the script, or list the "
						+ "origins in place of '*' and set allow-credentials.");
		}
		return tried(policy, PolicyAttribute.ALLOW_CREDENTIALS, (builder) -> builder.allowCredentials(true),
				List.of("true"), List.of(),
				"Allow credentials, if these pages may act in the name of the user. Otherwise leave credentials "
						+ "out of the script.");
	}

	/**
	 * Find a change for a path that no policy covers.
	 * @param path the path within the application
	 */
	Proposal forPath(String path) {
		if (this.mapping.isEmpty()) {
			return Proposal.ofNothing("There is no policy. Set cors.allowed-origins to the origins of your pages.");
		}
		if (path.endsWith("/") && this.allows.test(this.mapping) && path.length() > 1) {
			return Proposal.forClient("Request the path without the slash at its end.");
		}
		return this.mapping.policies()
			.stream()
			.flatMap((policy) -> policy.paths().stream().map((pattern) -> forPath(path, pattern, policy)))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseGet(() -> Proposal
				.ofNothing("Add the path to the paths of a policy, if pages of other origins may use it."));
	}

	private @Nullable Proposal forPath(String path, PathPattern pattern, MappedPolicy policy) {
		String text = pattern.getPatternString();
		String broader = (text.endsWith("/*") && path.startsWith(text.substring(0, text.length() - 1))) ? text + "*"
				: path.startsWith(text + "/") ? text + "/**" : null;
		if (broader == null) {
			return null;
		}
		List<String> paths = policy.paths()
			.stream()
			.map(PathPattern::getPatternString)
			.map((each) -> each.equals(text) ? broader : each)
			.toList();
		MappedPolicy changed = new MappedPolicy(policy.policy(),
				paths.stream().map(PathPatternParser.defaultInstance::parse).toList(), policy.sources());
		Change change = change(policy, PolicyAttribute.PATHS, String.join(", ", paths));
		return (change != null && this.allows.test(replace(policy, changed))) ? new Proposal(Step
			.noted("change", ExplanationCode.CHANGE_PROPOSED,
					"'" + text + "' does not match everything " + "below it, '" + broader + "' does.")
			.from(policy.source(PolicyAttribute.PATHS)), change) : null;
	}

	private Proposal tried(MappedPolicy policy, PolicyAttribute attribute, Consumer<CorsPolicy.Builder> edit,
			List<String> added, List<String> present, String text) {
		Change change = change(policy, attribute, value(present, added));
		if (change == null || !isAllowed(policy, edit)) {
			return Proposal.ofNothing("No change that is safe would allow the request.");
		}
		return new Proposal(Step.noted("change", ExplanationCode.CHANGE_PROPOSED, text).from(policy.source(attribute)),
				change);
	}

	private boolean isAllowed(MappedPolicy policy, Consumer<CorsPolicy.Builder> edit) {
		try {
			CorsPolicy.Builder builder = policy.policy().toBuilder();
			edit.accept(builder);
			return this.allows
				.test(replace(policy, new MappedPolicy(builder.build(), policy.paths(), policy.sources())));
		}
		catch (InvalidCorsPolicyException ex) {
			return false;
		}
	}

	private PolicyMapping replace(MappedPolicy policy, MappedPolicy replacement) {
		List<MappedPolicy> all = new ArrayList<>(this.mapping.policies());
		all.replaceAll((each) -> each.equals(policy) ? replacement : each);
		return new PolicyMapping(all);
	}

	private static String value(List<String> present, List<String> added) {
		return (present.size() > MAX_ENTRIES) ? "# what is there, and " + String.join(", ", added)
				: String.join(", ", Stream.concat(present.stream(), added.stream()).toList());
	}

	/**
	 * Return the property as YAML. One that a policy inherits is set for this policy, so
	 * that others stay as they are. A policy that is a bean has no properties.
	 */
	private static @Nullable Change change(MappedPolicy policy, PolicyAttribute attribute, String value) {
		AttributeSource source = policy.source(attribute);
		if (source == null || !source.property().startsWith("cors.")) {
			return null;
		}
		boolean named = !policy.name().equals("default");
		String indent = named ? "      " : "  ";
		String quoted = value.startsWith("*") ? "\"" + value + "\"" : value;
		String yaml = (named ? "cors:\n  policies:\n    " + policy.name() + ":\n" : "cors:\n") + indent
				+ attribute.propertyName() + ": " + quoted + "\n";
		boolean inherited = named && !source.property().startsWith("cors.policies.");
		AttributeSource beside = policy.source(PolicyAttribute.PATHS);
		return new Change(yaml, (!inherited && source.location() != null) ? source.location()
				: (beside != null) ? beside.location() : null);
	}

}
