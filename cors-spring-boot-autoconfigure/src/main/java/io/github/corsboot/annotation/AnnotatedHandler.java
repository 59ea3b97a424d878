package io.github.corsboot.annotation;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.HandlerPolicy;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.policy.RejectionReason;

/**
 * A handler method with {@code @CrossOrigin}, which widens the policies that cover its
 * path: its lists are united with theirs, what it leaves at its default adds nothing, and
 * its credentials and max-age, where it sets them, replace theirs.
 *
 * @since 0.1.0
 */
public final class AnnotatedHandler implements HandlerPolicy {

	/**
	 * The attributes that change the response even if the policy already allows the
	 * request.
	 */
	private static final Set<PolicyAttribute> OVERRIDES = EnumSet.of(PolicyAttribute.EXPOSED_HEADERS,
			PolicyAttribute.ALLOW_CREDENTIALS, PolicyAttribute.MAX_AGE);

	private static final Set<RejectionReason> ORIGIN_REASONS = EnumSet.of(RejectionReason.ORIGIN_NOT_ALLOWED,
			RejectionReason.ORIGIN_MALFORMED);

	private final AttributeSource place;

	private final MappedPolicy policy;

	private final List<PolicyProblem> ignored;

	private final WidenedPolicies widened;

	AnnotatedHandler(AttributeSource place, MappedPolicy policy, List<PolicyProblem> ignored, WidenedPolicies widened) {
		this.place = place;
		this.policy = policy;
		this.ignored = List.copyOf(ignored);
		this.widened = widened;
	}

	/**
	 * Return where the annotation stands.
	 * @return the annotation, with class and method
	 */
	public AttributeSource place() {
		return this.place;
	}

	/**
	 * Return the policy of the annotation alone.
	 * @return a policy with the paths of the handler, its attributes with the annotation
	 * as source
	 */
	@Override
	public MappedPolicy policy() {
		return this.policy;
	}

	/**
	 * Return the entries of the annotation that are ignored because a policy cannot have
	 * them.
	 * @return the problems, possibly none
	 */
	public List<PolicyProblem> ignored() {
		return this.ignored;
	}

	/**
	 * Return the unsafe settings of the annotation alone.
	 * @return the problems, possibly none
	 */
	public List<PolicyProblem> unsafe() {
		return this.widened.problems();
	}

	/**
	 * Return the settings that are unsafe in combination with a policy.
	 * @param policy a policy that may cover the path of the handler
	 * @return the problems, possibly none
	 */
	public List<PolicyProblem> unsafe(CorsPolicy policy) {
		return this.widened.problems(policy);
	}

	/**
	 * Return whether the annotation adds anything to a policy. One without attributes
	 * adds the methods of the mapping.
	 * @param policy a policy that may cover the path of the handler
	 * @return whether it has another attribute, or a method that the policy lacks
	 */
	public boolean mayAdd(CorsPolicy policy) {
		return this.policy.sources()
			.keySet()
			.stream()
			.anyMatch((attribute) -> attribute != PolicyAttribute.ALLOWED_METHODS)
				|| !this.policy.policy().allowedMethods().stream().allMatch(policy::allowsMethod);
	}

	/**
	 * Return whether the annotation could change what a policy alone decides.
	 */
	boolean mayChange(CorsDecision decision, String origin) {
		if (decision instanceof Allowed) {
			return OVERRIDES.stream().anyMatch((attribute) -> this.policy.source(attribute) != null);
		}
		return decision instanceof Rejected rejected
				&& (!ORIGIN_REASONS.contains(rejected.reason()) || this.policy.policy().allowsOrigin(origin));
	}

	@Override
	public CandidatePolicies widen(CandidatePolicies candidates) {
		return this.widened.widen(candidates);
	}

	@Override
	public String toString() {
		return this.place.toString();
	}

}
