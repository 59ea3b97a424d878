package io.github.corsboot.rejection;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was refused with what is allowed. Says what differs, and never that an
 * origin should be allowed because it asked: whoever wants in can ask.
 */
final class RejectionHint {

	/** How many entries are compared one by one. */
	private static final int MAX_ENTRIES = 1000;

	private static final String SET_STRATEGY = "set server.forward-headers-strategy, and let the proxy send "
			+ "X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Port.";

	private static final String PROXY = "It differs from the address that was asked only in the scheme: behind a proxy that "
			+ "terminates TLS, " + SET_STRATEGY;

	private static final String ONLY_FORWARDED = "The header Forwarded, which a proxy may have sent, says that it is the "
			+ "host of this application, and there is no X-Forwarded-Host: Spring Boot 4.2 does not read Forwarded by "
			+ "default. If it is your proxy, set server.forward-headers-strategy, and see "
			+ "spring.mvc.forwarded-headers.header-format or spring.webflux.forwarded-headers.header-format.";

	private static final String HIDDEN_ADDRESS = "If the page belongs to this application, a proxy hides its address: "
			+ SET_STRATEGY;

	private static final String SOCKJS = "If this is SockJS: its requests carry credentials, so it needs listed origins and "
			+ "allow-credentials, in one policy for all paths of the service.";

	private static final String NO_BROWSER = "The caller is probably not a browser, which would send Sec-Fetch-Mode. If "
			+ "it is yours, remove Origin there, or list it.";

	private static final String FORWARDED = "A header that a proxy may have sent says that it is the host of this "
			+ "application: if it is your proxy, " + SET_STRATEGY;

	private static final String SAME_ORIGIN = "The browser says that a page asks its own origin, which Spring takes for "
			+ "another: behind a proxy " + SET_STRATEGY;

	private static final String NAVIGATION = "A browser was about to show the response as a page, after a form was "
			+ "submitted on another site: allow-navigation lets such requests pass.";

	private static final String FORM = "allow-navigation has no effect without Sec-Fetch-Mode, which tells a form from a "
			+ "script: browsers send it over https, and to localhost.";

	private static final String OPAQUE = "Sandboxed frames, file:// pages, redirects from another origin and forms under "
			+ "Referrer-Policy: no-referrer have the origin 'null': serve the page over http or https, without these.";

	private static final String SEVERAL = "There is more than one Origin: a client or proxy on the way adds another.";

	private static final String RESPONSE_HEADER = "The request carries Access-Control-Allow-..., which belongs to the "
			+ "response: remove it in the client or proxy.";

	private static final String SEVERAL_FORMS = "The path is ambiguous: its possible readings are covered by different "
			+ "policies, and not all of them allow this origin. Request it without '//', dot segments, ';', '%2F' or a slash "
			+ "at its end.";

	private static final String NO_PREFLIGHT = "This OPTIONS request is not a preflight: a preflight also has "
			+ "Access-Control-Request-Method.";

	private static final String TRAILING_SLASH = "Without the trailing slash it is allowed: no browser sends it, so a "
			+ "client or proxy sets the header.";

	private static final String UPPER_CASE = "In lower case it is allowed: browsers send no other, so a client or "
			+ "proxy sets the header.";

	private final String origin;

	private final List<CorsPolicy> policies;

	private RejectionHint(LazyCorsRejection rejection) {
		this.origin = rejection.origin();
		this.policies = rejection.mappedPolicies().stream().map(MappedPolicy::policy).toList();
	}

	static @Nullable String of(LazyCorsRejection rejection) {
		String hint = forReason(rejection);
		if (hint == null && rejection.has(Circumstance.RESPONSE_HEADER)) {
			return RESPONSE_HEADER;
		}
		return (hint == null && isAboutOrigin(rejection)) ? forCaller(rejection) : hint;
	}

	/**
	 * Return whether an origin, method or header narrowly misses what is allowed.
	 */
	static boolean isNear(LazyCorsRejection rejection) {
		RejectionHint hint = new RejectionHint(rejection);
		return switch (rejection.reason()) {
			case METHOD_NOT_ALLOWED, HEADER_NOT_ALLOWED, HEADER_LIST_MALFORMED -> true;
			case ORIGIN_NOT_ALLOWED -> {
				Origin parsed = Origin.parse(hint.origin);
				yield parsed != null && (hint.allows(parsed) || hint.nearMiss(parsed) != null);
			}
			case ORIGIN_MALFORMED -> !hint.origin.contains(",") && hint.forMalformed() != null;
			case NO_POLICY, SPRING_CORS -> false;
		};
	}

	private static boolean isAboutOrigin(LazyCorsRejection rejection) {
		return switch (rejection.reason()) {
			case ORIGIN_NOT_ALLOWED, ORIGIN_MALFORMED -> true;
			case SPRING_CORS -> rejection.detail() == null || rejection.detail() == RejectionReason.ORIGIN_NOT_ALLOWED
					|| rejection.detail() == RejectionReason.ORIGIN_MALFORMED;
			default -> false;
		};
	}

	/**
	 * Say what can be known if the origin resembles nothing that is allowed.
	 */
	private static @Nullable String forCaller(LazyCorsRejection rejection) {
		String application = ApplicationOrigin.describe(rejection.origin());
		if (application != null) {
			return application;
		}
		if (SockJs.isPath(rejection.path())) {
			return SOCKJS;
		}
		if (rejection.has(Circumstance.NO_BROWSER)) {
			return NO_BROWSER;
		}
		Origin origin = Origin.parse(rejection.origin());
		return (origin != null && !origin.isLoopback() && rejection.has(Circumstance.OWN_PAGE))
				? withAddress(HIDDEN_ADDRESS, rejection) : null;
	}

	private static @Nullable String forReason(LazyCorsRejection rejection) {
		RejectionHint hint = new RejectionHint(rejection);
		return switch (rejection.reason()) {
			case ORIGIN_NOT_ALLOWED -> hint.forOrigin(rejection);
			case ORIGIN_MALFORMED -> hint.forMalformed();
			case METHOD_NOT_ALLOWED -> hint.forMethod(rejection);
			case NO_POLICY -> (rejection instanceof LazyCorsRejection.Uncovered uncovered)
					? UncoveredPathHint.of(uncovered.path(), uncovered.policiesInForce()) : null;
			case SPRING_CORS -> forSpring(rejection);
			case HEADER_NOT_ALLOWED, HEADER_LIST_MALFORMED -> null;
		};
	}

	private @Nullable String forOrigin(LazyCorsRejection rejection) {
		if (rejection.has(Circumstance.NAVIGATION) && rejection.kind() == CorsRequest.Kind.ACTUAL
				&& this.policies.stream().noneMatch(CorsPolicy::allowNavigation)) {
			return NAVIGATION;
		}
		if (rejection.has(Circumstance.FORM) && this.policies.stream().anyMatch(CorsPolicy::allowNavigation)) {
			return FORM;
		}
		if (allows(this.origin)) {
			return SEVERAL_FORMS;
		}
		if (this.origin.equals(Origin.NULL)) {
			return OPAQUE;
		}
		String ownHost = forOwnHost(rejection);
		if (ownHost != null) {
			return ownHost;
		}
		Origin parsed = Origin.parse(this.origin);
		return (parsed != null) ? forTuple(parsed) : null;
	}

	private static @Nullable String forSpring(LazyCorsRejection rejection) {
		RejectionReason detail = rejection.detail();
		if (detail != null && detail != RejectionReason.ORIGIN_NOT_ALLOWED) {
			return null;
		}
		return rejection.has(Circumstance.SAME_ORIGIN) ? withAddress(SAME_ORIGIN, rejection) : forOwnHost(rejection);
	}

	private static @Nullable String forOwnHost(LazyCorsRejection rejection) {
		if (rejection.has(Circumstance.OWN_HOST)) {
			return withAddress(PROXY, rejection);
		}
		if (!rejection.has(Circumstance.FORWARDED_HOST)) {
			return null;
		}
		return withAddress(rejection.has(Circumstance.ONLY_FORWARDED) ? ONLY_FORWARDED : FORWARDED, rejection);
	}

	private static String withAddress(String hint, LazyCorsRejection rejection) {
		return hint + " The server was asked as '" + rejection.address() + "'.";
	}

	private @Nullable String forTuple(Origin asked) {
		String nearMiss = nearMiss(asked);
		return (nearMiss != null) ? nearMiss : lookAlike(asked);
	}

	private @Nullable String nearMiss(Origin asked) {
		return Stream
			.<Function<Origin, @Nullable String>>of(this::differentScheme, this::differentLoopback, this::apex,
					this::differentWww, this::subdomain, this::differentPort, this::differentSchemeAndPort)
			.map((difference) -> difference.apply(asked))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private @Nullable String differentScheme(Origin asked) {
		String other = switch (asked.scheme()) {
			case "http" -> "https";
			case "https" -> "http";
			default -> null;
		};
		return (other != null) ? allowed(new Origin(other, asked.host(), asked.port()), "the scheme differs") : null;
	}

	private @Nullable String differentLoopback(Origin asked) {
		return Stream.of("localhost", "127.0.0.1", "[::1]")
			.filter((host) -> asked.isLoopback() && !host.equals(asked.host()))
			.map((host) -> allowed(new Origin(asked.scheme(), host, asked.port()),
					"these are different origins to a browser"))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private @Nullable String differentWww(Origin asked) {
		String host = asked.host();
		String other = host.startsWith("www.") ? host.substring("www.".length()) : "www." + host;
		return allowed(new Origin(asked.scheme(), other, asked.port()), "only 'www.' differs");
	}

	private @Nullable String apex(Origin asked) {
		return allows(new Origin(asked.scheme(), "a." + asked.host(), asked.port()))
				? "Its sub-domains are allowed: a pattern '*.' does not contain the domain itself." : null;
	}

	private @Nullable String subdomain(Origin asked) {
		int dot = asked.host().indexOf('.');
		String parent = asked.host().substring(dot + 1);
		return (dot > 0 && parent.contains("."))
				? allowed(new Origin(asked.scheme(), parent, asked.port()), "this is one of its sub-domains") : null;
	}

	private @Nullable String differentPort(Origin asked) {
		String prefix = asked.scheme() + "://";
		return entryAtHost(asked, (entry) -> entry.startsWith(prefix), "the port differs");
	}

	private @Nullable String differentSchemeAndPort(Origin asked) {
		return entryAtHost(asked, (entry) -> true, "scheme and port differ");
	}

	/**
	 * Find an exact origin with the same host. As there may be many entries, compare
	 * text.
	 */
	private @Nullable String entryAtHost(Origin asked, Predicate<String> scheme, String difference) {
		String host = asked.host();
		return patterns().filter(OriginPattern::isExact).map(OriginPattern::toString).filter(scheme).filter((entry) -> {
			int start = entry.indexOf("://") + "://".length();
			int end = start + host.length();
			return entry.startsWith(host, start) && (end == entry.length() || entry.charAt(end) == ':');
		}).findFirst().map((entry) -> "'" + entry + "' is allowed: " + difference + ".").orElse(null);
	}

	/**
	 * Find the name of an allowed host within that of another site. What ends in the name
	 * after a dot belongs to the same owner.
	 */
	private @Nullable String lookAlike(Origin asked) {
		String host = asked.host();
		return patterns().filter((pattern) -> {
			String allowed = hostOf(pattern);
			return allowed.contains(".") && host.contains(allowed) && !host.equals(allowed)
					&& !host.endsWith("." + allowed);
		})
			.findFirst()
			.map((pattern) -> "It looks like '" + pattern + "', which is allowed, but is another site.")
			.orElse(null);
	}

	private static String hostOf(OriginPattern pattern) {
		String text = pattern.toString();
		int start = text.indexOf("://") + "://".length();
		int end = text.indexOf(':', start);
		String host = text.substring(start, (end >= 0) ? end : text.length());
		return host.startsWith("*.") ? host.substring("*.".length()) : host;
	}

	private Stream<OriginPattern> patterns() {
		return this.policies.stream()
			.flatMap((policy) -> policy.allowedOrigins().stream().limit(MAX_ENTRIES))
			.filter((pattern) -> !pattern.isAny());
	}

	private @Nullable String allowed(Origin origin, String difference) {
		return allows(origin) ? "'" + origin + "' is allowed: " + difference + "." : null;
	}

	private boolean allows(Origin origin) {
		return allows(origin.toString());
	}

	private boolean allows(String origin) {
		return this.policies.stream().anyMatch((policy) -> policy.allowsOrigin(origin));
	}

	private @Nullable String forMalformed() {
		if (this.origin.contains(",")) {
			return SEVERAL;
		}
		if (this.origin.endsWith("/") && allows(this.origin.substring(0, this.origin.length() - 1))) {
			return TRAILING_SLASH;
		}
		return allows(this.origin.toLowerCase(Locale.ROOT)) ? UPPER_CASE : null;
	}

	private @Nullable String forMethod(LazyCorsRejection rejection) {
		String method = rejection.method();
		if (rejection.kind() == CorsRequest.Kind.ACTUAL && method.equals("OPTIONS")) {
			return NO_PREFLIGHT;
		}
		String upperCase = method.toUpperCase(Locale.ROOT);
		boolean allowed = this.policies.stream().anyMatch((policy) -> policy.allowsMethod(upperCase));
		return (allowed && !upperCase.equals(method))
				? "Methods are case-sensitive: write '" + upperCase + "' in the script." : null;
	}

}
