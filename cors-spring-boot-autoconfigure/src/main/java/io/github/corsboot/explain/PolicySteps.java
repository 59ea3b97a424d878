package io.github.corsboot.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.OriginDifference;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.OtherHosts;
import io.github.corsboot.rejection.SafeText;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Says which policy decides, and why each other one does not.
 */
final class PolicySteps {

	private static final int MAX_POLICIES = 50;

	private static final int MAX_PATHS = 5;

	private static final int MAX_NAMES = 5;

	static final String FORMS = "The path can be read in several ways, which different policies cover: only what all of them "
			+ "allow is allowed.";

	private final RequestDecision decision;

	private final PolicyMapping mapping;

	private final String origin;

	private final String host;

	private final String path;

	/**
	 * Create the steps.
	 * @param decision the decision
	 * @param mapping all policies
	 * @param path the path within the application, as it was sent
	 */
	PolicySteps(RequestDecision decision, PolicyMapping mapping, String path) {
		this.path = path;
		this.decision = decision;
		this.mapping = mapping;
		this.origin = Objects.requireNonNullElse(decision.request().origin(), "");
		this.host = decision.request().host();
	}

	/**
	 * Return the policy that decides, or {@code null} if none contains the origin.
	 */
	@Nullable CorsPolicy deciding() {
		if (this.decision.decision() instanceof Allowed allowed) {
			return allowed.policy();
		}
		return (this.decision.decision() instanceof Rejected rejected && rejected.policies().size() == 1
				&& rejected.policies().get(0).allowsOrigin(this.origin, this.host)) ? rejected.policies().get(0) : null;
	}

	/**
	 * Return where an attribute of the policies that decide was set.
	 */
	@Nullable AttributeSource source(PolicyAttribute attribute) {
		return mapped().map((policy) -> policy.source(attribute)).filter(Objects::nonNull).findFirst().orElse(null);
	}

	/**
	 * Return the policies that decide, as they are configured.
	 */
	Stream<MappedPolicy> mapped() {
		PathPolicies covered = this.decision.covered();
		if (covered == null) {
			return Stream.empty();
		}
		CorsPolicy deciding = deciding();
		return covered.policies()
			.stream()
			.filter((policy) -> deciding == null || covered.policies().size() == 1
					|| List.of(deciding.name().split(", ")).contains(policy.name()));
	}

	/**
	 * Return the annotation that contains the origin, if no configured policy of the path
	 * does.
	 */
	@Nullable MappedPolicy annotationThatAllows() {
		PathPolicies covered = this.decision.covered();
		MappedPolicy found = null;
		for (MappedPolicy policy : (covered != null) ? covered.policies() : List.<MappedPolicy>of()) {
			if (policy.policy().allowsOrigin(this.origin, this.host)) {
				if (this.mapping.policies().contains(policy)) {
					return null;
				}
				found = policy;
			}
		}
		return found;
	}

	/**
	 * Return whether a policy contains the origin, but not that of every form in which
	 * the path can be read.
	 */
	boolean areFormsDecidedDifferently() {
		return this.decision.decision() instanceof Rejected rejected
				&& rejected.reason() == RejectionReason.ORIGIN_NOT_ALLOWED
				&& mapped().anyMatch((policy) -> policy.policy().allowsOrigin(this.origin, this.host));
	}

	/**
	 * Return the names of these policies, for a sentence.
	 */
	String names() {
		List<String> names = mapped().map(MappedPolicy::name).map("'%s'"::formatted).limit(MAX_NAMES).toList();
		return ((names.size() == 1) ? "policy " : "policies ") + String.join(", ", names)
				+ ((mapped().count() > MAX_NAMES) ? ", …" : "");
	}

	/**
	 * Return the name of a policy, or those of which it is the strictest, for the
	 * beginning of a sentence.
	 */
	static String names(CorsPolicy policy) {
		return policy.name().contains(", ")
				? "What policies '" + policy.name().replace(", ", "' and '") + "' both allow"
				: "Policy '" + policy.name() + "'";
	}

	Step step() {
		PathPolicies covered = this.decision.covered();
		if (covered == null) {
			return Step.noted("policy", ExplanationCode.NO_POLICY, "No policy covers the path.")
				.with(others(List.of()));
		}
		List<Step> details = new ArrayList<>();
		this.decision.handlers()
			.handlers()
			.forEach((handler) -> details
				.add(Step.noted("policy", ExplanationCode.WIDENED_BY_ANNOTATION, "An annotation widens the policy.")
					.from(handler.place())));
		CorsPolicy deciding = deciding();
		if (areFormsDecidedDifferently() || (deciding != null && deciding.name().contains(", "))) {
			details.add(Step.noted("policy", ExplanationCode.SEVERAL_FORMS, FORMS));
		}
		details.addAll(candidates(covered, deciding));
		details.addAll(others(covered.policies()));
		return step(covered, deciding).with(details);
	}

	private Step step(PathPolicies covered, @Nullable CorsPolicy deciding) {
		String path = "The most specific path pattern that matches is '" + covered.pattern() + "'. ";
		if (deciding != null) {
			MappedPolicy annotation = annotationThatAllows();
			if (isProvided(deciding)) {
				return Step
					.passed("policy", ExplanationCode.POLICY_DECIDES,
							path + names(deciding) + " decides: it takes the origin from elsewhere.")
					.from(source(PolicyAttribute.ORIGINS_FROM));
			}
			return Step
				.passed("policy", ExplanationCode.POLICY_DECIDES, path
						+ ((annotation != null) ? names(deciding) + " decides, widened by an annotation, whose entry '"
								+ entry(deciding) : names(deciding) + " decides: its entry '" + entry(deciding))
						+ "' contains the origin.")
				.from((annotation != null) ? annotation.source(PolicyAttribute.ALLOWED_ORIGINS)
						: source(PolicyAttribute.ALLOWED_ORIGINS));
		}
		return Step
			.noted("policy", ExplanationCode.NO_POLICY_CONTAINS_ORIGIN,
					path + (areFormsDecidedDifferently() ? "Not all of " + names() + " contain the origin."
							: "No entry of " + names() + " contains the origin." + providers()))
			.from(originSource());
	}

	/**
	 * Return the part of providers of origins in a refusal, as a sentence with a space in
	 * front, or nothing.
	 */
	String providers() {
		List<CorsPolicy> policies = mapped().map(MappedPolicy::policy).toList();
		String provided = OtherHosts.describeProvided(policies, this.origin);
		String text = (provided != null) ? provided : OtherHosts.describeFailure(policies);
		return (text != null) ? " " + text : "";
	}

	/**
	 * Return the property that sets the origins, or names their provider.
	 */
	@Nullable AttributeSource originSource() {
		CorsPolicy deciding = deciding();
		AttributeSource from = (providers().isEmpty() && (deciding == null || !isProvided(deciding))) ? null
				: source(PolicyAttribute.ORIGINS_FROM);
		return (from != null) ? from : source(PolicyAttribute.ALLOWED_ORIGINS);
	}

	private boolean isProvided(CorsPolicy policy) {
		return policy.providedOrigins().stream().anyMatch((provided) -> provided.contain(this.origin, this.host))
				&& policy.allowedOrigins().stream().noneMatch((entry) -> entry.isExact() && entry.matches(this.origin));
	}

	/**
	 * Return the entry of a policy that contains the origin: an exact one, if there is.
	 */
	private String entry(CorsPolicy policy) {
		return policy.allowedOrigins()
			.stream()
			.filter((entry) -> entry.isAny() || entry.matches(this.origin))
			.min(Comparator.comparing((OriginPattern entry) -> !entry.isExact())
				.thenComparing((entry) -> -entry.toString().length()))
			.map(OriginPattern::toString)
			.orElse(this.origin);
	}

	private List<Step> candidates(PathPolicies covered, @Nullable CorsPolicy deciding) {
		return covered.policies()
			.stream()
			.filter((policy) -> deciding == null || !(List.of(deciding.name().split(", ")).contains(policy.name())
					|| policy.equals(annotationThatAllows())))
			.map((policy) -> new Near(policy, OriginDifference.find(this.origin, policy.policy())))
			.sorted(Near.NEAREST_FIRST)
			.limit(MAX_POLICIES)
			.map(this::candidate)
			.toList();
	}

	private Step candidate(Near near) {
		MappedPolicy policy = near.policy();
		AttributeSource source = policy.source(PolicyAttribute.ALLOWED_ORIGINS);
		if (policy.policy().allowsOrigin(this.origin, this.host)) {
			return Step
				.noted("policy", ExplanationCode.POLICY_IS_LESS_SPECIFIC,
						"Policy '" + policy.name() + "' also contains the origin, "
								+ (isProvided(policy.policy()) ? "which it takes from elsewhere."
										: "with the less specific entry '" + entry(policy.policy()) + "'."))
				.from(source);
		}
		OriginDifference difference = near.difference();
		return Step
			.noted("policy", ExplanationCode.POLICY_DOES_NOT_CONTAIN_ORIGIN,
					"Policy '" + policy.name() + "' does not contain the origin. "
							+ ((difference != null) ? SafeText.of(difference.text(), 1000) : "No entry is near it."))
			.from(source);
	}

	private List<Step> others(List<MappedPolicy> candidates) {
		return this.mapping.policies()
			.stream()
			.filter((policy) -> candidates.stream().noneMatch((candidate) -> candidate.name().equals(policy.name())))
			.sorted(Comparator
				.comparing((MappedPolicy policy) -> !policy.policy().allowsOrigin(this.origin, this.host)))
			.limit(MAX_POLICIES)
			.map(this::other)
			.toList();
	}

	private Step other(MappedPolicy policy) {
		String paths = policy.paths()
			.stream()
			.limit(MAX_PATHS)
			.map(PathPattern::getPatternString)
			.collect(Collectors.joining(", "));
		String covers = "Policy '" + policy.name() + "' covers " + paths
				+ ((policy.paths().size() > MAX_PATHS) ? ", …" : "") + hosts(policy);
		PathPolicies covered = this.decision.covered();
		boolean allows = policy.policy().allowsOrigin(this.origin, this.host);
		if (covered != null && policy.countsFor(this.host) && policy.matches(this.path)) {
			return Step
				.noted("policy", ExplanationCode.POLICY_IS_OUTRANKED,
						covers + ", which matches as well, but '" + covered.pattern() + "' comes before"
								+ (allows ? ". It would allow the origin." : "."))
				.from(policy.source(PolicyAttribute.PATHS));
		}
		return (allows
				? Step.noted("policy", ExplanationCode.POLICY_OF_OTHER_PATHS_ALLOWS,
						covers + ", where it allows the origin.")
				: Step.noted("policy", ExplanationCode.POLICY_COVERS_OTHER_PATHS,
						covers + (this.mapping.hasHosts() ? ", not this request." : ", not this path.")))
			.from(policy.source(policy.hosts().isEmpty() ? PolicyAttribute.PATHS : PolicyAttribute.HOSTS));
	}

	private static String hosts(MappedPolicy policy) {
		return policy.hosts().isEmpty() ? ""
				: " of " + policy.hosts().stream().limit(MAX_PATHS).collect(Collectors.joining(", "))
						+ ((policy.hosts().size() > MAX_PATHS) ? ", …" : "");
	}

	/**
	 * A policy, and how the origin differs from its nearest entry.
	 */
	private record Near(MappedPolicy policy, @Nullable OriginDifference difference) {

		static final Comparator<Near> NEAREST_FIRST = Comparator.comparing(Near::kind,
				Comparator.nullsLast(Comparator.naturalOrder()));

		private OriginDifference.@Nullable Kind kind() {
			return (this.difference != null) ? this.difference.kind() : null;
		}

	}

}
