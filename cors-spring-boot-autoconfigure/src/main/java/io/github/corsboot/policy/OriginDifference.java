package io.github.corsboot.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * How an origin that a policy does not allow differs from the nearest entry of the
 * policy. Two origins that differ are different to a browser, however alike they look.
 *
 * @param kind what differs
 * @param entry the nearest entry of the policy
 * @since 0.1.0
 */
public record OriginDifference(Kind kind, String entry) {

	/** How many entries are compared one by one. */
	private static final int MAX_ENTRIES = 500;

	/**
	 * Find the difference from the nearest entry.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @param policy a policy that does not allow it
	 * @return the difference, or {@code null} if no entry is near
	 */
	public static @Nullable OriginDifference find(String origin, CorsPolicy policy) {
		Origin asked = Origin.parse(origin);
		if (asked == null) {
			return findMalformed(origin, policy);
		}
		OriginDifference near = findNear(asked, policy);
		return (near != null) ? near : lookAlike(asked, policy);
	}

	/**
	 * Return whether an origin narrowly misses an entry, which is rather a mistake than
	 * an attack. Fast enough to be asked during a flood: only texts are compared.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @param policies policies that do not allow it
	 * @return whether an entry is near, and the origin no {@link Kind#LOOK_ALIKE}
	 */
	public static boolean isNear(String origin, List<CorsPolicy> policies) {
		Origin asked = Origin.parse(origin);
		return policies.stream()
			.anyMatch((policy) -> ((asked != null) ? findNear(asked, policy) : findMalformed(origin, policy)) != null);
	}

	private static @Nullable OriginDifference findNear(Origin asked, CorsPolicy policy) {
		return Stream
			.<BiFunction<Origin, CorsPolicy, @Nullable OriginDifference>>of(OriginDifference::scheme,
					OriginDifference::apex, OriginDifference::www, OriginDifference::subDomain, OriginDifference::label,
					OriginDifference::loopbackName, OriginDifference::port)
			.map((difference) -> difference.apply(asked, policy))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Find the difference from the nearest entry of several policies.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @param policies policies that do not allow it
	 * @return the difference, or {@code null} if no entry is near
	 */
	public static @Nullable OriginDifference find(String origin, List<CorsPolicy> policies) {
		return policies.stream()
			.map((policy) -> Optional.ofNullable(find(origin, policy)))
			.flatMap(Optional::stream)
			.min(Comparator.comparing(OriginDifference::kind))
			.orElse(null);
	}

	/**
	 * Find the entry that would contain the origin if it were written as browsers write
	 * it.
	 */
	private static @Nullable OriginDifference findMalformed(String origin, CorsPolicy policy) {
		String lowerCase = origin.toLowerCase(Locale.ROOT);
		String withoutSlash = withoutEnd(lowerCase, "/");
		String withoutPort = withoutEnd(withoutSlash, lowerCase.startsWith("https:") ? ":443" : ":80");
		Kind kind = !withoutSlash.equals(lowerCase) ? Kind.TRAILING_SLASH
				: !withoutPort.equals(withoutSlash) ? Kind.DEFAULT_PORT : Kind.CASE;
		return allowed(kind, withoutPort, policy);
	}

	private static String withoutEnd(String text, String end) {
		return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
	}

	private static @Nullable OriginDifference allowed(Kind kind, String origin, CorsPolicy policy) {
		return policy.allowsOriginAtAnyHost(origin) ? new OriginDifference(kind, origin) : null;
	}

	private static @Nullable OriginDifference allowed(Kind kind, Origin origin, CorsPolicy policy) {
		return allowed(kind, origin.toString(), policy);
	}

	private static @Nullable OriginDifference scheme(Origin asked, CorsPolicy policy) {
		return switch (asked.scheme()) {
			case "http" -> allowed(Kind.SCHEME, new Origin("https", asked.host(), asked.port()), policy);
			case "https" -> allowed(Kind.SCHEME, new Origin("http", asked.host(), asked.port()), policy);
			default -> null;
		};
	}

	private static @Nullable OriginDifference loopbackName(Origin asked, CorsPolicy policy) {
		return !asked.isLoopback() ? null
				: Stream.of("localhost", "127.0.0.1", "[::1]")
					.filter((host) -> !host.equals(asked.host()))
					.map((host) -> allowed(Kind.LOOPBACK_NAME, new Origin(asked.scheme(), host, asked.port()), policy))
					.filter(Objects::nonNull)
					.findFirst()
					.orElse(null);
	}

	private static @Nullable OriginDifference apex(Origin asked, CorsPolicy policy) {
		// Such a name is below a pattern, and nobody lists it.
		Origin below = new Origin(asked.scheme(), "any.sub-domain." + asked.host(), asked.port());
		return policy.allowsOrigin(below.toString()) ? new OriginDifference(Kind.APEX,
				new Origin(asked.scheme(), "*." + asked.host(), asked.port()).toString()) : null;
	}

	private static @Nullable OriginDifference www(Origin asked, CorsPolicy policy) {
		String host = asked.host();
		String other = host.startsWith("www.") ? host.substring("www.".length()) : "www." + host;
		return allowed(Kind.WWW, new Origin(asked.scheme(), other, asked.port()), policy);
	}

	private static @Nullable OriginDifference subDomain(Origin asked, CorsPolicy policy) {
		int dot = asked.host().indexOf('.');
		String parent = asked.host().substring(dot + 1);
		return (dot > 0 && parent.contains("."))
				? allowed(Kind.SUB_DOMAIN, new Origin(asked.scheme(), parent, asked.port()), policy) : null;
	}

	private static @Nullable OriginDifference label(Origin asked, CorsPolicy policy) {
		String port = (asked.port() < 0) ? "" : ":" + asked.port();
		return policy.firstOrigins(MAX_ENTRIES)
			.filter((entry) -> hasOtherLabel(entry, asked, port))
			.findFirst()
			.map((entry) -> new OriginDifference(Kind.LABEL, entry))
			.orElse(null);
	}

	/**
	 * Return whether an entry is a pattern for a part of one label, and has all of the
	 * origin but for that. As there may be many entries, compare text.
	 */
	private static boolean hasOtherLabel(String entry, Origin asked, String port) {
		int wildcard = entry.indexOf('*');
		int domain = (wildcard < 0) ? -1 : entry.indexOf('.', wildcard);
		if (domain < 0 || !entry.startsWith(asked.scheme()) || !entry.startsWith("://", asked.scheme().length())
				|| entry.startsWith("://*.", asked.scheme().length())) {
			return false;
		}
		int colon = entry.indexOf(':', domain);
		int end = (colon < 0) ? entry.length() : colon;
		int length = end - domain;
		return asked.host().regionMatches(asked.host().length() - length, entry, domain, length)
				&& (entry.startsWith(":*", end)
						|| (entry.startsWith(port, end) && end + port.length() == entry.length()));
	}

	private static @Nullable OriginDifference port(Origin asked, CorsPolicy policy) {
		String withoutPort = new Origin(asked.scheme(), asked.host(), -1).toString();
		if (policy.providedOrigins().stream().anyMatch((provided) -> provided.hostsOf(withoutPort) != null)) {
			return new OriginDifference(Kind.PORT, withoutPort);
		}
		OriginDifference samePort = atHost(Kind.PORT, asked, asked.scheme() + "://", policy);
		return (samePort != null) ? samePort : atHost(Kind.SCHEME_AND_PORT, asked, "", policy);
	}

	/**
	 * Find an exact origin with the same host. As there may be many entries, compare
	 * text.
	 */
	private static @Nullable OriginDifference atHost(Kind kind, Origin asked, String scheme, CorsPolicy policy) {
		String host = asked.host();
		return policy.firstOrigins(MAX_ENTRIES).filter((entry) -> {
			int start = entry.indexOf("://") + "://".length();
			int end = start + host.length();
			return entry.startsWith(scheme) && entry.startsWith(host, start)
					&& (end == entry.length() || entry.charAt(end) == ':') && !entry.contains("*");
		}).findFirst().map((entry) -> new OriginDifference(kind, entry)).orElse(null);
	}

	/**
	 * Find the name of an allowed host within that of another site. What ends in the name
	 * after a dot belongs to the same owner.
	 */
	private static @Nullable OriginDifference lookAlike(Origin asked, CorsPolicy policy) {
		String host = asked.host();
		return policy.allowedOrigins().stream().limit(MAX_ENTRIES).filter((pattern) -> {
			String allowed = pattern.domain();
			return allowed.contains(".") && host.contains(allowed) && !host.equals(allowed)
					&& !host.endsWith("." + allowed);
		}).findFirst().map((pattern) -> new OriginDifference(Kind.LOOK_ALIKE, pattern.toString())).orElse(null);
	}

	/**
	 * Return whether the entry shows that the owner of an allowed origin also owns this
	 * one: it differs only in the port, the name of the machine itself, or the first
	 * label of a domain that somebody has registered.
	 * @param origin the origin that is compared
	 * @return whether that is so, and neither origin is that of an application or
	 * extension
	 */
	public boolean hasSameOwner(String origin) {
		Origin asked = Origin.parse(origin);
		if (asked == null || !isWeb(origin) || !isWeb(this.entry)) {
			return false;
		}
		String host = asked.host();
		String parent = host.substring(host.indexOf('.') + 1);
		// Nobody owns what is above the names that can be registered.
		boolean registered = !host.endsWith(".") && !PublicSuffixes.contains(host);
		return switch (this.kind) {
			case LOOPBACK_NAME, PORT -> true;
			case SCHEME, SCHEME_AND_PORT -> asked.scheme().equals("https") || asked.isLoopback();
			case APEX -> registered;
			case WWW -> registered && (!host.startsWith("www.") || !PublicSuffixes.contains(parent));
			case SUB_DOMAIN -> registered && !PublicSuffixes.contains(parent);
			case LABEL, CASE, DEFAULT_PORT, TRAILING_SLASH, LOOK_ALIKE -> false;
		};
	}

	private static boolean isWeb(String origin) {
		return origin.startsWith("https://") || origin.startsWith("http://");
	}

	/**
	 * Return the difference in a sentence.
	 * @return the sentence
	 */
	public String text() {
		return this.kind.text.formatted(this.entry);
	}

	/**
	 * What differs. From the nearest to the farthest; the codes are stable.
	 */
	public enum Kind {

		/** {@code http} and {@code https}. */
		SCHEME("scheme", "Only the scheme differs from '%s', which is allowed."),

		/** The pattern contains the sub-domains of a host, not the host. */
		APEX("apex", "The pattern '%s' contains the sub-domains, not the domain itself."),

		/** Only {@code www.} differs. */
		WWW("www", "Only 'www.' differs from '%s', which is allowed."),

		/** A sub-domain of a host that is allowed. */
		SUB_DOMAIN("sub-domain", "It is a sub-domain of '%s', which is allowed without its sub-domains."),

		/** Another label below the domain of a pattern that has a part of one. */
		LABEL("label", "It does not match the pattern '%s', whose '*' is a part of one label."),

		/** Two names of the user's own machine. */
		LOOPBACK_NAME("loopback-name", "'%s' is allowed, but to a browser that is another origin."),

		/** The port. */
		PORT("port", "Only the port differs from '%s', which is allowed."),

		/** Scheme and port. */
		SCHEME_AND_PORT("scheme-and-port", "Only scheme and port differ from '%s', which is allowed."),

		/** Upper and lower case. */
		CASE("case", "Browsers send it as '%s', which is allowed: a client or proxy sets the header."),

		/** The port that the scheme has by default. */
		DEFAULT_PORT("default-port", "Browsers send it as '%s', which is allowed: a client or proxy sets the header."),

		/** A slash at the end. */
		TRAILING_SLASH("trailing-slash",
				"It is allowed without the trailing slash, which no browser sends: a client or proxy sets the header."),

		/** A host that has the name of an allowed one in its own. */
		LOOK_ALIKE("look-alike", "It looks like '%s', which is allowed, but is another site.");

		private final String code;

		private final String text;

		Kind(String code, String text) {
			this.code = code;
			this.text = text;
		}

		/**
		 * Return the code that is shown to users.
		 * @return the code, such as {@code sub-domain}
		 */
		public String code() {
			return this.code;
		}

	}

}
