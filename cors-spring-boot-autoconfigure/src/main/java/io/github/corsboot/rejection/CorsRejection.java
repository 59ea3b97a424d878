package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * A request that was refused. All text that comes from the request is bounded and safe to
 * be written to a log: what cannot be seen stands as <code>&#92;uXXXX</code>. It still is
 * what a stranger sent: escape it in HTML, and never make a metric tag of it.
 *
 * @param time when the request was refused
 * @param kind the kind of request
 * @param reason why it was refused
 * @param pattern the path pattern whose policies decided, empty if none covers the path
 * @param policies the policy that decided, or all candidates if none contains the origin
 * @param origin the {@code Origin}
 * @param method the method; of a preflight, the one that it asked for
 * @param path the path within the application, without query and path parameters
 * @param refusedHeaders the header names that a preflight asked for and that are not
 * allowed
 * @param circumstances what a {@link #hint() hint} may need to know
 * @since 0.1.0
 */
public record CorsRejection(Instant time, CorsRequest.Kind kind, RejectionReason reason, String pattern,
		List<MappedPolicy> policies, String origin, String method, String path, List<String> refusedHeaders,
		Circumstances circumstances) {

	private static final int MAX_ORIGIN_LENGTH = 400;

	private static final int MAX_METHOD_LENGTH = 64;

	private static final int MAX_PATH_LENGTH = 256;

	private static final int MAX_HEADER_LENGTH = 128;

	/**
	 * Describe a request that was refused.
	 * @param time when
	 * @param decision the decision
	 * @param request the request
	 * @param covered what covers the path
	 * @param path the path within the application, without query and path parameters
	 * @return the rejection
	 */
	static CorsRejection of(Instant time, Rejected decision, CorsRequest request, CoveredPath covered, String path) {
		return new CorsRejection(time, decision.kind(), decision.reason(), covered.pattern(),
				covered.policies(decision), SafeText.of(orEmpty(request.origin()), MAX_ORIGIN_LENGTH),
				method(decision.kind(), request), SafeText.of(path, MAX_PATH_LENGTH), refusedHeaders(decision, request),
				Circumstances.of(request, PolicyMapping.EMPTY));
	}

	/**
	 * Describe a request that no policy covers, and whose response has no CORS headers.
	 * @param time when
	 * @param reason why it has none
	 * @param kind the kind of request
	 * @param request the request
	 * @param policies the policies in force
	 * @param path the path within the application, without query and path parameters
	 * @return the rejection
	 */
	static CorsRejection uncovered(Instant time, RejectionReason reason, CorsRequest.Kind kind, CorsRequest request,
			PolicyMapping policies, String path) {
		return new CorsRejection(time, kind, reason, "", List.of(),
				SafeText.of(orEmpty(request.origin()), MAX_ORIGIN_LENGTH), method(kind, request),
				SafeText.of(path, MAX_PATH_LENGTH), List.of(), Circumstances.of(request, policies));
	}

	private static String method(CorsRequest.Kind kind, CorsRequest request) {
		boolean preflight = kind == CorsRequest.Kind.PREFLIGHT;
		return SafeText.of(preflight ? orEmpty(request.requestedMethod()) : request.method(), MAX_METHOD_LENGTH);
	}

	private static List<String> refusedHeaders(Rejected decision, CorsRequest request) {
		if (decision.kind() != CorsRequest.Kind.PREFLIGHT || decision.policies().size() != 1) {
			return List.of();
		}
		CorsPolicy policy = decision.policies().get(0);
		return policy.refusedHeaders(request.requestedHeaders())
			.stream()
			.map((name) -> SafeText.of(name, MAX_HEADER_LENGTH))
			.toList();
	}

	private static String orEmpty(@Nullable String value) {
		return (value != null) ? value : "";
	}

	/**
	 * Return the properties that decided.
	 * @return the properties and where they stand: one of the policy that decided, or
	 * those of all candidates; empty where no property could change the decision or it is
	 * not known which
	 */
	public List<AttributeSource> decidedBy() {
		String attribute = this.reason.attribute();
		return (attribute == null) ? List.of()
				: this.policies.stream()
					.map((policy) -> policy.source(attribute))
					.filter(Objects::nonNull)
					.distinct()
					.toList();
	}

	/**
	 * Return what probably is the cause, where the request narrowly misses what is
	 * allowed. Computed when it is read.
	 * @return a sentence, or {@code null} if there is nothing to say
	 */
	public @Nullable String hint() {
		return RejectionHint.of(this);
	}

	/**
	 * What else was seen of a request, for hints.
	 *
	 * @param navigation whether a browser was about to show the response as a page
	 * @param ownHost whether the {@code Origin} names the host that was asked, so that
	 * only the scheme, which a proxy may hide, makes it another origin
	 * @param forwardedHost whether {@code X-Forwarded-Host}, which anybody can send, says
	 * that the {@code Origin} names the host that was asked
	 * @param sendsResponseHeader whether a script sets
	 * {@code Access-Control-Allow-Origin} or the like, which belong to the response
	 * @param policies the policies in force if none covers the path
	 */
	public record Circumstances(boolean navigation, boolean ownHost, boolean forwardedHost, boolean sendsResponseHeader,
			PolicyMapping policies) {

		private static final String RESPONSE_HEADER = "Access-Control-Allow-";

		static Circumstances of(CorsRequest request, PolicyMapping policies) {
			boolean navigation = "navigate".equals(request.header("Sec-Fetch-Mode"))
					&& "document".equals(request.header("Sec-Fetch-Dest"));
			String origin = orEmpty(request.origin());
			String forwarded = request.header("X-Forwarded-Host");
			return new Circumstances(navigation, origin.equals("https://" + request.host()),
					forwarded != null && origin.endsWith("://" + forwarded), sendsResponseHeader(request), policies);
		}

		private static boolean sendsResponseHeader(CorsRequest request) {
			String requested = orEmpty(request.requestedHeaders()).toLowerCase(Locale.ROOT);
			return requested.contains(RESPONSE_HEADER.toLowerCase(Locale.ROOT))
					|| request.header(RESPONSE_HEADER + "Origin") != null;
		}

	}

}
