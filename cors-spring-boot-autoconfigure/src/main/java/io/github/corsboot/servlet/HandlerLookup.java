package io.github.corsboot.servlet;

import java.util.List;

import io.github.corsboot.mapping.AnnotatedHandler;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Finds out, before a request is decided, whether the handler that it will reach has
 * {@code @CrossOrigin}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HandlerLookup {

	/** For applications without annotated handlers. */
	HandlerLookup NONE = (request) -> List.of();

	/**
	 * Find the annotated handler of a request. Never throws.
	 * @param request the request, which stays as it is
	 * @return the handler; for a preflight, all that the request after it may reach;
	 * nothing if it is not annotated or not known
	 */
	List<AnnotatedHandler> find(HttpServletRequest request);

}
