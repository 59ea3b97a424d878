package io.github.corsboot.policy;

/**
 * Adjusts the policies that properties describe before they are built. What it makes of
 * them is checked as properties are. Beans of this type are called in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CorsPolicyCustomizer {

	/**
	 * Adjust a policy.
	 * @param name the name of the policy, {@code default} for that of the top level
	 * @param policy collects the attributes of the policy
	 */
	void customize(String name, CorsPolicy.Builder policy);

}
