package io.github.corsboot.rejection;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import org.jspecify.annotations.Nullable;

/**
 * Takes what becomes of requests: each decision, each rejection, and each notice.
 *
 * @param rejections takes each rejection
 * @param notices takes each notice
 * @param decisions is told about each request that is not refused
 * @since 0.1.0
 */
public record CorsRecorder(CorsRejections rejections, CorsNotices notices, CorsDecisionListener decisions) {

	/**
	 * Record a rejection, and notice what else may be wrong with it. Never throws.
	 * @param decision the decision
	 * @param request the request that was refused
	 * @param policies the policies that decided
	 * @param covered what covers the path
	 * @param path the path within the application, without query and path parameters, of
	 * any length
	 */
	public void refused(Rejected decision, CorsRequest request, PolicyMapping policies, PathPolicies covered,
			String path) {
		this.rejections.record(decision, request, policies, covered, path);
		this.notices.addIfNotOfBrowser(decision, request, covered, path);
	}

	/**
	 * Watch the response to a request that no policy covers. Never throws.
	 * @param request the request
	 * @param policies the policies in force
	 * @param path the path within the application, without query and path parameters
	 * @return what is to be told of the response, or {@code null} if a browser does not
	 * need CORS headers to hand it over
	 */
	public @Nullable ResponseWatch watch(CorsRequest request, PolicyMapping policies, String path) {
		Rejected refusal = this.rejections.isEnabled() ? CorsRejections.needsCorsHeaders(request) : null;
		return (refusal != null) ? new ResponseWatch(this, request, refusal.kind(), policies, path) : null;
	}

}
