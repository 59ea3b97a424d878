package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.List;
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
 * @param springRefusal what is known of a refusal by Spring's own CORS support
 * @param circumstances what a {@link #hint() hint} may need to know
 * @since 0.1.0
 */
public record CorsRejection(Instant time, CorsRequest.Kind kind, RejectionReason reason, String pattern,
		List<MappedPolicy> policies, String origin, String method, String path, List<String> refusedHeaders,
		@Nullable SpringRefusal springRefusal, Circumstances circumstances) {

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
				null, Circumstances.of(request, PolicyMapping.EMPTY));
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
				SafeText.of(path, MAX_PATH_LENGTH), List.of(), null, Circumstances.of(request, policies));
	}

	/**
	 * Describe a request that Spring's own CORS support refused.
	 * @param time when
	 * @param refusal what is known of the refusal
	 * @param request the request
	 * @param refusedHeaders the header names that are not allowed
	 * @param policies the policies in force
	 * @param path the path within the application, without query and path parameters
	 * @return the rejection
	 */
	static CorsRejection bySpring(Instant time, SpringRefusal refusal, CorsRequest request, List<String> refusedHeaders,
			PolicyMapping policies, String path) {
		CorsRequest.Kind kind = request.isPreflight() ? CorsRequest.Kind.PREFLIGHT : CorsRequest.Kind.ACTUAL;
		return new CorsRejection(time, kind, RejectionReason.SPRING_CORS, "", List.of(),
				SafeText.of(orEmpty(request.origin()), MAX_ORIGIN_LENGTH), method(kind, request),
				SafeText.of(path, MAX_PATH_LENGTH), safe(refusedHeaders), refusal, Circumstances.of(request, policies));
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
		return safe(policy.refusedHeaders(request.requestedHeaders()));
	}

	private static List<String> safe(List<String> names) {
		return names.stream().map((name) -> SafeText.of(name, MAX_HEADER_LENGTH)).toList();
	}

	private static String orEmpty(@Nullable String value) {
		return (value != null) ? value : "";
	}

	/**
	 * Return what decided.
	 * @return the properties, or an annotation, and where they stand: one of the policy
	 * that decided, or those of all candidates; what of Spring's own CORS support
	 * decided; empty where nothing could change the decision or it is not known what
	 */
	public List<AttributeSource> decidedBy() {
		if (this.springRefusal != null) {
			return List.of(this.springRefusal.place());
		}
		String attribute = this.reason.attribute();
		return (attribute == null) ? List.of()
				: this.policies.stream()
					.map((policy) -> policy.source(attribute))
					.filter(Objects::nonNull)
					.distinct()
					.toList();
	}

	/**
	 * Return what Spring's own CORS support refused.
	 * @return the reason in the words of a policy, or {@code null} if it is not known or
	 * a policy decided
	 */
	public @Nullable RejectionReason detail() {
		return (this.springRefusal != null) ? this.springRefusal.detail() : null;
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
	 * What is known of a refusal by Spring's own CORS support.
	 *
	 * @param detail what was refused, in the words of a policy, or {@code null} if that
	 * is not known
	 * @param place the bean that refused it, and the handler if there is one
	 */
	public record SpringRefusal(@Nullable RejectionReason detail, AttributeSource place) {
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

		/** How much is searched of the names that a preflight asks for. */
		private static final int MAX_REQUESTED = 512;

		static Circumstances of(CorsRequest request, PolicyMapping policies) {
			boolean navigation = "navigate".equals(request.header("Sec-Fetch-Mode"))
					&& "document".equals(request.header("Sec-Fetch-Dest"));
			String origin = orEmpty(request.origin());
			String forwarded = request.header("X-Forwarded-Host");
			return new Circumstances(navigation, isHttpsOf(origin, request.host()),
					forwarded != null && origin.endsWith("://" + forwarded), sendsResponseHeader(request), policies);
		}

		private static boolean isHttpsOf(String origin, String host) {
			int start = "https://".length();
			return origin.length() == start + host.length() && origin.startsWith("https://") && origin.endsWith(host);
		}

		private static boolean sendsResponseHeader(CorsRequest request) {
			String requested = orEmpty(request.requestedHeaders());
			int last = Math.min(requested.length(), MAX_REQUESTED) - RESPONSE_HEADER.length();
			for (int i = 0; i <= last; i++) {
				if ((requested.charAt(i) | ' ') == 'a'
						&& requested.regionMatches(true, i, RESPONSE_HEADER, 0, RESPONSE_HEADER.length())) {
					return true;
				}
			}
			return request.header(RESPONSE_HEADER + "Origin") != null;
		}

	}

}
