package io.github.corsboot.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.corsboot.policy.CorsPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.pattern.PathPattern;

/**
 * A policy with the paths that it covers.
 *
 * @param policy the policy
 * @param paths the patterns of the paths, within the application
 * @param sources where each attribute was set, by the attribute's name, such as
 * {@code allowed-origins}; empty for a policy that was built in Java
 * @since 0.1.0
 */
public record MappedPolicy(CorsPolicy policy, List<PathPattern> paths, Map<String, AttributeSource> sources) {

	public MappedPolicy {
		paths = List.copyOf(paths);
		sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
	}

	/**
	 * Return the name of the policy.
	 * @return the name
	 */
	public String name() {
		return this.policy.name();
	}

	/**
	 * Return where an attribute was set.
	 * @param attribute the name of the attribute, such as {@code allowed-origins}
	 * @return the source, or {@code null} if it is not known
	 */
	public @Nullable AttributeSource source(String attribute) {
		return this.sources.get(attribute);
	}

	/**
	 * Return whether this and another policy may both be candidates for a path, so that
	 * the origin has to tell them apart.
	 * @param other the other policy
	 * @return whether some pattern of both is equally specific and may match the same
	 * path
	 */
	public boolean canMeet(MappedPolicy other) {
		return this.paths.stream()
			.anyMatch((path) -> other.paths.stream().anyMatch((otherPath) -> PathOverlap.canMeet(path, otherPath)));
	}

	@Override
	public String toString() {
		return this.policy + " for " + this.paths;
	}

}
