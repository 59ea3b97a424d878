package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * A request that was refused. All text that comes from the request is bounded and safe to
 * be written to a log: what cannot be seen stands as <code>&#92;uXXXX</code>. It still is
 * what a stranger sent: escape it in HTML, and never make a metric tag of it.
 * <p>
 * When a request is refused, only what is needed of it is kept. The rest is computed when
 * it is read.
 *
 * @since 0.1.0
 */
public abstract sealed class CorsRejection {

	private static final int MAX_ORIGIN_LENGTH = 330;

	private static final int MAX_METHOD_LENGTH = 64;

	private static final int MAX_PATH_LENGTH = 256;

	private static final int MAX_HEADER_LENGTH = 128;

	private static final int MAX_LIST_LENGTH = 4096;

	/** Milliseconds since 1970. */
	private final long time;

	private final byte circumstances;

	private final String origin;

	private final String method;

	private final String path;

	private CorsRejection(long time, CorsRequest.Kind kind, CorsRequest request, String path) {
		this.time = time;
		this.circumstances = Circumstance.of(kind, request);
		this.origin = shorten(orEmpty(request.origin()), MAX_ORIGIN_LENGTH);
		boolean preflight = kind == CorsRequest.Kind.PREFLIGHT;
		this.method = shorten(preflight ? orEmpty(request.requestedMethod()) : request.method(), MAX_METHOD_LENGTH);
		this.path = shorten(path, MAX_PATH_LENGTH);
	}

	/**
	 * Keep one character more than is shown, so that the display can add an ellipsis.
	 */
	private static String shorten(String text, int maxLength) {
		return (text.length() > maxLength) ? text.substring(0, maxLength + 1) : text;
	}

	private static String orEmpty(@Nullable String value) {
		return (value != null) ? value : "";
	}

	/**
	 * Return when the request was refused.
	 * @return the time, in milliseconds
	 */
	public Instant time() {
		return Instant.ofEpochMilli(this.time);
	}

	long timeInMillis() {
		return this.time;
	}

	/**
	 * Return the kind of request.
	 * @return the kind
	 */
	public abstract CorsRequest.Kind kind();

	/**
	 * Return why it was refused.
	 * @return the reason
	 */
	public abstract RejectionReason reason();

	/**
	 * Return the path pattern whose policies decided.
	 * @return the pattern, empty if none covers the path
	 */
	public abstract String pattern();

	/**
	 * Return whose decision it was.
	 * @return the policy that decided, all candidates if none contains the origin, or
	 * nothing if none covers the path
	 */
	public abstract List<MappedPolicy> policies();

	/**
	 * Return the {@code Origin}.
	 * @return at most {@value #MAX_ORIGIN_LENGTH} characters of it
	 */
	public String origin() {
		return SafeText.of(this.origin, MAX_ORIGIN_LENGTH);
	}

	String rawOrigin() {
		return this.origin;
	}

	/**
	 * Return the method; of a preflight, the one that it asked for.
	 * @return at most {@value #MAX_METHOD_LENGTH} characters of it
	 */
	public String method() {
		return SafeText.of(this.method, MAX_METHOD_LENGTH);
	}

	/**
	 * Return the path within the application, without query and path parameters.
	 * @return at most {@value #MAX_PATH_LENGTH} characters of it
	 */
	public String path() {
		return SafeText.of(this.path, MAX_PATH_LENGTH);
	}

	/**
	 * Return the header names that a preflight asked for and that are not allowed.
	 * @return at most 128 names, of each at most {@value #MAX_HEADER_LENGTH} characters
	 */
	public abstract List<String> refusedHeaders();

	/**
	 * Return what is known of a refusal by Spring's own CORS support.
	 * @return what is known, or {@code null} if something else decided
	 */
	public abstract @Nullable SpringRefusal springRefusal();

	/**
	 * Return the policies that were in force when no policy covered the path.
	 */
	abstract PolicyMapping policiesInForce();

	private static List<String> safe(List<String> names) {
		return names.stream().map((name) -> SafeText.of(name, MAX_HEADER_LENGTH)).toList();
	}

	/**
	 * Return what decided.
	 * @return the properties, or an annotation, and where they stand: one of the policy
	 * that decided, or those of all candidates; what of Spring's own CORS support
	 * decided; empty where nothing could change the decision or it is not known what
	 */
	public List<AttributeSource> decidedBy() {
		SpringRefusal refusal = springRefusal();
		if (refusal != null) {
			return List.of(refusal.place());
		}
		String attribute = reason().attribute();
		return (attribute == null) ? List.of()
				: policies().stream()
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
		SpringRefusal refusal = springRefusal();
		return (refusal != null) ? refusal.detail() : null;
	}

	/**
	 * Return what probably is the cause, where the request narrowly misses what is
	 * allowed.
	 * @return a sentence, or {@code null} if there is nothing to say
	 */
	public @Nullable String hint() {
		return RejectionHint.of(this);
	}

	boolean has(Circumstance circumstance) {
		return circumstance.isIn(this.circumstances);
	}

	@Override
	public String toString() {
		return RejectionLog.describe(this);
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
	 * A request that a policy refused. One that keeps coming is recorded each time, so
	 * this is small: 48 bytes where references have four.
	 */
	static final class ByPolicy extends CorsRejection {

		private final Rejected decision;

		private final CoveredPath covered;

		private final @Nullable String requestedHeaders;

		/**
		 * Describe a request that a policy refused.
		 * @param time when, in milliseconds since 1970
		 * @param decision the decision
		 * @param request the request
		 * @param covered what covers the path
		 * @param path the path within the application, without query and path parameters
		 */
		ByPolicy(long time, Rejected decision, CorsRequest request, CoveredPath covered, String path) {
			super(time, decision.kind(), request, path);
			this.decision = decision;
			this.covered = covered;
			String requested = (decision.kind() == CorsRequest.Kind.PREFLIGHT) ? request.requestedHeaders() : null;
			// In a longer list no names are looked at.
			this.requestedHeaders = (requested != null && requested.length() <= MAX_LIST_LENGTH) ? requested : null;
		}

		@Override
		public CorsRequest.Kind kind() {
			return this.decision.kind();
		}

		@Override
		public RejectionReason reason() {
			return this.decision.reason();
		}

		@Override
		public String pattern() {
			return this.covered.pattern();
		}

		@Override
		public List<MappedPolicy> policies() {
			return this.covered.policies(this.decision);
		}

		@Override
		public List<String> refusedHeaders() {
			return (this.decision.policies().size() == 1)
					? safe(this.decision.policies().get(0).refusedHeaders(this.requestedHeaders)) : List.of();
		}

		@Override
		public @Nullable SpringRefusal springRefusal() {
			return null;
		}

		@Override
		PolicyMapping policiesInForce() {
			return PolicyMapping.EMPTY;
		}

	}

	/**
	 * A request that no policy covers and that a browser blocks nevertheless.
	 */
	static final class Uncovered extends CorsRejection {

		private final CorsRequest.Kind kind;

		private final List<String> refusedHeaders;

		private final @Nullable SpringRefusal refusal;

		private final PolicyMapping policies;

		private final RejectionReason reason;

		/**
		 * Describe a request whose response has no CORS headers.
		 * @param time when, in milliseconds since 1970
		 * @param reason why it has none
		 * @param kind the kind of request
		 * @param request the request
		 * @param policies the policies in force
		 * @param path the path within the application, without query and path parameters
		 */
		Uncovered(long time, RejectionReason reason, CorsRequest.Kind kind, CorsRequest request, PolicyMapping policies,
				String path) {
			super(time, kind, request, path);
			this.reason = reason;
			this.kind = kind;
			this.policies = policies;
			this.refusal = null;
			this.refusedHeaders = List.of();
		}

		/**
		 * Describe a request that Spring's own CORS support refused.
		 * @param time when, in milliseconds since 1970
		 * @param refusal what is known of the refusal
		 * @param request the request
		 * @param refusedHeaders the header names that are not allowed
		 * @param policies the policies in force
		 * @param path the path within the application, without query and path parameters
		 */
		Uncovered(long time, SpringRefusal refusal, CorsRequest request, List<String> refusedHeaders,
				PolicyMapping policies, String path) {
			super(time, kindOf(request), request, path);
			this.reason = RejectionReason.SPRING_CORS;
			this.kind = kindOf(request);
			this.policies = policies;
			this.refusal = refusal;
			this.refusedHeaders = safe(refusedHeaders);
		}

		private static CorsRequest.Kind kindOf(CorsRequest request) {
			return request.isPreflight() ? CorsRequest.Kind.PREFLIGHT : CorsRequest.Kind.ACTUAL;
		}

		@Override
		public CorsRequest.Kind kind() {
			return this.kind;
		}

		@Override
		public RejectionReason reason() {
			return this.reason;
		}

		@Override
		public String pattern() {
			return "";
		}

		@Override
		public List<MappedPolicy> policies() {
			return List.of();
		}

		@Override
		public List<String> refusedHeaders() {
			return this.refusedHeaders;
		}

		@Override
		public @Nullable SpringRefusal springRefusal() {
			return this.refusal;
		}

		@Override
		PolicyMapping policiesInForce() {
			return this.policies;
		}

	}

}
