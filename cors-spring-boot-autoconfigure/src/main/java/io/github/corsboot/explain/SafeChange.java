package io.github.corsboot.explain;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.github.corsboot.explain.Explanation.Change;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.InvalidCorsPolicyException;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.policy.OriginDifference;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.rejection.ApplicationOrigin;
import io.github.corsboot.rejection.OtherHosts;
import io.github.corsboot.rejection.UncoveredPathHint;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the smallest change of a policy that allows a request and is safe. An origin
 * is never proposed merely because it asked: only if an entry of the policy shows that it
 * has the same owner. Each change has been tried.
 */
final class SafeChange {

	/** How many attributes may have to be changed. */
	private static final int MAX_EDITS = 4;

	/** The beginnings of headers that change what a request means to a server. */
	private static final List<String> MEANING = List.of("x-forwarded", "x-original-", "x-rewrite-", "x-http-",
			"x-method-override", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "x-host",
			"x-remote-", "front-end-https");

	private static final String NOTHING_SAFE = "No change that is safe would allow the request.";

	private final PolicyMapping mapping;

	private final BrowserFetch fetch;

	/** The path within the application. */
	private final String path;

	/** What would become of the request with other policies. */
	private final Function<PolicyMapping, Outcome> decide;

	SafeChange(PolicyMapping mapping, BrowserFetch fetch, String path, Function<PolicyMapping, Outcome> decide) {
		this.mapping = mapping;
		this.fetch = fetch;
		this.path = path;
		this.decide = decide;
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
	 * A value that is added to an attribute, and why.
	 */
	private record Edit(PolicyAttribute attribute, List<String> added, String text) {

		CorsPolicy apply(CorsPolicy policy) {
			CorsPolicy.Builder builder = policy.toBuilder();
			switch (this.attribute) {
				case ALLOWED_ORIGINS -> builder.addAllowedOrigins(this.added);
				case ALLOWED_METHODS -> builder.addAllowedMethods(this.added.toArray(String[]::new));
				case ALLOWED_HEADERS -> builder.addAllowedHeaders(this.added.toArray(String[]::new));
				default -> builder.allowCredentials(true);
			}
			return builder.build();
		}

	}

	/**
	 * Find a change.
	 * @param policies the configured policies that decide
	 * @param outcome what becomes of the request
	 * @return what to do, or {@code null} if nothing can be said
	 */
	@Nullable Proposal find(List<MappedPolicy> policies, Outcome outcome) {
		MappedPolicy policy = nearest(policies);
		Proposal other = (policy != null) ? forClient(policy, outcome) : null;
		return (policy == null || other != null) ? other : edit(policy, outcome);
	}

	/**
	 * Return whether servers and proxies take a header for what the request really was.
	 */
	private static boolean changesMeaning(String header) {
		return header.equals("forwarded") || MEANING.stream().anyMatch(header::startsWith);
	}

	private @Nullable MappedPolicy nearest(List<MappedPolicy> policies) {
		String origin = String.valueOf(this.fetch.origin());
		OriginDifference nearest = OriginDifference.find(origin, policies.stream().map(MappedPolicy::policy).toList());
		return policies.stream()
			.filter((policy) -> nearest == null || nearest.equals(OriginDifference.find(origin, policy.policy())))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return what only the client can change, or {@code null} if the policy can.
	 */
	private @Nullable Proposal forClient(MappedPolicy policy, Outcome outcome) {
		String origin = String.valueOf(this.fetch.origin());
		if (!(outcome.last().decision().decision() instanceof Rejected rejected)) {
			return withCredentials(policy);
		}
		return switch (rejected.reason()) {
			case ORIGIN_NOT_ALLOWED, ORIGIN_MALFORMED -> forOrigin(origin, policy);
			case METHOD_NOT_ALLOWED -> {
				String upperCase = this.fetch.method().toUpperCase(Locale.ROOT);
				boolean misspelt = !this.fetch.method().equals(upperCase)
						&& CorsPolicy.DEFAULT_ALLOWED_METHODS.contains(upperCase);
				yield misspelt
						? Proposal.forClient("Methods are case-sensitive: write '" + upperCase + "' in the script"
								+ (policy.policy().allowsMethod(upperCase) ? "." : ", and add it to allowed-methods."))
						: null;
			}
			case HEADER_NOT_ALLOWED -> forHeaders(this.fetch.unsafeHeaders());
			default -> Proposal.ofNothing("No change of a policy would allow the request.");
		};
	}

	private static @Nullable Proposal withCredentials(MappedPolicy policy) {
		if (listsApplications(policy)) {
			return Proposal
				.ofNothing("The policy also lists the origin of packaged applications or extensions, which must "
						+ "not use credentials: move it to a policy of its own first.");
		}
		return policy.policy().allowsAnyOrigin() ? Proposal.forClient(
				"With credentials, '*' allows nobody: leave credentials out of the script, or list the origins in "
						+ "place of '*' and set allow-credentials.")
				: null;
	}

	private static @Nullable Proposal forHeaders(List<String> names) {
		if (names.stream().anyMatch((name) -> name.startsWith("access-control-"))) {
			return Proposal
				.forClient("The script sets a header that belongs in the response: remove it from the request.");
		}
		return names.stream().anyMatch(SafeChange::changesMeaning) ? Proposal.ofNothing(
				"One of the headers changes how servers read a request, such as its host or method: allow it only "
						+ "if a script really has to set it.")
				: null;
	}

	/**
	 * Return whether a policy has an origin that many applications or extensions share:
	 * one of them could act in the name of the user of another.
	 */
	private static boolean listsApplications(MappedPolicy policy) {
		return policy.policy()
			.allowedOrigins()
			.stream()
			.map(Object::toString)
			.anyMatch((entry) -> ApplicationOrigin.describe(entry) != null);
	}

	private @Nullable Proposal forOrigin(String origin, MappedPolicy policy) {
		if (origin.startsWith("file:")) {
			return Proposal
				.ofNothing("Only '*' contains it, which allows everyone: serve the page from a scheme of its own, "
						+ "such as 'app://', or from a web server.");
		}
		if (ApplicationOrigin.describe(origin) != null) {
			return Proposal.ofNothing("If your application is one of these, add its origin to the allowed-origins of a "
					+ "policy without allow-credentials.");
		}
		String ofOtherHosts = this.mapping.hasHosts()
				? OtherHosts.describe(this.mapping, this.fetch.url().host(), this.path, origin) : null;
		if (ofOtherHosts != null) {
			return Proposal.ofNothing(ofOtherHosts
					+ " Let the page send its requests there, and add the origin here only if it may also act here.");
		}
		String provided = OtherHosts.describeProvided(List.of(policy.policy()), origin);
		if (provided != null) {
			return Proposal.ofNothing(provided
					+ " If the page may act here, correct what the provider gives, such as the row of a table.");
		}
		String failure = OtherHosts.describeFailure(List.of(policy.policy()));
		if (failure != null) {
			return Proposal.ofNothing(failure);
		}
		OriginDifference difference = OriginDifference.find(origin, policy.policy());
		if (difference == null) {
			return Proposal.ofNothing(origin.equals(Origin.NULL)
					? "The origin 'null' can be that of any page: serve the page over http or https instead."
					: (Origin.parse(origin) == null)
							? "No browser sends such an origin: look at what sends the request."
							: "No entry is near this origin. Whoever wants in can ask, so nothing is proposed: if the page is yours, "
									+ "add its origin to "
									+ (policy.originsFrom().isEmpty() ? "allowed-origins." : "what '"
											+ policy.originsFrom().get(0) + "' gives, or to allowed-origins."));
		}
		if (policy.policy().providedOrigins().stream().anyMatch((each) -> each.hostsOf(difference.entry()) != null)) {
			// In allowed-origins, it would count for every host.
			return Proposal.ofNothing("The other origin comes from '%s'. If this page is yours, too, add it there."
				.formatted(String.join("', '", policy.originsFrom())));
		}
		if (difference.hasSameOwner(origin)) {
			return null;
		}
		return switch (difference.kind()) {
			case CASE, DEFAULT_PORT, TRAILING_SLASH ->
				Proposal.forClient("Change what sets the header: a browser would write it otherwise.");
			case SCHEME, SCHEME_AND_PORT -> origin.startsWith("http://")
					? Proposal.forClient(
							"Open the page with https: an origin with http can be forged by anybody on the network.")
					: Proposal.ofNothing("That says nothing about who owns this origin: add it if it is yours.");
			default ->
				Proposal.ofNothing("That says nothing about who owns this origin: do not add it unless it is yours.");
		};
	}

	/**
	 * Change one attribute after the other, until the request is allowed.
	 */
	private Proposal edit(MappedPolicy policy, Outcome outcome) {
		Map<PolicyAttribute, Edit> edits = new EnumMap<>(PolicyAttribute.class);
		MappedPolicy changed = policy;
		Outcome result = outcome;
		try {
			while (!result.isAllowed() && edits.size() < MAX_EDITS) {
				Edit edit = next(changed, result);
				if (edit == null || edits.put(edit.attribute(), edit) != null) {
					return Proposal.ofNothing(NOTHING_SAFE);
				}
				changed = changed.withPolicy(edit.apply(changed.policy()));
				result = this.decide.apply(replace(policy, changed));
			}
		}
		catch (InvalidCorsPolicyException ex) {
			return Proposal.ofNothing(NOTHING_SAFE);
		}
		return takesOver(policy, changed) ? Proposal.ofNothing(NOTHING_SAFE)
				: proposal(policy, changed.policy(), List.copyOf(edits.values()));
	}

	private @Nullable Edit next(MappedPolicy policy, Outcome outcome) {
		if (!(outcome.last().decision().decision() instanceof Rejected rejected)) {
			return (outcome.last().failed() != null && !listsApplications(policy)) ? new Edit(
					PolicyAttribute.ALLOW_CREDENTIALS, List.of("true"),
					"Allow credentials, if these pages may act in the name of the user. Otherwise leave credentials out of "
							+ "the script.")
					: null;
		}
		String origin = String.valueOf(this.fetch.origin());
		return switch (rejected.reason()) {
			case ORIGIN_NOT_ALLOWED -> {
				OriginDifference difference = OriginDifference.find(origin, policy.policy());
				yield (difference != null && difference.hasSameOwner(origin))
						? new Edit(PolicyAttribute.ALLOWED_ORIGINS, List.of(origin),
								"If this page is yours, too, add its origin.")
						: null;
			}
			case METHOD_NOT_ALLOWED -> new Edit(PolicyAttribute.ALLOWED_METHODS, List.of(this.fetch.method()),
					"Allow the method, if the application has a handler for it.");
			case HEADER_NOT_ALLOWED -> new Edit(PolicyAttribute.ALLOWED_HEADERS,
					policy.policy().refusedHeaders(String.join(",", this.fetch.unsafeHeaders())),
					"Allow the headers, if the application reads them.");
			default -> null;
		};
	}

	/**
	 * Return whether a policy would take over requests that another one decides: it has a
	 * new origin that the other contains as well, and for some path the origin selects
	 * one of them.
	 */
	private boolean takesOver(MappedPolicy policy, MappedPolicy changed) {
		List<OriginPattern> added = new ArrayList<>(changed.policy().allowedOrigins());
		added.removeAll(policy.policy().allowedOrigins());
		return this.mapping.policies()
			.stream()
			.filter((other) -> !other.equals(policy)
					&& added.stream().anyMatch((entry) -> other.policy().allowsOrigin(entry.toString())))
			.anyMatch((other) -> changed.findOverlap(other) != null);
	}

	/**
	 * Return whether a policy that covers further paths would share them with another:
	 * one of them would take over requests of the other.
	 */
	private boolean sharesMore(MappedPolicy policy, MappedPolicy changed) {
		return this.mapping.policies()
			.stream()
			.filter((other) -> !other.equals(policy))
			.anyMatch(changed::sharesPathsWith);
	}

	private PolicyMapping replace(MappedPolicy policy, MappedPolicy replacement) {
		List<MappedPolicy> all = new ArrayList<>(this.mapping.policies());
		all.replaceAll((each) -> each.equals(policy) ? replacement : each);
		return new PolicyMapping(all);
	}

	private Proposal proposal(MappedPolicy policy, CorsPolicy changed, List<Edit> edits) {
		String text = String.join(" ", edits.stream().map(Edit::text).toList());
		Map<PolicyAttribute, List<String>> values = new EnumMap<>(PolicyAttribute.class);
		edits.forEach((edit) -> values.put(edit.attribute(), ChangedProperties.values(edit.attribute(), changed)));
		Change change = ChangedProperties.of(policy, values, this.mapping.policies());
		boolean inherited = change != null
				&& ChangedProperties.areInherited(policy, values.keySet(), this.mapping.policies());
		String keeps = inherited
				? " Other policies inherit this value, and their lines keep it as it is for them. Leave their lines out if "
						+ "they should change as well."
				: "";
		return new Proposal(Step.noted("change", ExplanationCode.CHANGE_PROPOSED, text + keeps)
			.from(policy.source(edits.get(0).attribute())), change);
	}

	/**
	 * Find a change for a path that no policy covers.
	 */
	Proposal forPath() {
		String host = this.fetch.url().host();
		PolicyMapping ofHost = this.mapping.forHost(host);
		String shorter = this.path.endsWith("/") ? this.path.substring(0, this.path.length() - 1) : "";
		if (!shorter.isEmpty() && ofHost.hasPatternFor(shorter)) {
			return Proposal.forClient("Request the path without the slash at its end.");
		}
		if (this.mapping.isEmpty() || ofHost.hasPatternFor(this.path)
				|| ofHost.findForOtherHosts(host, this.path).findAny().isPresent()) {
			return Proposal.ofNothing(String.valueOf(UncoveredPathHint.of(this.path, host, ofHost)));
		}
		String login = UncoveredPathHint.ofLoginPage(this.path);
		if (login != null) {
			return Proposal.ofNothing(login);
		}
		return this.mapping.policies()
			.stream()
			.flatMap((policy) -> policy.paths().stream().map((pattern) -> forPath(pattern.getPatternString(), policy)))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseGet(() -> Proposal
				.ofNothing("If pages of other origins may use this path, add it to the paths of a policy."));
	}

	private @Nullable Proposal forPath(String pattern, MappedPolicy policy) {
		boolean oneLevel = pattern.endsWith("/*") && this.path.startsWith(pattern.substring(0, pattern.length() - 1));
		if (!oneLevel && !this.path.startsWith(pattern + "/")) {
			return null;
		}
		String broader = oneLevel ? pattern + "*" : pattern + "/**";
		List<String> paths = policy.paths()
			.stream()
			.map((each) -> each.getPatternString().equals(pattern) ? broader : each.getPatternString())
			.toList();
		MappedPolicy changed = policy.withPaths(MappedPolicy.of(policy.policy(), paths.toArray(String[]::new)).paths());
		if (sharesMore(policy, changed) || !this.decide.apply(replace(policy, changed)).isAllowed()) {
			return null;
		}
		AttributeSource source = policy.source(PolicyAttribute.PATHS);
		return new Proposal(Step.noted("change", ExplanationCode.CHANGE_PROPOSED,
				"'" + pattern + "' does not match everything below it, '" + broader + "' does. From then on the policy "
						+ "decides there alone: other origins are refused, also those that CORS support of Spring "
						+ "or the application itself allows so far.")
			.from(source), ChangedProperties.of(policy, Map.of(PolicyAttribute.PATHS, paths), List.of()));
	}

}
