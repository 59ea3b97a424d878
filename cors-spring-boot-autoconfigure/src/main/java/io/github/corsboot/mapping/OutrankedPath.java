package io.github.corsboot.mapping;

import java.util.List;

import org.springframework.web.util.pattern.PathPattern;

/**
 * A path pattern such as {@code /private/**} that loses to a broader one that allows
 * more: to one with wildcards in place of its literal segments, such as {@code /{a}/{b}},
 * which Spring ranks before it, or to one of a policy for some hosts.
 *
 * @param broader the policy that decides
 * @param broaderPath its pattern
 * @param outranked the policy that does not decide
 * @param outrankedPath its pattern
 * @param common the pattern of what both match, which would decide if the outranked
 * policy, or one for the hosts, had it
 * @param hosts the hosts for which the broader policy decides before all others; empty if
 * both are for the same hosts
 * @param more whether further patterns outrank the same one, which are not named
 * @since 0.1.0
 */
public record OutrankedPath(MappedPolicy broader, PathPattern broaderPath, MappedPolicy outranked,
		PathPattern outrankedPath, String common, List<String> hosts, boolean more) {

	/**
	 * Find the patterns that lose to one that Spring ranks before them.
	 * @param mapping the policies
	 * @return the patterns, each with the first ten that outrank it: those of policies
	 * for everybody, of policies with credentials, and then the others; possibly none
	 */
	public static List<OutrankedPath> find(PolicyMapping mapping) {
		return new OutrankedPaths(mapping).find();
	}

	/**
	 * Find the patterns that lose to a policy for hosts for which their own policy counts
	 * as well, but less specifically.
	 * @param mapping the policies
	 * @return each pattern once, with the first policy that outranks it: one for
	 * everybody, one with credentials, or another; possibly none
	 */
	public static List<OutrankedPath> findByHost(PolicyMapping mapping) {
		return mapping.hasHosts() ? new OutrankedPaths(mapping).findByHost() : List.of();
	}

	OutrankedPath withMore() {
		return new OutrankedPath(this.broader, this.broaderPath, this.outranked, this.outrankedPath, this.common,
				this.hosts, true);
	}

}
