package io.github.corsboot.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Where an attribute of a policy was set.
 *
 * @param property the property, such as {@code cors.allowed-origins}; for an attribute
 * that was left unset, the property that would set it
 * @param location where the property stands, such as
 * {@code class path resource [application.yml] - 3:20}, or {@code null} where that is not
 * known or the attribute has its default
 * @since 0.1.0
 */
public record AttributeSource(String property, @Nullable String location) {

	/** The location of what a {@code CorsPolicyCustomizer} has set or changed. */
	public static final String CUSTOMIZER = "a CorsPolicyCustomizer";

	@Override
	public String toString() {
		return (this.location != null) ? this.property + " (" + this.location + ")" : this.property;
	}

}
