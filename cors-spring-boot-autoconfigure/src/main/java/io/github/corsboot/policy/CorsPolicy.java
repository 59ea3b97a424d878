package io.github.corsboot.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A CORS policy: the origins, methods and headers that cross-origin requests may use.
 * Parsed and checked once when it is built, then immutable and thread-safe; deciding a
 * request never fails. The lists that it returns cannot be modified. <pre class="code">
 * CorsPolicy policy = CorsPolicy.builder()
 * 	.allowedOrigins("https://app.example.com", "https://*.example.com")
 * 	.allowCredentials(true)
 * 	.build();
 * CorsDecision decision = policy.evaluate(request);
 * </pre>
 *
 * @since 0.1.0
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch standard, CORS
 * protocol</a>
 */
public final class CorsPolicy {

	/**
	 * The methods that are allowed by default: {@code GET}, {@code HEAD}, {@code POST},
	 * {@code PUT}, {@code PATCH}, {@code DELETE} and {@code QUERY}.
	 */
	public static final List<String> DEFAULT_ALLOWED_METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE",
			"QUERY");

	/** The request headers that are allowed by default: {@code *}. */
	public static final List<String> DEFAULT_ALLOWED_HEADERS = List.of("*");

	/** How long browsers may keep the answer to a preflight by default: 30 minutes. */
	public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(30);

	private final String name;

	private final CompactPatternList allowedOrigins;

	private final boolean allowsAnyOrigin;

	private final List<ProvidedOrigins> providedOrigins;

	/**
	 * Whether these may be insecure also with credentials: by the policy that takes them,
	 * whatever an annotation adds.
	 */
	private final boolean allowInsecureProvided;

	private final List<String> allowedMethods;

	private final Set<String> methods;

	private final List<String> allowedHeaders;

	private final AllowedHeaders headers;

	private final List<String> exposedHeaders;

	private final boolean allowCredentials;

	private final Duration maxAge;

	private final boolean allowNavigation;

	private final boolean enforceWebSocketOrigin;

	private final boolean dangerouslyAllowInsecureOrigins;

	private final boolean dangerouslyAllowPublicSuffixes;

	private final List<PolicyProblem> warnings;

	/** This policy as the only one of a path. */
	private final CandidatePolicies candidates;

	private CorsPolicy(Builder builder, PolicyCheck check) {
		this.name = builder.name;
		CorsPolicy shared = builder.shared;
		this.allowedOrigins = (shared != null && check.origins().isEmpty()) ? shared.allowedOrigins
				: new CompactPatternList((shared != null) ? shared.allowedOrigins : null, check.origins());
		this.allowsAnyOrigin = (shared != null && shared.allowsAnyOrigin) || OriginPattern.containsAny(check.origins());
		this.providedOrigins = builder.providedOrigins;
		this.allowInsecureProvided = builder.allowInsecureProvided;
		this.allowedMethods = builder.allowedMethods.stream().distinct().toList();
		this.methods = new HashSet<>(builder.allowedMethods);
		this.allowedHeaders = builder.allowedHeaders;
		this.headers = new AllowedHeaders(builder.allowedHeaders);
		this.exposedHeaders = builder.exposedHeaders;
		this.allowCredentials = builder.allowCredentials;
		this.maxAge = builder.maxAge;
		this.allowNavigation = builder.allowNavigation;
		this.enforceWebSocketOrigin = builder.enforceWebSocketOrigin;
		this.dangerouslyAllowInsecureOrigins = builder.dangerouslyAllowInsecureOrigins;
		this.dangerouslyAllowPublicSuffixes = builder.dangerouslyAllowPublicSuffixes;
		this.warnings = List.copyOf(check.warnings());
		this.candidates = (shared != null) ? shared.candidates.widen(this, check.origins())
				: CandidatePolicies.of(this, check.origins());
	}

	/**
	 * Create a builder for a policy that allows no origin, the default methods and all
	 * request headers, without credentials.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Create a builder that is initialized with the attributes of this policy.
	 * @return a builder with all attributes of this policy
	 */
	public Builder toBuilder() {
		Builder builder = builder().name(this.name)
			.allowedMethods(this.allowedMethods)
			.allowedHeaders(this.allowedHeaders)
			.exposedHeaders(this.exposedHeaders)
			.allowCredentials(this.allowCredentials)
			.maxAge(this.maxAge);
		builder.allowNavigation(this.allowNavigation)
			.enforceWebSocketOrigin(this.enforceWebSocketOrigin)
			.dangerouslyAllowInsecureOrigins(this.dangerouslyAllowInsecureOrigins)
			.dangerouslyAllowPublicSuffixes(this.dangerouslyAllowPublicSuffixes);
		builder.providedOrigins = this.providedOrigins;
		builder.allowInsecureProvided = this.allowInsecureProvided;
		return this.candidates.canShareIndexes() ? builder.shareAllowedOrigins(this)
				: builder.allowedOrigins(this.allowedOrigins.stream().map(OriginPattern::toString).toList());
	}

	/**
	 * Return a copy that also allows origins from elsewhere.
	 * @param origins the origins of each provider, in place of those that this policy has
	 * @return the same policy with these origins
	 */
	public CorsPolicy withProvidedOrigins(List<ProvidedOrigins> origins) {
		Builder builder = toBuilder();
		builder.providedOrigins = List.copyOf(origins);
		builder.allowInsecureProvided = this.dangerouslyAllowInsecureOrigins;
		return builder.build();
	}

	/**
	 * Decide a request by this policy alone. Never throws, whatever the request contains.
	 * @param request the request
	 * @return the decision
	 */
	public CorsDecision evaluate(CorsRequest request) {
		return this.candidates.evaluate(request);
	}

	CandidatePolicies asCandidates() {
		return this.candidates;
	}

	/**
	 * Return the name.
	 * @return the name, {@code default} unless another was given
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the allowed origins and origin patterns.
	 * @return the origins, possibly none
	 */
	public List<OriginPattern> allowedOrigins() {
		return this.allowedOrigins;
	}

	/**
	 * Return the texts of the first allowed origins and patterns.
	 * @param limit how many at most
	 */
	Stream<String> firstOrigins(int limit) {
		return IntStream.range(0, Math.min(limit, this.allowedOrigins.size())).mapToObj(this.allowedOrigins::text);
	}

	/**
	 * Return the origins that are allowed beside these because something else has named
	 * them.
	 * @return the origins of each provider, usually none
	 */
	public List<ProvidedOrigins> providedOrigins() {
		return this.providedOrigins;
	}

	/**
	 * Return the allowed request methods.
	 * @return the methods, each once, possibly none; {@code *} stands for every method
	 */
	public List<String> allowedMethods() {
		return this.allowedMethods;
	}

	/**
	 * Return the allowed request headers.
	 * @return the names as they were set, possibly none; {@code *} stands for every name,
	 * {@code Authorization} included
	 */
	public List<String> allowedHeaders() {
		return this.allowedHeaders;
	}

	/**
	 * Return the response headers that a script may read, beyond those that it always
	 * may.
	 * @return the names as they were set, possibly none; {@code *} stands for every name
	 */
	public List<String> exposedHeaders() {
		return this.exposedHeaders;
	}

	/**
	 * Return whether requests may carry cookies and other credentials.
	 * @return whether responses to such requests are readable
	 */
	public boolean allowCredentials() {
		return this.allowCredentials;
	}

	/**
	 * Return how long a browser may keep the answer to a preflight.
	 * @return whole seconds, from zero to 24 hours
	 */
	public Duration maxAge() {
		return this.maxAge;
	}

	/**
	 * Return whether navigations from other sites pass, also in frames.
	 * @return whether they pass, without CORS headers
	 */
	public boolean allowNavigation() {
		return this.allowNavigation;
	}

	/**
	 * Return whether this policy also checks the origin of WebSocket handshakes.
	 * @return whether it is; otherwise handshakes pass
	 */
	public boolean enforceWebSocketOrigin() {
		return this.enforceWebSocketOrigin;
	}

	/**
	 * Return whether origins of the scheme {@code http} may use credentials.
	 * @return whether such origins were accepted
	 */
	public boolean dangerouslyAllowInsecureOrigins() {
		return this.dangerouslyAllowInsecureOrigins;
	}

	/**
	 * Return whether sub-domains of a public suffix may use credentials.
	 * @return whether such origins were accepted
	 */
	public boolean dangerouslyAllowPublicSuffixes() {
		return this.dangerouslyAllowPublicSuffixes;
	}

	/**
	 * Return the warnings: settings that are valid but likely to be mistakes.
	 * @return the warnings, in the order of the attributes, possibly none
	 */
	public List<PolicyProblem> warnings() {
		return this.warnings;
	}

	/**
	 * Return whether the policy allows an origin for every host.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return whether it does; only {@code *} allows text that is not an origin
	 */
	public boolean allowsOrigin(String origin) {
		return allowsOrigin(origin, "");
	}

	/**
	 * Return whether the policy allows an origin for requests to a host.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @param host the host, in any case, without port, an IPv6 address with or without
	 * brackets
	 * @return whether it does; only {@code *} allows text that is not an origin
	 */
	public boolean allowsOrigin(String origin, String host) {
		return this.candidates.containsOrigin(origin) || isProvided(origin, host);
	}

	boolean isProvided(String origin, String host) {
		for (ProvidedOrigins provided : this.providedOrigins) {
			if (provided.contain(origin, host)) {
				// They may have been loaded for a policy without credentials.
				return !this.allowCredentials || this.allowInsecureProvided
						|| !OriginPattern.parse(origin).isInsecure();
			}
		}
		return false;
	}

	/**
	 * Return whether origins of the scheme {@code http} are refused because of
	 * credentials.
	 * @return whether there are credentials, and no switch permits such origins
	 */
	public boolean needsSecureOrigins() {
		return this.allowCredentials && !this.dangerouslyAllowInsecureOrigins;
	}

	/**
	 * Return whether the policy allows an origin for some host.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return whether it does, for every host or for one that something else has named
	 */
	public boolean allowsOriginAtAnyHost(String origin) {
		return this.candidates.containsOrigin(origin)
				|| this.providedOrigins.stream().anyMatch((provided) -> provided.hostsOf(origin) != null);
	}

	/**
	 * Return whether a script may send a method.
	 * @param method the method, case-sensitive, from an untrusted source
	 * @return whether it may; if {@code *} is allowed, any token but {@code *} itself
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.1">RFC 9110, section
	 * 9.1</a>
	 */
	public boolean allowsMethod(String method) {
		return this.methods.contains(method) ? !method.equals("*") : (allowsAnyMethod() && Token.isToken(method));
	}

	/**
	 * Return the names in {@code Access-Control-Request-Headers} that this policy does
	 * not allow.
	 * <p>
	 * Permitted: names in any case and order, separated by commas, spaces and tabs around
	 * them, and blank elements.
	 * <p>
	 * Prohibited: more than 4096 characters or 128 elements, an element that is not a
	 * token, and {@code *}.
	 * @param requestedHeaders the value of the header, from an untrusted source
	 * @return the names as they were sent, at most 128; empty if all are allowed, or if
	 * the list is malformed
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1">RFC 9110,
	 * section 5.6.1</a>
	 */
	public List<String> refusedHeaders(@Nullable String requestedHeaders) {
		return this.headers.refused(requestedHeaders);
	}

	/**
	 * Return whether everyone is allowed.
	 * @return whether {@code *} is among the allowed origins
	 */
	public boolean allowsAnyOrigin() {
		return this.allowsAnyOrigin;
	}

	/**
	 * Return whether all responses are identical, so that a cache may share them: only
	 * {@code *} is allowed, without credentials, and so are {@code GET} and {@code HEAD}.
	 */
	boolean isOpenToAll() {
		return allowsAnyOrigin() && !this.allowCredentials && allowsMethod("GET") && allowsMethod("HEAD")
				&& this.allowedOrigins.stream().allMatch(OriginPattern::isAny);
	}

	boolean allowsAnyMethod() {
		return this.methods.contains("*");
	}

	boolean allowsAnyHeader() {
		return this.headers.any();
	}

	@Nullable RejectionReason checkHeaders(@Nullable String requestedHeaders) {
		return this.headers.check(requestedHeaders);
	}

	@Override
	public String toString() {
		return "CORS policy '" + this.name + "'";
	}

	/**
	 * Collects the attributes of a policy. Text is not checked before {@link #build()},
	 * which can be called more than once. Lists are copied. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private static final Set<String> NORMALIZED_METHODS = Set.of("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT");

		private String name = "default";

		List<String> allowedOrigins = List.of();

		/**
		 * The policy whose parsed origins are reused.
		 */
		@Nullable CorsPolicy shared;

		private List<ProvidedOrigins> providedOrigins = List.of();

		private boolean allowInsecureProvided;

		List<String> allowedMethods = DEFAULT_ALLOWED_METHODS;

		List<String> allowedHeaders = DEFAULT_ALLOWED_HEADERS;

		List<String> exposedHeaders = List.of();

		boolean allowCredentials;

		Duration maxAge = DEFAULT_MAX_AGE;

		private boolean allowNavigation;

		private boolean enforceWebSocketOrigin;

		boolean dangerouslyAllowInsecureOrigins;

		boolean dangerouslyAllowPublicSuffixes;

		private Builder() {
		}

		/**
		 * Set the name that reports use.
		 * @param name the name, any text; in an application, no other policy may have it
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set the allowed origins and origin patterns.
		 * @param origins {@link OriginPattern origins and patterns}; if there is none,
		 * everything cross-origin is refused
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 */
		public Builder allowedOrigins(String... origins) {
			return allowedOrigins(Arrays.asList(origins));
		}

		/**
		 * Set the allowed origins and origin patterns.
		 * @param origins {@link OriginPattern origins and patterns}; if there is none,
		 * everything cross-origin is refused
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 * @see <a href="https://fetch.spec.whatwg.org/#http-access-control-allow-origin">
		 * Fetch standard, Access-Control-Allow-Origin</a>
		 */
		public Builder allowedOrigins(List<String> origins) {
			this.allowedOrigins = List.copyOf(origins);
			this.shared = null;
			return this;
		}

		/**
		 * Add allowed origins and origin patterns to those that are set.
		 * @param origins {@link OriginPattern origins and patterns}
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 */
		public Builder addAllowedOrigins(String... origins) {
			return addAllowedOrigins(Arrays.asList(origins));
		}

		/**
		 * Add allowed origins and origin patterns to those that are set.
		 * @param origins {@link OriginPattern origins and patterns}
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 */
		public Builder addAllowedOrigins(List<String> origins) {
			List<String> all = new ArrayList<>(this.allowedOrigins);
			all.addAll(origins);
			this.allowedOrigins = List.copyOf(all);
			return this;
		}

		private Builder shareAllowedOrigins(CorsPolicy policy) {
			this.shared = policy;
			this.allowedOrigins = List.of();
			return this;
		}

		/**
		 * Check the shared origins again if they have been accepted without something
		 * that is set now.
		 */
		private void checkSharedOrigins() {
			CorsPolicy policy = this.shared;
			if (policy != null && ((this.allowCredentials && !policy.allowCredentials)
					|| (!this.dangerouslyAllowInsecureOrigins && policy.dangerouslyAllowInsecureOrigins)
					|| (!this.dangerouslyAllowPublicSuffixes && policy.dangerouslyAllowPublicSuffixes))) {
				List<String> added = this.allowedOrigins;
				allowedOrigins(policy.allowedOrigins.stream().map(OriginPattern::toString).toList());
				addAllowedOrigins(added);
			}
		}

		/**
		 * Set the allowed request methods.
		 * <p>
		 * Permitted: the name of a method in the case in which it is sent, and {@code *}.
		 * Browsers upper-case {@code DELETE}, {@code GET}, {@code HEAD}, {@code OPTIONS},
		 * {@code POST} and {@code PUT}, and so does this.
		 * <p>
		 * Prohibited: names that are not tokens, two names with a bar between them, and
		 * {@code CONNECT}, {@code TRACE} and {@code TRACK}, which browsers never send.
		 * @param methods methods; if there is none, everything cross-origin is refused
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.1">RFC 9110,
		 * section 9.1</a>
		 * @see <a href="https://fetch.spec.whatwg.org/#concept-method-normalize">Fetch
		 * standard, normalize a method</a>
		 */
		public Builder allowedMethods(List<String> methods) {
			List<String> normalized = new ArrayList<>(methods.size());
			for (String method : methods) {
				normalized.add(normalize(method));
			}
			this.allowedMethods = List.copyOf(normalized);
			return this;
		}

		/**
		 * Add allowed methods to those that are set, or to the default.
		 * @param methods methods, in the forms of {@link #allowedMethods(List)}
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 */
		public Builder addAllowedMethods(String... methods) {
			return allowedMethods(with(this.allowedMethods, methods));
		}

		private static String normalize(String method) {
			String upperCase = method.toUpperCase(Locale.ROOT);
			return NORMALIZED_METHODS.contains(upperCase) ? upperCase : method;
		}

		/**
		 * Set the allowed request headers.
		 * <p>
		 * Permitted: the name of a header in any case ({@code X-Api-Key}), and {@code *},
		 * which includes {@code Authorization} here.
		 * <p>
		 * Prohibited: names that are not tokens, two names with a bar between them, names
		 * that browsers let no script set ({@code Cookie}, {@code Sec-...}), and those of
		 * responses ({@code ETag}). A name that every script may set ({@code Accept}) is
		 * a {@linkplain CorsPolicy#warnings() warning}.
		 * @param names header names, possibly none
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 * @see <a href=
		 * "https://fetch.spec.whatwg.org/#http-access-control-allow-headers"> Fetch
		 * standard, Access-Control-Allow-Headers</a>
		 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.1">RFC 9110,
		 * section 5.1</a>
		 */
		public Builder allowedHeaders(List<String> names) {
			this.allowedHeaders = List.copyOf(names);
			return this;
		}

		/**
		 * Add allowed request headers to those that are set, or to the default,
		 * {@code *}, which includes every other name.
		 * @param names header names, in the forms of {@link #allowedHeaders(List)}
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 */
		public Builder addAllowedHeaders(String... names) {
			return allowedHeaders(with(this.allowedHeaders, names));
		}

		/**
		 * Set the response headers that a script may read.
		 * <p>
		 * Permitted: the name of a header in any case ({@code X-Total-Count}), and,
		 * without credentials, {@code *}.
		 * <p>
		 * Prohibited: names that are not tokens, two names with a bar between them, names
		 * that browsers let no script read ({@code Set-Cookie}), and those of requests
		 * ({@code Cookie}). A name that every script may read ({@code Content-Type}) is a
		 * {@linkplain CorsPolicy#warnings() warning}.
		 * @param names header names, possibly none
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 * @see <a href=
		 * "https://fetch.spec.whatwg.org/#http-access-control-expose-headers"> Fetch
		 * standard, Access-Control-Expose-Headers</a>
		 */
		public Builder exposedHeaders(List<String> names) {
			this.exposedHeaders = List.copyOf(names);
			return this;
		}

		/**
		 * Add response headers that scripts may read to those that are set.
		 * @param names header names, in the forms of {@link #exposedHeaders(List)}
		 * @return this builder
		 * @throws NullPointerException if an element is {@code null}
		 */
		public Builder addExposedHeaders(String... names) {
			return exposedHeaders(with(this.exposedHeaders, names));
		}

		private static List<String> with(List<String> values, String... added) {
			return Stream.concat(values.stream(), Arrays.stream(added)).distinct().toList();
		}

		/**
		 * Set whether requests may carry cookies and other credentials.
		 * @param allow whether they may; then no origin and no exposed header can be
		 * {@code *}
		 * @return this builder
		 * @see <a href=
		 * "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials">Fetch standard,
		 * CORS protocol and credentials</a>
		 */
		public Builder allowCredentials(boolean allow) {
			this.allowCredentials = allow;
			return this;
		}

		/**
		 * Set how long a browser may keep the answer to a preflight.
		 * @param maxAge whole seconds, from zero, which turns caching off, to 24 hours;
		 * browsers cap it at 10 minutes (WebKit) to 24 hours (Firefox)
		 * @return this builder
		 * @see <a href="https://fetch.spec.whatwg.org/#http-access-control-max-age">Fetch
		 * standard, Access-Control-Max-Age</a>
		 */
		public Builder maxAge(Duration maxAge) {
			this.maxAge = maxAge;
			return this;
		}

		/**
		 * Set whether navigations from other sites pass, also in frames.
		 * @param allow whether they pass, without CORS headers
		 * @return this builder
		 */
		public Builder allowNavigation(boolean allow) {
			this.allowNavigation = allow;
			return this;
		}

		/**
		 * Set whether the origin of WebSocket handshakes is also decided.
		 * @param enforce whether it is; otherwise handshakes pass
		 * @return this builder
		 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-10.2">RFC 6455,
		 * section 10.2</a>
		 */
		public Builder enforceWebSocketOrigin(boolean enforce) {
			this.enforceWebSocketOrigin = enforce;
			return this;
		}

		/**
		 * Set whether origins of the scheme {@code http} may use credentials although
		 * anybody on the network can impersonate them.
		 * @param allow whether such origins are accepted
		 * @return this builder
		 */
		public Builder dangerouslyAllowInsecureOrigins(boolean allow) {
			this.dangerouslyAllowInsecureOrigins = allow;
			return this;
		}

		/**
		 * Set whether sub-domains of a public suffix such as {@code github.io}, below
		 * which anybody can have a name, may use credentials.
		 * @param allow whether such origins are accepted
		 * @return this builder
		 */
		public Builder dangerouslyAllowPublicSuffixes(boolean allow) {
			this.dangerouslyAllowPublicSuffixes = allow;
			return this;
		}

		/**
		 * Check everything and build the policy.
		 * @return the policy
		 * @throws InvalidCorsPolicyException if anything is wrong or unsafe, with all
		 * problems
		 */
		public CorsPolicy build() {
			checkSharedOrigins();
			PolicyCheck check = new PolicyCheck(this);
			if (!check.errors().isEmpty()) {
				throw new InvalidCorsPolicyException(this.name, check.errors());
			}
			return new CorsPolicy(this, check);
		}

	}

}
