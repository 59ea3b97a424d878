package io.github.corsboot.decision;

import java.util.List;

import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsRequest;
import org.jspecify.annotations.Nullable;

/**
 * A decision about a request, as an attribute of the request. It says for which method
 * and path it was made and which handlers counted, so that whoever comes later sees
 * whether it still stands.
 *
 * @since 0.1.0
 */
public final class RequestDecision {

	/** The name of the attribute. */
	public static final String ATTRIBUTE = RequestDecision.class.getName();

	private static final String ALL_PATHS = "/**";

	private final PolicyMapping mapping;

	private final CorsRequest request;

	private final String path;

	private final @Nullable PathPolicies covered;

	private final CorsDecision decision;

	private final FoundHandlers handlers;

	private @Nullable WrittenHeaders headers;

	private final boolean forErrorPage;

	RequestDecision(PolicyMapping mapping, CorsRequest request, String path, @Nullable PathPolicies covered,
			CorsDecision decision) {
		this(mapping, request, path, covered, decision, FoundHandlers.NONE, null, false);
	}

	private RequestDecision(PolicyMapping mapping, CorsRequest request, String path, @Nullable PathPolicies covered,
			CorsDecision decision, FoundHandlers handlers, @Nullable WrittenHeaders headers, boolean forErrorPage) {
		this.mapping = mapping;
		this.request = request;
		this.path = path;
		this.covered = covered;
		this.decision = decision;
		this.handlers = handlers;
		this.headers = headers;
		this.forErrorPage = forErrorPage;
	}

	/**
	 * Return whether the decision was made for a method and path.
	 * @param method the method with which the request is served
	 * @param path its {@linkplain PathReader#pathKey path key}
	 * @return whether nothing has changed since
	 */
	public boolean isFor(String method, String path) {
		// Jetty asks for an error page with GET.
		return this.path.equals(path) && (this.forErrorPage || this.request.method().equals(method));
	}

	/**
	 * Return whether this is the decision for the error page of a request that has
	 * failed.
	 * @return whether the path is that of an error page
	 */
	public boolean isForErrorPage() {
		return this.forErrorPage;
	}

	/**
	 * Return whether a policy covers the path.
	 * @return whether a policy has decided
	 */
	public boolean isCovered() {
		return this.covered != null;
	}

	/**
	 * Return the path pattern whose policies decided.
	 * @return the pattern, several of equal specificity separated by commas; empty if
	 * none covers the path
	 */
	public String pattern() {
		return (this.covered != null) ? this.covered.pattern() : "";
	}

	/**
	 * Return the decision.
	 * @return the decision, which passes if no policy covers the path
	 */
	public CorsDecision decision() {
		return this.decision;
	}

	/**
	 * Return the request as it was when it was decided.
	 * @return the request
	 */
	public CorsRequest request() {
		return this.request;
	}

	/**
	 * Return the headers that have been written for the decision.
	 * @return the headers, or {@code null} if none but {@code Vary} has been written
	 */
	public @Nullable WrittenHeaders headers() {
		return this.headers;
	}

	/**
	 * Set the headers that have been written for this decision, before it becomes an
	 * attribute.
	 * @param headers the headers
	 */
	public void setHeaders(@Nullable WrittenHeaders headers) {
		this.headers = headers;
	}

	/**
	 * Return whether a policy covers this path by another pattern than {@code /**}.
	 * @return whether the pattern is another than {@code /**}
	 */
	private boolean isCoveredInParticular() {
		return this.covered != null && !this.covered.pattern().equals(ALL_PATHS);
	}

	/**
	 * Return the decision for the error page of a request that has failed, with the
	 * method that failed: containers ask for the page with {@code GET}. It is that of the
	 * request, and if policies cover the page in particular, they have to allow it, too.
	 * @param failed the decision about the request
	 * @return the decision, which is about the path of the page
	 */
	RequestDecision asErrorPageOf(RequestDecision failed) {
		PathPolicies page = isCoveredInParticular() ? this.covered : failed.covered;
		PathPolicies both = (page == null || failed.covered == null || page == failed.covered) ? page
				: PathPolicies.strictest(List.of(failed.covered, page), false);
		CorsDecision outcome = (both == null || both == failed.covered) ? failed.decision
				: both.evaluate(failed.request);
		return new RequestDecision(this.mapping, failed.request, this.path, both, outcome, failed.handlers,
				failed.headers, true);
	}

	/**
	 * Return the decision for a page that includes another resource: only what both paths
	 * allow.
	 * @param included the decision about the other resource
	 * @return the decision, which is still about the path of this one
	 */
	public RequestDecision including(RequestDecision included) {
		if (this.covered == null || this.covered == included.covered) {
			return this;
		}
		PathPolicies both = (included.covered != null)
				? PathPolicies.strictest(List.of(this.covered, included.covered), false) : null;
		return new RequestDecision(this.mapping, this.request, this.path, both,
				(both != null) ? both.evaluate(this.request) : Passed.WITHOUT_HEADERS, this.handlers, this.headers,
				this.forErrorPage);
	}

	RequestDecision passing(Passed pass) {
		return new RequestDecision(this.mapping, this.request, this.path, this.covered, pass, this.handlers,
				this.headers, this.forErrorPage);
	}

	/**
	 * Let the annotations of handlers widen the policies, and decide by these.
	 */
	RequestDecision widen(FoundHandlers found) {
		if (this.covered == null || found.isEmpty()) {
			return this;
		}
		PathPolicies widened = found.widen(this.covered);
		return new RequestDecision(this.mapping, this.request, this.path, widened, widened.evaluate(this.request),
				found, this.headers, this.forErrorPage);
	}

	/**
	 * Return the annotated handlers that counted.
	 * @return the handlers, possibly none
	 */
	public FoundHandlers handlers() {
		return this.handlers;
	}

	PolicyMapping mapping() {
		return this.mapping;
	}

	/**
	 * Return the policies that cover the path, widened by the annotated handlers.
	 * @return the policies, or {@code null} if none covers the path
	 */
	public @Nullable PathPolicies covered() {
		return this.covered;
	}

	@Override
	public String toString() {
		return this.request.method() + " " + this.path + " -> " + this.decision;
	}

}
