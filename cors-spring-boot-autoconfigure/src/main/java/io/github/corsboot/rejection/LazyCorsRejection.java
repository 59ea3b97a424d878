package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * A rejection as it is recorded. Text is cut to the lengths below. When a request is
 * refused, only what is needed of it is kept, and nothing is computed before it is read.
 */
abstract class LazyCorsRejection implements CorsRejection {

	static final int MAX_DETAIL_LENGTH = 256;

	static final int MAX_ORIGIN_LENGTH = 330;

	static final int MAX_METHOD_LENGTH = 64;

	static final int MAX_PATH_LENGTH = 256;

	static final int MAX_HEADER_LENGTH = 128;

	private static final int MAX_LIST_LENGTH = 4096;

	/** A scheme, a host and a port. */
	private static final int MAX_ADDRESS_LENGTH = 330;

	private final String instance;

	private final long number;

	/** Milliseconds since 1970. */
	private final long time;

	private final int policiesVersion;

	private final short circumstances;

	private final String origin;

	private final String method;

	private final String path;

	/** Kept only where it may explain the refusal. */
	private final @Nullable String address;

	/** The policies in force, if some of them only count for some hosts. */
	private final @Nullable PolicyMapping policiesByHost;

	private LazyCorsRejection(Occurrence occurrence, CorsRequest.Kind kind, CorsRequest request, PolicyMapping policies,
			String path) {
		this.instance = occurrence.instance();
		this.number = occurrence.number();
		this.time = occurrence.time();
		this.policiesVersion = occurrence.policiesVersion();
		this.policiesByHost = policies.hasHosts() ? policies : null;
		short ofHosts = (this.policiesByHost != null) ? Circumstance.ofHosts(request) : 0;
		this.circumstances = (short) (Circumstance.of(kind, request) | ofHosts);
		this.origin = shorten(orEmpty(request.origin()), MAX_ORIGIN_LENGTH);
		boolean preflight = kind == CorsRequest.Kind.PREFLIGHT;
		this.method = shorten(preflight ? orEmpty(request.requestedMethod()) : request.method(), MAX_METHOD_LENGTH);
		this.path = shorten(path, MAX_PATH_LENGTH);
		boolean explains = has(Circumstance.OWN_PAGE) || this.policiesByHost != null;
		this.address = explains ? shorten(address(request), MAX_ADDRESS_LENGTH) : null;
	}

	private static String address(CorsRequest request) {
		String host = request.host();
		boolean ipv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
		String address = request.scheme() + "://" + (ipv6 ? "[" + host + "]" : host);
		return (request.port() > 0) ? address + ":" + request.port() : address;
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

	@Override
	public final String id() {
		return this.instance + '-' + Long.toString(this.number, Character.MAX_RADIX);
	}

	@Override
	public final int policiesVersion() {
		return this.policiesVersion;
	}

	@Override
	public final Instant time() {
		return Instant.ofEpochMilli(this.time);
	}

	/**
	 * Return the time, in milliseconds since 1970.
	 */
	final long millis() {
		return this.time;
	}

	@Override
	public final String origin() {
		return SafeText.ofOrigin(this.origin, MAX_ORIGIN_LENGTH);
	}

	@Override
	public final String method() {
		return SafeText.of(this.method, MAX_METHOD_LENGTH);
	}

	@Override
	public final String path() {
		return SafeText.of(this.path, MAX_PATH_LENGTH);
	}

	@Override
	public final @Nullable String hint() {
		return RejectionHint.of(this);
	}

	@Override
	public final List<String> policies() {
		List<MappedPolicy> policies = mappedPolicies();
		// The meters ask for every rejection; usually there is one policy.
		return (policies.size() == 1) ? List.of(policies.get(0).name())
				: policies.stream().map(MappedPolicy::name).toList();
	}

	/**
	 * Return the policies that decided.
	 */
	abstract List<MappedPolicy> mappedPolicies();

	/**
	 * Return whether the origin is allowed for another form in which the path can be
	 * read.
	 */
	boolean isAllowedInAnotherForm() {
		return false;
	}

	@Override
	public final @Nullable String address() {
		return (this.policiesByHost != null) ? knownAddress() : null;
	}

	/**
	 * Return the address under which the server was asked, or {@code null} if it explains
	 * nothing.
	 */
	final @Nullable String knownAddress() {
		return (this.address != null) ? SafeText.of(this.address, MAX_ADDRESS_LENGTH) : null;
	}

	/**
	 * Return the host that was asked, empty if it does not matter.
	 */
	final String host() {
		String known = (this.policiesByHost != null && this.address != null) ? this.address : "";
		String authority = known.isEmpty() ? "" : known.substring(known.indexOf("://") + "://".length());
		int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
		return (end > 0) ? authority.substring(0, end) : authority;
	}

	/**
	 * Return the policies in force, or {@code null} if all of them count for every host.
	 */
	final @Nullable PolicyMapping policiesByHost() {
		return this.policiesByHost;
	}

	/**
	 * Return what this has in common with other rejections of the same cause.
	 */
	final GroupKey groupKey() {
		String detail = switch (reason()) {
			case METHOD_NOT_ALLOWED -> this.method;
			case HEADER_NOT_ALLOWED -> String.join(", ", refusedHeaders());
			default -> {
				RejectionReason ofSpring = detail();
				yield (ofSpring != null) ? ofSpring.code() : "";
			}
		};
		return new GroupKey(this.origin, groupPattern(), reason(), shorten(detail, MAX_DETAIL_LENGTH));
	}

	/**
	 * Return the pattern that covers the path, or the beginning of the path.
	 */
	abstract String groupPattern();

	/**
	 * Return whether another rejection certainly has the same {@link #groupKey}, without
	 * computing it.
	 */
	boolean isLike(LazyCorsRejection other) {
		return reason() == other.reason() && this.origin.equals(other.origin)
				&& (reason() != RejectionReason.METHOD_NOT_ALLOWED || this.method.equals(other.method));
	}

	final boolean has(Circumstance circumstance) {
		return circumstance.isIn(this.circumstances);
	}

	private static List<String> safe(List<String> names) {
		return names.stream().map((name) -> SafeText.of(name, MAX_HEADER_LENGTH)).toList();
	}

	@Override
	public final String toString() {
		return RejectionLog.describe(this);
	}

	/**
	 * A request that a policy refused. One that keeps coming is recorded each time, so
	 * this is small: 72 bytes where references have four.
	 */
	static final class ByPolicy extends LazyCorsRejection {

		private final Rejected decision;

		private final PathPolicies covered;

		private final @Nullable String requestedHeaders;

		/**
		 * Describe a request that a policy refused.
		 * @param occurrence which rejection it is, and when it was recorded
		 * @param decision the decision
		 * @param request the request
		 * @param policies the policies in force
		 * @param covered the policies that cover the path
		 * @param path the path within the application, without query and path parameters
		 */
		ByPolicy(Occurrence occurrence, Rejected decision, CorsRequest request, PolicyMapping policies,
				PathPolicies covered, String path) {
			super(occurrence, decision.kind(), request, policies, path);
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
		public @Nullable RejectionReason detail() {
			return null;
		}

		@Override
		public String pattern() {
			return this.covered.pattern();
		}

		@Override
		String groupPattern() {
			return pattern();
		}

		@Override
		boolean isLike(LazyCorsRejection other) {
			return super.isLike(other) && other instanceof ByPolicy byPolicy && pattern().equals(byPolicy.pattern())
					&& (reason() != RejectionReason.HEADER_NOT_ALLOWED
							|| Objects.equals(this.requestedHeaders, byPolicy.requestedHeaders));
		}

		@Override
		boolean isAllowedInAnotherForm() {
			return this.covered.policies()
				.stream()
				.anyMatch((policy) -> policy.policy().allowsOrigin(origin(), host()));
		}

		@Override
		List<MappedPolicy> mappedPolicies() {
			return this.covered.policies(this.decision);
		}

		@Override
		public List<String> refusedHeaders() {
			return (this.decision.policies().size() == 1)
					? safe(this.decision.policies().get(0).refusedHeaders(this.requestedHeaders)) : List.of();
		}

		@Override
		public List<AttributeSource> decidedBy() {
			PolicyAttribute attribute = reason().attribute();
			List<PolicyAttribute> attributes = (attribute == null) ? List.of()
					: (attribute == PolicyAttribute.ALLOWED_ORIGINS) ? List.of(PolicyAttribute.ORIGINS_FROM, attribute)
							: List.of(attribute);
			return mappedPolicies().stream()
				.flatMap((policy) -> attributes.stream().map(policy::source))
				.filter(Objects::nonNull)
				.distinct()
				.toList();
		}

	}

	/**
	 * A request that no policy covers and that a browser blocks nevertheless.
	 */
	static final class Uncovered extends LazyCorsRejection {

		private final CorsRequest.Kind kind;

		private final RejectionReason reason;

		private final PolicyMapping policiesInForce;

		private final @Nullable SpringRefusal refusal;

		/**
		 * Describe a request whose response has no CORS headers.
		 * @param occurrence which rejection it is, and when it was recorded
		 * @param reason why it has none
		 * @param kind the kind of request
		 * @param request the request
		 * @param policies the policies in force
		 * @param path the path within the application, without query and path parameters
		 * @param refusal the refusal by Spring's own CORS support, or {@code null} if
		 * nothing is known of it
		 */
		Uncovered(Occurrence occurrence, RejectionReason reason, CorsRequest.Kind kind, CorsRequest request,
				PolicyMapping policies, String path, @Nullable SpringRefusal refusal) {
			super(occurrence, kind, request, policies, path);
			this.reason = reason;
			this.kind = kind;
			this.policiesInForce = policies;
			this.refusal = refusal;
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
		public @Nullable RejectionReason detail() {
			return (this.refusal != null) ? this.refusal.detail() : null;
		}

		@Override
		public String pattern() {
			return "";
		}

		@Override
		String groupPattern() {
			String path = super.path;
			int second = path.indexOf('/', 1);
			int third = (second >= 0) ? path.indexOf('/', second + 1) : -1;
			return (third >= 0) ? path.substring(0, third) : path;
		}

		@Override
		boolean isLike(LazyCorsRejection other) {
			return super.isLike(other) && super.path.equals(other.path) && detail() == other.detail();
		}

		@Override
		List<MappedPolicy> mappedPolicies() {
			return List.of();
		}

		/**
		 * Return the policies that were in force, of which none covers the path.
		 */
		PolicyMapping policiesInForce() {
			return this.policiesInForce;
		}

		@Override
		public List<String> refusedHeaders() {
			return (this.refusal != null) ? this.refusal.headers() : List.of();
		}

		@Override
		public List<AttributeSource> decidedBy() {
			return (this.refusal != null) ? List.of(this.refusal.place()) : List.of();
		}

	}

	/**
	 * A refusal by Spring's own CORS support.
	 *
	 * @param detail the reason in the words of a policy, or {@code null} if it is not
	 * known
	 * @param headers the header names that are not allowed
	 * @param place the bean that refused it, and the handler if there is one
	 */
	record SpringRefusal(@Nullable RejectionReason detail, List<String> headers, AttributeSource place) {

		SpringRefusal {
			headers = safe(headers);
		}

	}

}
