package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * A rejection with all its values, for repositories that store it and recreate it from
 * the store. Text is kept as it is given, neither escaped nor shortened.
 * <pre class="code">
 * public void add(CorsRejection rejection) {
 * 	this.queue.offer(StoredCorsRejection.of(rejection));
 * }
 * </pre>
 *
 * @param id the ID, unique among those of all instances of the application
 * @param policiesVersion the version of the policies that decided
 * @param time the time at which the request was refused
 * @param kind the kind of request
 * @param reason the reason
 * @param detail the reason of Spring's own CORS support, or {@code null}
 * @param policies the names of the policies that decided
 * @param pattern the path pattern whose policies decided, empty if none did
 * @param origin the {@code Origin}
 * @param method the method; of a preflight, the one that it asked for
 * @param path the path within the application
 * @param refusedHeaders the header names that are not allowed
 * @param decidedBy the places that decided
 * @param hint the probable cause, or {@code null}
 * @param address the address under which the application was asked, or {@code null}
 * @since 0.1.0
 */
public record StoredCorsRejection(String id, int policiesVersion, Instant time, CorsRequest.Kind kind,
		RejectionReason reason, @Nullable RejectionReason detail, List<String> policies, String pattern, String origin,
		String method, String path, List<String> refusedHeaders, List<AttributeSource> decidedBy, @Nullable String hint,
		@Nullable String address) implements CorsRejection {

	/**
	 * Create a rejection from its values, such as those of a row in a database.
	 * @param id the ID
	 * @param policiesVersion the version of the policies in force
	 * @param time the time at which the request was refused
	 * @param kind the kind of request
	 * @param reason the reason
	 * @param detail the reason of Spring's own CORS support, or {@code null}
	 * @param policies the names of the policies that decided
	 * @param pattern the path pattern whose policies decided, empty if none did
	 * @param origin the {@code Origin}
	 * @param method the method; of a preflight, the one that it asked for
	 * @param path the path within the application
	 * @param refusedHeaders the header names that are not allowed
	 * @param decidedBy the places that decided
	 * @param hint the probable cause, or {@code null}
	 * @param address the address under which the application was asked, or {@code null}
	 * @throws NullPointerException if any value but {@code detail}, {@code hint} and
	 * {@code address}, or an element of a list, is {@code null}
	 */
	public StoredCorsRejection {
		for (Object required : new Object[] { id, time, kind, reason, pattern, origin, method, path }) {
			Objects.requireNonNull(required, "Only the detail, the hint and the address of a rejection may be missing");
		}
		policies = List.copyOf(policies);
		refusedHeaders = List.copyOf(refusedHeaders);
		decidedBy = List.copyOf(decidedBy);
	}

	/**
	 * Create a rejection whose address does not matter.
	 * @param id the ID
	 * @param policiesVersion the version of the policies in force
	 * @param time the time at which the request was refused
	 * @param kind the kind of request
	 * @param reason the reason
	 * @param detail the reason of Spring's own CORS support, or {@code null}
	 * @param policies the names of the policies that decided
	 * @param pattern the path pattern whose policies decided, empty if none did
	 * @param origin the {@code Origin}
	 * @param method the method; of a preflight, the one that it asked for
	 * @param path the path within the application
	 * @param refusedHeaders the header names that are not allowed
	 * @param decidedBy the places that decided
	 * @param hint the probable cause, or {@code null}
	 */
	public StoredCorsRejection(String id, int policiesVersion, Instant time, CorsRequest.Kind kind,
			RejectionReason reason, @Nullable RejectionReason detail, List<String> policies, String pattern,
			String origin, String method, String path, List<String> refusedHeaders, List<AttributeSource> decidedBy,
			@Nullable String hint) {
		this(id, policiesVersion, time, kind, reason, detail, policies, pattern, origin, method, path, refusedHeaders,
				decidedBy, hint, null);
	}

	/**
	 * Copy a rejection. Computes its hint, which compares the origin with the entries of
	 * the policies: not on the thread of the request.
	 * @param rejection the rejection
	 * @return a rejection with the same values, that refers to nothing else
	 */
	public static StoredCorsRejection of(CorsRejection rejection) {
		return new StoredCorsRejection(rejection.id(), rejection.policiesVersion(), rejection.time(), rejection.kind(),
				rejection.reason(), rejection.detail(), rejection.policies(), rejection.pattern(), rejection.origin(),
				rejection.method(), rejection.path(), rejection.refusedHeaders(), rejection.decidedBy(),
				rejection.hint(), rejection.address());
	}

}
