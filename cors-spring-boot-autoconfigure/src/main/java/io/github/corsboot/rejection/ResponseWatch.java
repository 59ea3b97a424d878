package io.github.corsboot.rejection;

import java.util.Collection;
import java.util.Locale;

import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;

/**
 * Waits for the response to a cross-origin request that no policy covers: without CORS
 * headers, or with too many, a browser blocks it, and nobody would know.
 *
 * @since 0.1.0
 */
public final class ResponseWatch {

	private final CorsRecorder recorder;

	private final CorsRequest request;

	private final CorsRequest.Kind kind;

	private final PolicyMapping policies;

	private final String path;

	ResponseWatch(CorsRecorder recorder, CorsRequest request, CorsRequest.Kind kind, PolicyMapping policies,
			String path) {
		this.recorder = recorder;
		this.request = request;
		this.kind = kind;
		this.policies = policies;
		this.path = path;
	}

	/**
	 * Look at the finished response. Never throws.
	 * @param allowOrigin the lines of {@code Access-Control-Allow-Origin}
	 * @param vary the lines of {@code Vary}
	 */
	public void completed(Collection<String> allowOrigin, Collection<String> vary) {
		if (allowOrigin.isEmpty()) {
			RejectionReason reason = isFromSpring(vary) ? RejectionReason.SPRING_CORS : RejectionReason.NO_POLICY;
			this.recorder.rejections().taken().record(reason, this.kind, this.request, this.policies, this.path);
		}
		else if (allowOrigin.size() > 1 || allowOrigin.stream().anyMatch((line) -> line.contains(","))) {
			this.recorder.notices().add(NoticeCause.SEVERAL_ALLOW_ORIGIN, "", "", "", this.request, () -> this.path);
		}
	}

	/**
	 * Spring's processor adds this to whatever it decides, and nobody else does.
	 */
	private static boolean isFromSpring(Collection<String> vary) {
		String name = CorsHeaders.REQUEST_METHOD.toLowerCase(Locale.ROOT);
		return vary.stream().anyMatch((line) -> line.toLowerCase(Locale.ROOT).contains(name));
	}

}
