package io.github.corsboot.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Finds everything that is wrong, unsafe or probably not meant in a policy that is being
 * built.
 */
final class PolicyCheck {

	private static final Duration MAX_MAX_AGE = Duration.ofHours(24);

	/** The limit of Chromium. Firefox has 24 hours, WebKit 10 minutes. */
	private static final Duration MAX_HONOURED_MAX_AGE = Duration.ofHours(2);

	/**
	 * Forbidden methods.
	 *
	 * @see <a href="https://fetch.spec.whatwg.org/#forbidden-method">Fetch standard,
	 * forbidden method</a>
	 */
	private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");

	private final CorsPolicy.Builder policy;

	private final List<OriginPattern> origins = new ArrayList<>();

	private final List<PolicyProblem> errors = new ArrayList<>();

	private final List<PolicyProblem> warnings = new ArrayList<>();

	PolicyCheck(CorsPolicy.Builder policy) {
		this.policy = policy;
		if (policy.shared != null) {
			for (PolicyProblem warning : policy.shared.warnings()) {
				if (warning.attribute() == PolicyAttribute.ALLOWED_ORIGINS
						&& warning.reason() != Reason.NOTHING_ALLOWED) {
					this.warnings.add(warning);
				}
			}
		}
		checkEach(PolicyAttribute.ALLOWED_ORIGINS, policy.allowedOrigins);
		checkRedundant();
		checkEach(PolicyAttribute.ALLOWED_METHODS, policy.allowedMethods);
		checkEach(PolicyAttribute.ALLOWED_HEADERS, policy.allowedHeaders);
		checkEach(PolicyAttribute.EXPOSED_HEADERS, policy.exposedHeaders);
		checkMaxAge(policy.maxAge);
		if (policy.allowedOrigins.isEmpty() && (policy.shared == null || policy.shared.allowedOrigins().isEmpty())) {
			add(PolicyAttribute.ALLOWED_ORIGINS, -1, "", new Mistake(Reason.NOTHING_ALLOWED, -1,
					"everything cross-origin is refused: list origins, or set cors.enabled to false"));
		}
		if (policy.allowedMethods.isEmpty()) {
			add(PolicyAttribute.ALLOWED_METHODS, -1, "", new Mistake(Reason.NOTHING_ALLOWED, -1,
					"everything cross-origin is refused: list methods, like 'GET, POST'"));
		}
	}

	/**
	 * Return the errors.
	 * @return the problems, possibly none
	 */
	List<PolicyProblem> errors() {
		return this.errors;
	}

	/**
	 * Return the warnings.
	 * @return the problems, possibly none
	 */
	List<PolicyProblem> warnings() {
		return this.warnings;
	}

	/**
	 * Return the origins that were parsed.
	 * @return all origins, if there are no errors
	 */
	List<OriginPattern> origins() {
		return this.origins;
	}

	private void add(PolicyAttribute attribute, int index, String value, Mistake mistake) {
		List<PolicyProblem> problems = mistake.reason().isError() ? this.errors : this.warnings;
		problems.add(new PolicyProblem(attribute, index, value, mistake.position(), mistake.reason(), mistake.advice(),
				mistake.correction()));
	}

	private void checkEach(PolicyAttribute attribute, List<String> values) {
		boolean mixed = values.size() > 1 && values.contains("*");
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < values.size(); i++) {
			String value = values.get(i);
			Mistake mistake = value.isBlank() ? new Mistake(Reason.BLANK, 0, "delete the blank entry", "")
					: check(attribute, value, this.origins);
			if (mistake == null && !seen.add(value.toLowerCase(Locale.ROOT))) {
				mistake = Mistake.delete(Reason.REDUNDANT, "it repeats an earlier entry");
			}
			if (mistake == null && mixed && value.equals("*")) {
				mistake = new Mistake(Reason.REDUNDANT, 0,
						"delete either '*' or the other entries: '*' already includes them");
			}
			if (mistake != null) {
				add(attribute, i, value, isRight(attribute, mistake.correction()) ? mistake
						: new Mistake(mistake.reason(), mistake.position(), mistake.advice()));
			}
		}
	}

	/**
	 * Return whether the proposed correction is valid.
	 */
	private boolean isRight(PolicyAttribute attribute, @Nullable String correction) {
		if (correction != null && !correction.isEmpty()) {
			for (String entry : correction.split(",", -1)) {
				// What is only proposed is not allowed.
				Mistake mistake = check(attribute, entry.strip(), new ArrayList<>());
				if (mistake != null && mistake.reason().isError()) {
					return false;
				}
			}
		}
		return true;
	}

	private @Nullable Mistake check(PolicyAttribute attribute, String value, List<OriginPattern> parsed) {
		if (attribute == PolicyAttribute.ALLOWED_ORIGINS) {
			return checkOrigin(value, parsed);
		}
		if (attribute == PolicyAttribute.ALLOWED_METHODS) {
			return checkMethod(value);
		}
		return (attribute == PolicyAttribute.ALLOWED_HEADERS) ? HeaderNameCheck.checkAllowed(value)
				: HeaderNameCheck.checkExposed(value, this.policy);
	}

	private void checkRedundant() {
		// Every other entry is redundant beside '*', which is warned of already.
		if (!this.errors.isEmpty() || this.origins.size() < 2 || OriginPattern.containsAny(this.origins)) {
			return;
		}
		Redundancies redundancies = new Redundancies(this.origins);
		for (int i = 0; i < this.origins.size(); i++) {
			OriginPattern origin = this.origins.get(i);
			String wider = redundancies.findBroader(origin);
			if (wider != null) {
				add(PolicyAttribute.ALLOWED_ORIGINS, i, origin.toString(),
						Mistake.delete(Reason.REDUNDANT, "'%s' contains it".formatted(wider)));
			}
		}
	}

	private @Nullable Mistake checkOrigin(String value, List<OriginPattern> parsed) {
		try {
			OriginPattern origin = OriginPattern.parse(value);
			parsed.add(origin);
			Mistake unsafe = checkSafety(origin);
			return (unsafe != null) ? unsafe : checkSuffix(origin);
		}
		catch (OriginPatternException ex) {
			return ex.mistake();
		}
	}

	private @Nullable Mistake checkSafety(OriginPattern origin) {
		if (this.policy.allowCredentials && origin.isAny()) {
			return new Mistake(Reason.ANYBODY_WITH_CREDENTIALS, 0, "list the origins that may use credentials: "
					+ "'*' would let every site act in the name of whoever is logged in");
		}
		if (this.policy.allowCredentials && origin.text().isAnyHost()) {
			return new Mistake(Reason.ANYBODY_WITH_CREDENTIALS, origin.text().labelStart(),
					"use it in a policy without credentials: '*' would let all of '%s' act in the name of whoever is logged in"
						.formatted(origin.text().scheme()));
		}
		return checkInsecure(origin, this.policy.allowCredentials && !this.policy.dangerouslyAllowInsecureOrigins);
	}

	/**
	 * Find an origin that anybody on the network can impersonate.
	 * @param origin the origin
	 * @param secure whether the policy needs secure origins
	 */
	static @Nullable Mistake checkInsecure(OriginPattern origin, boolean secure) {
		return (secure && origin.isInsecure()) ? new Mistake(Reason.INSECURE_ORIGIN, 0,
				"write 'https://': anybody on the network can impersonate "
						+ "an http origin and would get the credentials",
				"https" + origin.toString().substring("http".length())) : null;
	}

	private @Nullable Mistake checkSuffix(OriginPattern origin) {
		boolean subdomains = origin.text().isSubdomains();
		if (!subdomains && !origin.text().isWithinLabel()) {
			return null;
		}
		String suffix = origin.host();
		int position = origin.text().hostStart();
		String name = origin.domain();
		String listed = PublicSuffixes.contains(name) ? name
				: subdomains ? PublicSuffixes.findBelow(name) : PublicSuffixes.findIn(origin);
		if (listed != null && (listed.equals(name) || name.indexOf('.') >= 0)) {
			String have = subdomains
					? "anybody can have one" + (listed.equals(name) ? "" : " below '%s'".formatted(listed))
					: listed.equals(name) ? "anybody can have one that matches"
							: "'%s' matches, where anybody can have a page,".formatted(listed);
			if (this.policy.allowCredentials && !this.policy.dangerouslyAllowPublicSuffixes) {
				return new Mistake(Reason.PUBLIC_SUFFIX, position,
						"name a domain of your own below '%s': %s and would get the credentials".formatted(suffix,
								have));
			}
			return new Mistake(Reason.SUSPICIOUS, position,
					"name a domain of your own below '%s': %s".formatted(suffix, have));
		}
		Mistake joined = subdomains ? null : checkJoined(origin);
		if (joined != null) {
			return joined;
		}
		return (name.indexOf('.') < 0 && !name.equals("localhost")) ? new Mistake(Reason.SUSPICIOUS, position,
				"name a domain: this is everything %sbelow the top-level domain '%s'"
					.formatted(subdomains ? "" : "that matches ", suffix))
				: null;
	}

	/**
	 * Find {@code *preview.example.com}, if sub-domains can be had instead.
	 */
	private @Nullable Mistake checkJoined(OriginPattern origin) {
		int start = origin.text().labelStart();
		if (origin.text().prefixLength() > 0 || !Character.isLetterOrDigit(origin.text().charAt(start + 1))) {
			return null;
		}
		String below = origin.toString().replace("://*", "://*.");
		String other = origin.toString().substring(0, origin.text().hostEnd()).replace("://*", "://evil");
		return (checkSuffix(OriginPattern.parse(below)) != null) ? null : new Mistake(Reason.SUSPICIOUS, start,
				"write '%s' for sub-domains: this is every name that ends alike, such as '%s'".formatted(below, other),
				below);
	}

	private static @Nullable Mistake checkMethod(String method) {
		if (FORBIDDEN_METHODS.contains(method.toUpperCase(Locale.ROOT))) {
			return Mistake.delete(Reason.FORBIDDEN, "browsers never send this method");
		}
		Mistake noToken = Token.check(method, "method");
		if (noToken != null) {
			return noToken;
		}
		Mistake everything = Token.checkEverything(method);
		String upperCase = method.toUpperCase(Locale.ROOT);
		if (everything == null && !method.equals(upperCase)) {
			return new Mistake(Reason.SUSPICIOUS, 0,
					"write '%s': methods are case-sensitive, and browsers do not change this one".formatted(upperCase),
					upperCase);
		}
		return (method.length() > 1 && method.contains("*"))
				? new Mistake(Reason.SUSPICIOUS, method.indexOf('*'), "'*' is not a wildcard inside a method name")
				: everything;
	}

	private void checkMaxAge(Duration maxAge) {
		if (maxAge.isNegative() || maxAge.toNanosPart() != 0 || maxAge.compareTo(MAX_MAX_AGE) > 0) {
			add(PolicyAttribute.MAX_AGE, -1, maxAge.toString(),
					new Mistake(Reason.OUT_OF_RANGE, -1, "write whole seconds from 0 to 24 hours, like '30m'"));
		}
		else if (maxAge.compareTo(MAX_HONOURED_MAX_AGE) > 0) {
			add(PolicyAttribute.MAX_AGE, -1, maxAge.toSeconds() + "s",
					new Mistake(Reason.NO_EFFECT, -1, "write '2h' or less: Chromium keeps no answer longer"));
		}
	}

}
