package io.github.corsboot.mapping;

import java.util.List;

/**
 * The annotated handlers that a request may reach.
 *
 * @param handlers the handlers; at most one, except for a preflight, which does not tell
 * some handlers apart
 * @param orOther whether a preflight may be meant for a handler without annotation, too
 * @since 0.1.0
 */
public record FoundHandlers(List<AnnotatedHandler> handlers, boolean orOther) {

	/** The request reaches no annotated handler, or it makes no difference. */
	public static final FoundHandlers NONE = new FoundHandlers(List.of(), false);

	static FoundHandlers of(List<AnnotatedHandler> handlers, boolean orOther) {
		return handlers.isEmpty() ? NONE : new FoundHandlers(handlers, orOther);
	}

	/**
	 * Return whether the policy alone decides.
	 * @return whether there is no handler
	 */
	public boolean isEmpty() {
		return this.handlers.isEmpty();
	}

}
