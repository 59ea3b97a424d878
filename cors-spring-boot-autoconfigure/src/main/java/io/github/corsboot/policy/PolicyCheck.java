package io.github.corsboot.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * Finds everything that is wrong or unsafe in a policy that is being built.
 */
final class PolicyCheck {

	private static final Duration MAX_MAX_AGE = Duration.ofHours(24);

	/**
	 * Forbidden methods.
	 *
	 * @see <a href="https://fetch.spec.whatwg.org/#forbidden-method">Fetch standard,
	 * forbidden method</a>
	 */
	private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");

	private final CorsPolicy.Builder policy;

	private final List<OriginPattern> origins = new ArrayList<>();

	private final List<PolicyProblem> problems = new ArrayList<>();

	PolicyCheck(CorsPolicy.Builder policy) {
		this.policy = policy;
		checkEach("allowed-origins", policy.allowedOrigins, this::checkOrigin);
		checkEach("allowed-methods", policy.allowedMethods, this::checkMethod);
		checkEach("allowed-headers", policy.allowedHeaders, this::checkName);
		checkEach("exposed-headers", policy.exposedHeaders, this::checkExposedName);
		checkMaxAge(policy.maxAge);
	}

	/**
	 * Return what was found.
	 * @return the problems, possibly none
	 */
	List<PolicyProblem> problems() {
		return this.problems;
	}

	/**
	 * Return the origins that were parsed.
	 * @return all origins, if there are no problems
	 */
	List<OriginPattern> origins() {
		return this.origins;
	}

	private void checkEach(String attribute, List<String> values, BiFunction<String, String, @Nullable Mistake> check) {
		for (int i = 0; i < values.size(); i++) {
			String value = values.get(i);
			Mistake mistake = check.apply(attribute, value);
			if (mistake != null) {
				this.problems.add(new PolicyProblem(attribute, i, value, mistake.position(), mistake.advice()));
			}
		}
	}

	private @Nullable Mistake checkOrigin(String attribute, String value) {
		try {
			OriginPattern origin = OriginPattern.parse(value);
			this.origins.add(origin);
			return checkSafety(origin);
		}
		catch (OriginPatternException ex) {
			return new Mistake(ex.getPosition(), ex.getAdvice());
		}
	}

	private @Nullable Mistake checkSafety(OriginPattern origin) {
		if (this.policy.allowCredentials) {
			if (origin.isAny()) {
				return new Mistake(0, "list the origins that may use credentials: '*' would let every site act "
						+ "in the name of whoever is logged in");
			}
			if (origin.isInsecure() && !this.policy.dangerouslyAllowInsecureOrigins) {
				return new Mistake(0, "write 'https://': anybody on the network can impersonate an http origin and "
						+ "would get the credentials");
			}
		}
		if (this.policy.allowPrivateNetwork && origin.isAny()) {
			return new Mistake(0, "list the origins that may reach a private network");
		}
		return null;
	}

	private @Nullable Mistake checkMethod(String attribute, String value) {
		if (FORBIDDEN_METHODS.contains(value.toUpperCase(Locale.ROOT))) {
			return new Mistake(0, "delete it: browsers never send this method");
		}
		return checkName(attribute, value);
	}

	private @Nullable Mistake checkExposedName(String attribute, String value) {
		if (value.equals("*") && this.policy.allowCredentials) {
			return new Mistake(0, "list the names: with credentials browsers take '*' for the name of a header");
		}
		return checkName(attribute, value);
	}

	private @Nullable Mistake checkName(String attribute, String value) {
		int end = Token.end(value);
		if (end == value.length() && end > 0) {
			return null;
		}
		return new Mistake(end, value.isEmpty() ? "delete the blank entry"
				: "use letters, digits and !#$%&'*+-.^_`|~ only, one name to an entry");
	}

	private void checkMaxAge(Duration maxAge) {
		if (maxAge.isNegative() || maxAge.toNanosPart() != 0 || maxAge.compareTo(MAX_MAX_AGE) > 0) {
			this.problems.add(new PolicyProblem("max-age", -1, maxAge.toString(), -1,
					"write whole seconds from 0 to 24 hours, as in '30m'"));
		}
	}

	private record Mistake(int position, String advice) {
	}

}
