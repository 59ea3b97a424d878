package io.github.corsboot.mapping;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The policies that are in force. The filters of both stacks ask here, for each request.
 *
 * @since 0.1.0
 */
public final class CorsPolicies {

	private volatile PolicyMapping mapping;

	private final Supplier<PathSet> uncovered;

	/**
	 * Create the policies of an application.
	 * @param mapping the policies by path
	 * @param uncovered gives the patterns of the paths that no policy covers; asked once,
	 * with the first request that might be covered, for not all of them may be known
	 * earlier
	 */
	public CorsPolicies(PolicyMapping mapping, Supplier<? extends Collection<PathPattern>> uncovered) {
		this.mapping = mapping;
		this.uncovered = SingletonSupplier.of(() -> new PathSet(uncovered.get()));
	}

	/**
	 * Return what is in force.
	 * @return the policies by path
	 */
	public PolicyMapping mapping() {
		return this.mapping;
	}

	/**
	 * Replace all policies at once. Requests that are being decided are decided by what
	 * was in force when they arrived.
	 * @param mapping the policies by path
	 */
	public void replace(PolicyMapping mapping) {
		this.mapping = mapping;
	}

	/**
	 * Find the policies that may cover what a handler serves.
	 * @param handler the pattern of the handler, within the application
	 * @return the policies, possibly none
	 */
	public List<MappedPolicy> findAny(PathPattern handler) {
		PolicyMapping current = this.mapping;
		return current.isEmpty() ? List.of() : current.findAny(handler, this.uncovered.get());
	}

	/**
	 * Find the policies that may cover what somebody else has a pattern for.
	 * @param pattern the pattern, within the application
	 * @return the policies, possibly none; all if it is no path pattern, for then it may
	 * be anywhere
	 */
	public List<MappedPolicy> findAny(String pattern) {
		try {
			return findAny(PathPatternParser.defaultInstance.parse(pattern));
		}
		catch (PatternParseException ex) {
			return this.mapping.policies();
		}
	}

	/**
	 * Find the policies for every path.
	 * @return what covers every path alike, so that none has to be looked at, or
	 * {@code null}
	 */
	public @Nullable CoveredPath everything() {
		PolicyMapping current = this.mapping;
		return current.isEmpty() ? null : current.everything(this.uncovered.get());
	}

	/**
	 * Find the policies for a path that needs no decoding.
	 * @param path the path within the application, which
	 * {@linkplain RequestedPath#hasSeveralForms needs no decoding}
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable CoveredPath find(String path) {
		PolicyMapping current = this.mapping;
		return current.isEmpty() ? null : current.find(path, this.uncovered.get());
	}

	/**
	 * Find the policies for a path.
	 * @param path the path within the application
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable CoveredPath find(RequestedPath path) {
		PolicyMapping current = this.mapping;
		return current.isEmpty() ? null : current.find(path, this.uncovered.get());
	}

}
