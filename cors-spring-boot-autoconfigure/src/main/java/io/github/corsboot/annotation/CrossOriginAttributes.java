package io.github.corsboot.annotation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.InvalidCorsPolicyException;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.PolicyProblem;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.CrossOrigin;

/**
 * What {@code @CrossOrigin} sets, on a class, a method or both, in the words of a policy.
 * What it leaves at its default is empty or {@code null} here.
 *
 * @param allowedOrigins origins and patterns
 * @param allowedMethods methods, those of the mapping if the annotation names none
 * @param allowedHeaders header names, or {@code *}
 * @param exposedHeaders header names, or {@code *}
 * @param allowCredentials whether credentials may be used
 * @param maxAge how long the answer to a preflight is kept
 */
record CrossOriginAttributes(List<String> allowedOrigins, List<String> allowedMethods, List<String> allowedHeaders,
		List<String> exposedHeaders, @Nullable Boolean allowCredentials, @Nullable Duration maxAge) {

	/** What Spring allows where neither the annotation nor the mapping names methods. */
	private static final List<String> DEFAULT_METHODS = List.of("GET", "HEAD", "POST");

	private static final Duration MAX_MAX_AGE = Duration.ofHours(24);

	/**
	 * Read annotations.
	 * @param annotations those of the class and of the method, in this order
	 * @param mappedMethods the methods of the mapping
	 * @param resolver replaces placeholders
	 */
	static CrossOriginAttributes of(List<CrossOrigin> annotations, Set<String> mappedMethods,
			UnaryOperator<String> resolver) {
		Set<String> origins = new LinkedHashSet<>();
		Set<String> methods = new LinkedHashSet<>();
		Set<String> headers = new LinkedHashSet<>();
		Set<String> exposed = new LinkedHashSet<>();
		Boolean credentials = null;
		Duration maxAge = null;
		for (CrossOrigin annotation : annotations) {
			Stream.concat(Arrays.stream(annotation.origins()), Arrays.stream(annotation.originPatterns()))
				.flatMap((origin) -> origins(resolver.apply(origin)).stream())
				.forEach(origins::add);
			Arrays.stream(annotation.methods()).map(Enum::name).forEach(methods::add);
			Arrays.stream(annotation.allowedHeaders()).map(resolver).forEach(headers::add);
			Arrays.stream(annotation.exposedHeaders()).map(resolver).forEach(exposed::add);
			credentials = override(credentials, resolver.apply(annotation.allowCredentials()));
			maxAge = (annotation.maxAge() >= 0) ? Duration.ofSeconds(annotation.maxAge()) : maxAge;
		}
		return new CrossOriginAttributes(List.copyOf(origins), List.copyOf(methods.isEmpty() ? mappedMethods : methods),
				List.copyOf(headers), List.copyOf(exposed), credentials, maxAge);
	}

	private static @Nullable Boolean override(@Nullable Boolean value, String text) {
		return text.isEmpty() ? value : Boolean.valueOf(text);
	}

	/**
	 * Translate an origin or pattern of Spring's, which compares without regard to case
	 * and ignores a slash at the end.
	 */
	private static List<String> origins(String text) {
		List<String> origins = new ArrayList<>();
		for (String entry : text.split(",(?![^\\[]*])", -1)) {
			String origin = StringUtils.trimTrailingCharacter(entry.trim(), '/').toLowerCase(Locale.ROOT);
			int ports = origin.endsWith("]") ? origin.lastIndexOf(":[") : -1;
			if (ports < 0) {
				origins.add(origin);
				continue;
			}
			for (String port : origin.substring(ports + 2, origin.length() - 1).split(",", -1)) {
				origins.add(origin.substring(0, ports) + ":" + port.trim());
			}
		}
		return origins;
	}

	/**
	 * Return the mistakes that make an entry unusable in any policy.
	 */
	List<PolicyProblem> mistakes() {
		try {
			addTo(CorsPolicy.builder().allowedMethods(List.of()).allowedHeaders(List.of())).build();
			return List.of();
		}
		catch (InvalidCorsPolicyException ex) {
			return ex.problems();
		}
	}

	private CorsPolicy.Builder addTo(CorsPolicy.Builder policy) {
		return policy.allowedOrigins(this.allowedOrigins)
			.allowedMethods(this.allowedMethods)
			.allowedHeaders(this.allowedHeaders)
			.exposedHeaders(this.exposedHeaders)
			.maxAge((this.maxAge != null) ? this.maxAge : CorsPolicy.DEFAULT_MAX_AGE);
	}

	/**
	 * Return these attributes without the entries that cannot be used.
	 */
	CrossOriginAttributes without(List<PolicyProblem> mistakes) {
		if (mistakes.isEmpty()) {
			return this;
		}
		return new CrossOriginAttributes(without(mistakes, PolicyAttribute.ALLOWED_ORIGINS, this.allowedOrigins),
				without(mistakes, PolicyAttribute.ALLOWED_METHODS, this.allowedMethods),
				without(mistakes, PolicyAttribute.ALLOWED_HEADERS, this.allowedHeaders),
				without(mistakes, PolicyAttribute.EXPOSED_HEADERS, this.exposedHeaders), this.allowCredentials,
				(this.maxAge != null && this.maxAge.compareTo(MAX_MAX_AGE) > 0) ? MAX_MAX_AGE : this.maxAge);
	}

	private static List<String> without(List<PolicyProblem> mistakes, PolicyAttribute attribute, List<String> values) {
		List<String> left = new ArrayList<>();
		for (int i = 0; i < values.size(); i++) {
			int index = i;
			if (mistakes.stream()
				.noneMatch((mistake) -> mistake.attribute() == attribute && mistake.index() == index)) {
				left.add(values.get(i));
			}
		}
		return left;
	}

	/**
	 * Create the policy of the annotation alone. Without origins it allows none.
	 */
	CorsPolicy.Builder toPolicy(String name) {
		CorsPolicy.Builder policy = CorsPolicy.builder()
			.name(name)
			.allowedOrigins(this.allowedOrigins)
			.allowedMethods(this.allowedMethods.isEmpty() ? DEFAULT_METHODS : this.allowedMethods)
			.exposedHeaders(this.exposedHeaders);
		if (!this.allowedHeaders.isEmpty()) {
			policy.allowedHeaders(this.allowedHeaders);
		}
		return override(policy);
	}

	/**
	 * Create the widened policy: lists are merged, single values replaced.
	 */
	CorsPolicy.Builder widen(CorsPolicy policy) {
		CorsPolicy.Builder wider = policy.toBuilder();
		if (policy.allowsAnyOrigin() || this.allowedOrigins.contains("*")) {
			wider.allowedOrigins("*");
		}
		else {
			wider.addAllowedOrigins(this.allowedOrigins);
		}
		return override(wider.allowedMethods(unite(policy.allowedMethods(), this.allowedMethods))
			.allowedHeaders(unite(policy.allowedHeaders(), this.allowedHeaders))
			.exposedHeaders(unite(policy.exposedHeaders(), this.exposedHeaders)));
	}

	private CorsPolicy.Builder override(CorsPolicy.Builder policy) {
		if (this.allowCredentials != null) {
			policy.allowCredentials(this.allowCredentials);
		}
		if (this.maxAge != null) {
			policy.maxAge(this.maxAge);
		}
		return policy;
	}

	private static List<String> unite(List<String> one, List<String> other) {
		if (one.contains("*") || other.contains("*")) {
			return List.of("*");
		}
		Set<String> united = new LinkedHashSet<>(one);
		united.addAll(other);
		return List.copyOf(united);
	}

}
