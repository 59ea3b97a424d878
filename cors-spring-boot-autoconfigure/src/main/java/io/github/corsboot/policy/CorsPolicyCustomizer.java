package io.github.corsboot.policy;

/**
 * Adjusts the policies that properties describe before they are built. The result is
 * checked as properties are. Beans of this type are called in their order.
 * <pre class="code">
 * &#64;Bean
 * CorsPolicyCustomizer tenants(TenantRepository tenants) {
 * 	return (name, policy) -> policy.addAllowedOrigins(tenants.findAllOrigins());
 * }
 * </pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CorsPolicyCustomizer {

	/**
	 * Adjust a policy. An exception stops the start.
	 * @param name the name of the policy, {@code default} for that of the top level
	 * @param policy collects the attributes of the policy; another name is ignored
	 */
	void customize(String name, CorsPolicy.Builder policy);

}
