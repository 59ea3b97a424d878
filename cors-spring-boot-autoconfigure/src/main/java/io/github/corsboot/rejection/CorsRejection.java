package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.List;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * A request that was refused, or whose response a browser blocks. All text that comes
 * from the request is bounded and safe to be written to a log: invisible characters stand
 * as <code>&#92;uXXXX</code>, and an ellipsis for what was cut off. With both, 64
 * characters of a method, for example, become at most 385. It is still what a stranger
 * sent: escape it in HTML, and never make a metric tag of it.
 * <p>
 * A rejection that has just been recorded computes much of this when it is asked, and
 * refers to the policies that decided. It can be asked on any thread. A repository that
 * keeps rejections outside of the memory stores a {@link StoredCorsRejection}, and may
 * return its own implementation of this interface.
 *
 * @since 0.1.0
 */
public interface CorsRejection {

	/**
	 * Return the ID.
	 * @return an ID that no other rejection has, those of other instances of the
	 * application included: letters, digits and one hyphen
	 */
	String id();

	/**
	 * Return the version of the policies that decided, or that were in force if no policy
	 * covers the path.
	 * @return the {@linkplain PolicyMapping#version() version}
	 */
	int policiesVersion();

	/**
	 * Return the time at which the request was refused.
	 * @return the time, in milliseconds
	 */
	Instant time();

	/**
	 * Return the kind of request.
	 * @return the kind
	 */
	CorsRequest.Kind kind();

	/**
	 * Return the reason.
	 * @return the reason
	 */
	RejectionReason reason();

	/**
	 * Return the reason of Spring's own CORS support, if that decided.
	 * @return the reason in the words of a policy, or {@code null} if it is not known or
	 * a policy decided
	 */
	@Nullable RejectionReason detail();

	/**
	 * Return the names of the policies that decided.
	 * @return the policy that decided, all candidates if none contains the origin, or
	 * nothing if none covers the path
	 */
	List<String> policies();

	/**
	 * Return the path pattern whose policies decided.
	 * @return the pattern, several of equal specificity separated by commas; empty if
	 * none covers the path
	 */
	String pattern();

	/**
	 * Return the {@code Origin}.
	 * @return at most 330 characters of it
	 */
	String origin();

	/**
	 * Return the method; of a preflight, the one that it asked for.
	 * @return at most 64 characters of it
	 */
	String method();

	/**
	 * Return the path within the application, without query and path parameters.
	 * @return at most 256 characters of it
	 */
	String path();

	/**
	 * Return the address under which the application was asked.
	 * @return scheme, host and port, such as {@code https://acme.example.com}, at most
	 * 330 characters; {@code null} if no policy only counts for some hosts, so that it
	 * did not matter
	 */
	default @Nullable String address() {
		return null;
	}

	/**
	 * Return the header names that a preflight asked for and that are not allowed.
	 * @return at most 128 names, of each at most 128 characters
	 */
	List<String> refusedHeaders();

	/**
	 * Return the places that decided.
	 * @return the properties, or an annotation, and where they stand: one of the policy
	 * that decided, or those of all candidates; the bean of Spring's own CORS support
	 * that decided; empty where nothing could change the decision or it is not known what
	 */
	List<AttributeSource> decidedBy();

	/**
	 * Return the probable cause, where the request narrowly misses what is allowed.
	 * @return a sentence, or {@code null} if there is nothing to say
	 */
	@Nullable String hint();

}
