package io.github.corsboot.annotation;

import java.util.ArrayList;
import java.util.List;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.policy.CorsDecision;

/**
 * The annotated handlers that a request may reach.
 *
 * @param handlers the handlers; at most one, except for a preflight, which does not tell
 * some handlers apart
 * @param mayBeUnannotated whether the request may also reach a handler without annotation
 * @since 0.1.0
 */
public record FoundHandlers(List<AnnotatedHandler> handlers, boolean mayBeUnannotated) {

	/** The request reaches no annotated handler, or it makes no difference. */
	public static final FoundHandlers NONE = new FoundHandlers(List.of(), false);

	static FoundHandlers of(List<AnnotatedHandler> handlers, boolean mayBeUnannotated) {
		return handlers.isEmpty() ? NONE : new FoundHandlers(List.copyOf(handlers), mayBeUnannotated);
	}

	/**
	 * Return whether the policy alone decides.
	 * @return whether there is no handler
	 */
	public boolean isEmpty() {
		return this.handlers.isEmpty();
	}

	/**
	 * Return these handlers if the annotation of at least one could change a decision,
	 * otherwise none.
	 * @param decision what the policy alone decides
	 * @param origin the {@code Origin} of the request
	 * @return these handlers, or none
	 */
	public FoundHandlers orNoneIfIrrelevant(CorsDecision decision, String origin) {
		return this.handlers.stream().anyMatch((handler) -> handler.mayChange(decision, origin)) ? this : NONE;
	}

	/**
	 * Let the annotations widen the policies of the path. What one of several handlers
	 * allows to a preflight is allowed.
	 * @param covered what covers the path
	 * @return what covers the path then
	 */
	public PathPolicies widen(PathPolicies covered) {
		List<PathPolicies> widened = new ArrayList<>(this.handlers.stream().map(covered::widen).toList());
		if (this.mayBeUnannotated || widened.isEmpty()) {
			widened.add(covered);
		}
		return PathPolicies.anyOf(widened);
	}

}
