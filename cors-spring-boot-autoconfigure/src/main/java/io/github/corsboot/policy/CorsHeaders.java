package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The CORS response headers of a decision. What does not depend on the request is
 * computed once; the rest is the request's own text, which has been checked before.
 *
 * @since 0.1.0
 * @see <a href="https://fetch.spec.whatwg.org/#http-requests">Fetch standard, HTTP
 * requests</a>
 * @see <a href="https://fetch.spec.whatwg.org/#http-responses">Fetch standard, HTTP
 * responses</a>
 */
public final class CorsHeaders {

	/** The name of the request header that makes a request cross-origin. */
	public static final String ORIGIN = "Origin";

	/** The request header of a preflight that names the method. */
	public static final String REQUEST_METHOD = "Access-Control-Request-Method";

	/** The request header of a preflight that names the headers. */
	public static final String REQUEST_HEADERS = "Access-Control-Request-Headers";

	/** The response header that names the origin that may read the response. */
	public static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

	/** The response header of a preflight that names the request headers. */
	public static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";

	/** The response header that names the response headers a script may read. */
	public static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";

	/** The response header that tells caches what a response depends on. */
	public static final String VARY = "Vary";

	private static final String PREFIX = "Access-Control-";

	static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";

	static final String ALLOW_METHODS = "Access-Control-Allow-Methods";

	static final String MAX_AGE = "Access-Control-Max-Age";

	static final String VARY_ORIGIN = ORIGIN;

	static final String VARY_PREFLIGHT = ORIGIN + ", " + REQUEST_METHOD + ", " + REQUEST_HEADERS;

	private final @Nullable String vary;

	private final Line[] constants;

	private final boolean echoOrigin;

	private final boolean echoMethod;

	private final boolean echoHeaders;

	private CorsHeaders(Builder builder) {
		this.vary = builder.vary;
		this.constants = builder.constants.toArray(new Line[0]);
		this.echoOrigin = builder.echoOrigin;
		this.echoMethod = builder.echoMethod;
		this.echoHeaders = builder.echoHeaders;
	}

	/**
	 * Return the names that are to be added to the {@code Vary} of the response.
	 * @return one or more names, separated by commas, or {@code null} if nothing varies
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5">RFC 9110,
	 * section 12.5.5</a>
	 */
	public @Nullable String vary() {
		return this.vary;
	}

	/**
	 * Return whether a name is that of a header that belongs to a policy.
	 * @param name the name of a response header, in any case
	 * @return whether it starts with {@code Access-Control-}
	 */
	public static boolean isCorsHeader(@Nullable String name) {
		return name != null && name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
	}

	/**
	 * Return whether the {@code Vary} lines of a response already name every header in
	 * {@link #vary()}.
	 * @param lines the lines of {@code Vary} in the response, possibly none
	 * @return whether nothing has to be added: names are compared in any case, and
	 * {@code *} stands for all
	 * @throws NullPointerException if a line is {@code null}
	 */
	public boolean isVaryIn(Collection<String> lines) {
		if (lines.isEmpty()) {
			return this.vary == null;
		}
		Set<String> present = names(lines);
		return this.vary == null || present.contains("*") || present.containsAll(names(List.of(this.vary)));
	}

	private static Set<String> names(Collection<String> lines) {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		for (String line : lines) {
			for (StringTokenizer tokens = new StringTokenizer(line, ", \t"); tokens.hasMoreTokens();) {
				names.add(tokens.nextToken());
			}
		}
		return names;
	}

	/**
	 * Return whether a name is that of the header that names the response headers a
	 * script may read, which an application may add to.
	 * @param name the name of a response header, in any case
	 * @return whether it is {@link #EXPOSE_HEADERS}
	 */
	public static boolean isExposeHeaders(@Nullable String name) {
		return EXPOSE_HEADERS.equalsIgnoreCase(name);
	}

	/**
	 * Add the names that an application exposes to those of a policy.
	 * @param present the value of {@link #EXPOSE_HEADERS} in the response, or
	 * {@code null} if there is none
	 * @param added the value that the application sets; elements that are not valid
	 * header names are left out
	 * @return the present value, and behind it each name that it does not have in any
	 * case, separated by commas; {@code null} if both are empty
	 * @see <a href="https://fetch.spec.whatwg.org/#http-access-control-expose-headers">
	 * Fetch standard, Access-Control-Expose-Headers</a>
	 */
	public static @Nullable String uniteExposed(@Nullable String present, @Nullable String added) {
		Set<String> names = names((present != null) ? List.of(present) : List.of());
		StringBuilder united = new StringBuilder((present != null) ? present : "");
		StringTokenizer elements = new StringTokenizer((added != null) ? added : "", ",");
		while (elements.hasMoreTokens()) {
			String name = elements.nextToken().strip();
			if (!name.isEmpty() && Token.isToken(name) && names.add(name)) {
				united.append(united.isEmpty() ? "" : ", ").append(name);
			}
		}
		return united.isEmpty() ? null : united.toString();
	}

	/**
	 * Return whether there is no header but {@code Vary}.
	 * @return whether {@link #writeTo writing} does nothing
	 */
	public boolean isEmpty() {
		return this.constants.length == 0 && !this.echoOrigin;
	}

	/**
	 * Write all headers but {@code Vary}.
	 * @param <R> the type of the response
	 * @param request the request that was decided, never another: some of its text is
	 * written without being checked again
	 * @param response the response
	 * @param sink called once for each header
	 */
	public <R> void writeTo(CorsRequest request, R response, Sink<? super R> sink) {
		if (this.echoOrigin) {
			echo(ALLOW_ORIGIN, request.origin(), response, sink);
		}
		for (Line line : this.constants) {
			sink.write(response, line.name(), line.value());
		}
		if (this.echoMethod) {
			echo(ALLOW_METHODS, request.requestedMethod(), response, sink);
		}
		if (this.echoHeaders) {
			String requested = request.requestedHeaders();
			// Blank elements are legal, and no list at all.
			if (requested != null && !new StringTokenizer(requested, ", \t").hasMoreTokens()) {
				return;
			}
			echo(ALLOW_HEADERS, requested, response, sink);
		}
	}

	private static <R> void echo(String name, @Nullable String value, R response, Sink<? super R> sink) {
		if (value != null && !value.isEmpty()) {
			sink.write(response, name, value);
		}
	}

	/**
	 * Writes headers to a response.
	 *
	 * @param <R> the type of the response
	 */
	@FunctionalInterface
	public interface Sink<R> {

		/**
		 * Write a header that is not there yet.
		 * @param response the response
		 * @param name the name
		 * @param value the value: printable ASCII characters and tabs, never empty
		 */
		void write(R response, String name, String value);

	}

	private record Line(String name, String value) {
	}

	static final class Builder {

		private final @Nullable String vary;

		private final List<Line> constants = new ArrayList<>();

		private boolean echoOrigin;

		private boolean echoMethod;

		private boolean echoHeaders;

		Builder(@Nullable String vary) {
			this.vary = vary;
		}

		Builder add(String name, String value) {
			this.constants.add(new Line(name, value));
			return this;
		}

		Builder echoOrigin() {
			this.echoOrigin = true;
			return this;
		}

		Builder echoMethod() {
			this.echoMethod = true;
			return this;
		}

		Builder echoHeaders() {
			this.echoHeaders = true;
			return this;
		}

		CorsHeaders build() {
			return new CorsHeaders(this);
		}

	}

}
