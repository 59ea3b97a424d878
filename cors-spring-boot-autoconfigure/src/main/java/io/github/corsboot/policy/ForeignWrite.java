package io.github.corsboot.policy;

/**
 * Recognizes requests by which a page of another origin would change something. For what
 * is only ever used from its own origin, such as the write operations of
 * {@code /actuator/cors}; no policy is asked.
 *
 * @since 0.1.0
 */
public final class ForeignWrite {

	/** The body of an answer to a write operation that is not written as it has to be. */
	public static final String MISWRITTEN = "Refused: the only parameter is dry-run, in the query, as in /reload?dry-run=true; a body is not read\n";

	/** The body of a response that refuses one, with the line feed at its end. */
	public static final String MESSAGE = "Refused: only pages of the same origin may change something here\n";

	private ForeignWrite() {
	}

	/**
	 * Return whether a request with this method only reads.
	 * @param method the method, in the case in which it was sent
	 * @return whether it is {@code GET}, {@code HEAD} or {@code OPTIONS}
	 */
	public static boolean isRead(String method) {
		return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
	}

	/**
	 * Return whether a page of another origin has sent a request that does not only read.
	 * What the browser says in {@code Sec-Fetch-Site} counts: behind a proxy that
	 * rewrites {@code Host}, only this is right. Without it, {@code Origin} has to be the
	 * address under which the server was reached. Clients that send neither are no
	 * browsers.
	 * @param request the request
	 * @return whether it has to be refused
	 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>
	 */
	public static boolean is(CorsRequest request) {
		if (isRead(request.method())) {
			return false;
		}
		String site = request.header("Sec-Fetch-Site");
		if (site != null) {
			return !site.equals("none") && !SameOrigin.isDeclared(request);
		}
		String origin = request.origin();
		return origin != null && SameOrigin.find(request, origin, CorsRequest.Kind.ACTUAL) == null;
	}

}
