package io.github.corsboot.rejection;

import java.util.List;
import java.util.Locale;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.policy.OriginDifference;
import io.github.corsboot.policy.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was refused with what is allowed. Says what differs, and never that an
 * origin should be allowed because it asked: whoever wants in can ask.
 */
final class RejectionHint {

	private static final String SET_STRATEGY = "set server.forward-headers-strategy to native or framework, and let "
			+ "the proxy send X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Port. The policy needs no change.";

	private static final String PROXY = "It differs from the address that was asked only in the scheme: behind a proxy that "
			+ "terminates TLS, " + SET_STRATEGY;

	private static final String ONLY_FORWARDED = "Forwarded names the host of this origin, and there is no "
			+ "X-Forwarded-Host: Spring Boot 4.2 does not read Forwarded by default. If your proxy sends it, the page belongs to "
			+ "this application: set server.forward-headers-strategy, and see "
			+ "spring.mvc.forwarded-headers.header-format or spring.webflux.forwarded-headers.header-format.";

	private static final String HIDDEN_ADDRESS = "If browsers reach this application itself at that origin, a proxy hides its "
			+ "address, and no header names it: " + SET_STRATEGY;

	private static final String SOCKJS = "If this is SockJS: its requests carry credentials, so it needs listed origins and "
			+ "allow-credentials, in one policy for all paths of the service.";

	private static final String NO_BROWSER = "The caller is probably not a browser, which would send Sec-Fetch-Mode. If "
			+ "it is yours, remove Origin there, or list it.";

	private static final String OTHERWISE_NO_BROWSER = " If the caller is a program and not a page, remove Origin there, "
			+ "or list it.";

	private static final String FORWARDED = "A forwarding header names the host of this origin. If your proxy sends that header, "
			+ "the page belongs to this application: " + SET_STRATEGY;

	private static final String OTHER_HOST_FORWARDED = " A forwarding header names another host. If your proxy sends that "
			+ "header, " + SET_STRATEGY;

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
			+ "response: remove it from the script, or from the client or proxy that adds it.";

	private static final String SEVERAL_FORMS = "The path is ambiguous: its possible readings are covered by different "
			+ "policies, and not all of them allow this origin. Request it without '//', dot segments, ';', '%2F' or a slash "
			+ "at its end.";

	private static final String LOGIN = " A preflight never carries a login: if the path needs one, Spring Security "
			+ "answers 401 or a redirect, which the browser blocks. A policy for the path would answer first.";

	private static final String ALLOW_HEADER = "If the application reads this header, add it to allowed-headers.";

	private static final String ALLOW_HEADERS = "If the application reads these headers, add them to allowed-headers.";

	private static final String ALLOW_METHOD = "If the application has a handler for it, add it to allowed-methods.";

	private static final String NO_PREFLIGHT = "This OPTIONS request is not a preflight: a preflight also has "
			+ "Access-Control-Request-Method.";

	private final String origin;

	private final List<CorsPolicy> policies;

	private RejectionHint(LazyCorsRejection rejection) {
		this.origin = rejection.origin();
		this.policies = rejection.mappedPolicies().stream().map(MappedPolicy::policy).toList();
	}

	static @Nullable String of(LazyCorsRejection rejection) {
		String hint = forReason(rejection);
		if (hint == null && rejection.reason() == RejectionReason.ORIGIN_NOT_ALLOWED) {
			hint = OtherHosts.describeFailure(new RejectionHint(rejection).policies);
		}
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
			case ORIGIN_NOT_ALLOWED, ORIGIN_MALFORMED ->
				hint.allows(rejection) || OtherHosts.describeProvided(hint.policies, hint.origin) != null
						|| OriginDifference.isNear(hint.origin, hint.policies);
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
		// Not all are well-formed, such as "file://".
		String application = ApplicationOrigin.describe(rejection.origin());
		if (application != null) {
			return application;
		}
		if (SockJs.isPath(rejection.path())) {
			return SOCKJS;
		}
		Origin origin = Origin.parse(rejection.origin());
		boolean noBrowser = rejection.has(Circumstance.NO_BROWSER);
		if (origin != null && !origin.isLoopback() && rejection.has(Circumstance.OWN_PAGE)) {
			// A proxy that was asked over plain http may ask localhost in turn.
			return withAddress(HIDDEN_ADDRESS, rejection) + (noBrowser ? OTHERWISE_NO_BROWSER : "");
		}
		return noBrowser ? NO_BROWSER : null;
	}

	private static @Nullable String forReason(LazyCorsRejection rejection) {
		RejectionHint hint = new RejectionHint(rejection);
		return switch (rejection.reason()) {
			case ORIGIN_NOT_ALLOWED -> hint.forOrigin(rejection);
			case ORIGIN_MALFORMED -> hint.forMalformed();
			case METHOD_NOT_ALLOWED -> hint.forMethod(rejection);
			case NO_POLICY ->
				(rejection instanceof LazyCorsRejection.Uncovered uncovered) ? forUncovered(uncovered) : null;
			case SPRING_CORS -> forSpring(rejection);
			case HEADER_NOT_ALLOWED -> rejection.has(Circumstance.RESPONSE_HEADER) ? RESPONSE_HEADER
					: (rejection.refusedHeaders().size() == 1) ? ALLOW_HEADER : ALLOW_HEADERS;
			case HEADER_LIST_MALFORMED -> null;
		};
	}

	private static @Nullable String forUncovered(LazyCorsRejection.Uncovered rejection) {
		PolicyMapping policies = rejection.policiesInForce().forHost(rejection.host());
		String ofHosts = policies.hasPatternFor(rejection.path()) ? null : forHost(rejection);
		if (ofHosts != null) {
			return ofHosts;
		}
		String hint = UncoveredPathHint.of(rejection.path(), rejection.host(), policies);
		if (hint == null) {
			return null;
		}
		if (rejection.kind() == CorsRequest.Kind.PREFLIGHT) {
			return hint + LOGIN;
		}
		String login = UncoveredPathHint.ofLoginPage(rejection.path());
		return (login != null) ? login : hint;
	}

	private @Nullable String forOrigin(LazyCorsRejection rejection) {
		if (rejection.has(Circumstance.NAVIGATION) && rejection.kind() == CorsRequest.Kind.ACTUAL
				&& this.policies.stream().noneMatch(CorsPolicy::allowNavigation)) {
			return NAVIGATION;
		}
		if (rejection.has(Circumstance.FORM) && this.policies.stream().anyMatch(CorsPolicy::allowNavigation)) {
			return FORM;
		}
		if (allows(rejection) || rejection.isAllowedInAnotherForm()) {
			return SEVERAL_FORMS;
		}
		if (this.origin.equals(Origin.NULL)) {
			return OPAQUE;
		}
		String ownHost = forOwnHost(rejection);
		if (ownHost != null) {
			return ownHost;
		}
		String provided = OtherHosts.describeProvided(this.policies, this.origin);
		if (provided != null) {
			return (rejection.knownAddress() != null) ? withAddress(provided, rejection) : provided;
		}
		String ofHosts = forHost(rejection);
		if (ofHosts != null) {
			return ofHosts;
		}
		String difference = textOf(difference());
		String application = ApplicationOrigin.describe(this.origin);
		if (application == null || difference == null) {
			return difference;
		}
		// An entry for a development server is near, and may not be the cause.
		return this.origin.startsWith("http") ? application + " " + difference : application;
	}

	private @Nullable OriginDifference difference() {
		return OriginDifference.find(this.origin, this.policies);
	}

	private static @Nullable String textOf(@Nullable OriginDifference difference) {
		return (difference != null) ? difference.text() : null;
	}

	private static @Nullable String forSpring(LazyCorsRejection rejection) {
		RejectionReason detail = rejection.detail();
		if (detail != null && detail != RejectionReason.ORIGIN_NOT_ALLOWED) {
			return null;
		}
		return rejection.has(Circumstance.SAME_ORIGIN) ? withAddress(SAME_ORIGIN, rejection) : forOwnHost(rejection);
	}

	/**
	 * Name the policy that allows the origin for another host.
	 */
	private static @Nullable String forHost(LazyCorsRejection rejection) {
		PolicyMapping policies = rejection.policiesByHost();
		String other = (policies != null)
				? OtherHosts.describe(policies, rejection.host(), rejection.path(), rejection.origin()) : null;
		return (other == null) ? null : withAddress(other, rejection)
				+ (rejection.has(Circumstance.OTHER_HOST_FORWARDED) ? OTHER_HOST_FORWARDED : "");
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
		return hint + " The server was asked as '" + rejection.knownAddress() + "'.";
	}

	private boolean allows(LazyCorsRejection rejection) {
		return this.policies.stream().anyMatch((policy) -> policy.allowsOrigin(this.origin, rejection.host()));
	}

	private @Nullable String forMalformed() {
		return this.origin.contains(",") ? SEVERAL : textOf(difference());
	}

	private @Nullable String forMethod(LazyCorsRejection rejection) {
		String method = rejection.method();
		if (rejection.kind() == CorsRequest.Kind.ACTUAL && method.equals("OPTIONS")) {
			return NO_PREFLIGHT;
		}
		String upperCase = method.toUpperCase(Locale.ROOT);
		boolean allowed = this.policies.stream().anyMatch((policy) -> policy.allowsMethod(upperCase));
		return (allowed && !upperCase.equals(method))
				? "Methods are case-sensitive: write '" + upperCase + "' in the script." : ALLOW_METHOD;
	}

}
