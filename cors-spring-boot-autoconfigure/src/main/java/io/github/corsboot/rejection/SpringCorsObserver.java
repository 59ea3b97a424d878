package io.github.corsboot.rejection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.LazyCorsRejection.SpringRefusal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.http.HttpMethod;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Sees what Spring's own CORS support decides, records what it refuses, and changes
 * nothing.
 *
 * @since 0.1.0
 */
public final class SpringCorsObserver {

	private static final Log logger = LogFactory.getLog(SpringCorsObserver.class);

	private static final int MAX_HEADERS = 128;

	private final ObjectFactory<CorsPolicies> policies;

	private final ObjectFactory<CorsRecorder> recorder;

	/**
	 * Create an observer.
	 * @param policies the policies; asked when something is refused
	 * @param recorder is told what becomes of requests; asked when something is
	 */
	public SpringCorsObserver(ObjectFactory<CorsPolicies> policies, ObjectFactory<CorsRecorder> recorder) {
		this.policies = policies;
		this.recorder = recorder;
	}

	/**
	 * Return the policies, which decide before Spring does.
	 * @return the policies
	 */
	public CorsPolicies policies() {
		return this.policies.getObject();
	}

	/**
	 * Return what is told of rejections.
	 * @return the recorder
	 */
	public CorsRecorder recorder() {
		return this.recorder.getObject();
	}

	/**
	 * Record a request that was refused. Never throws.
	 * @param request the request
	 * @param configuration the configuration that refused it, or {@code null} if unknown
	 * @param path the path within the application, without query and path parameters
	 * @param place who refused it
	 */
	public void refused(CorsRequest request, @Nullable CorsConfiguration configuration, String path,
			AttributeSource place) {
		if (!this.recorder.getObject().rejections().isEnabled()) {
			return;
		}
		try {
			RejectionReason detail = (configuration != null) ? detail(request, configuration) : null;
			List<String> headers = (detail == RejectionReason.HEADER_NOT_ALLOWED && configuration != null)
					? refused(request, configuration.getAllowedHeaders()) : List.of();
			record(request, new SpringRefusal(detail, headers, place), path);
		}
		catch (RuntimeException ex) {
			logger.debug("A refusal could not be recorded", ex);
		}
	}

	/**
	 * Record a preflight that was accepted, if the answer does not allow all headers that
	 * it asks for: a browser blocks the request then. Never throws.
	 * @param request the request
	 * @param allowHeaders the value of {@code Access-Control-Allow-Headers}
	 * @param path the path within the application, without query and path parameters
	 * @param place who accepted it
	 */
	public void accepted(CorsRequest request, @Nullable String allowHeaders, String path, AttributeSource place) {
		if (!this.recorder.getObject().rejections().isEnabled()) {
			return;
		}
		try {
			List<String> refused = refused(request, (allowHeaders != null) ? split(allowHeaders) : null);
			if (!refused.isEmpty()) {
				record(request, new SpringRefusal(RejectionReason.HEADER_NOT_ALLOWED, refused, place), path);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("A refusal could not be recorded", ex);
		}
	}

	private void record(CorsRequest request, SpringRefusal refusal, String path) {
		PolicyMapping mapping = this.policies.getObject().mapping();
		if (mapping.isEnabled()) {
			this.recorder.getObject().rejections().taken().record(refusal, request, mapping, path);
		}
	}

	/**
	 * Check in the order of Spring's processor.
	 */
	private static @Nullable RejectionReason detail(CorsRequest request, CorsConfiguration configuration) {
		String origin = request.origin();
		if (configuration.checkOrigin(origin) == null) {
			boolean origins = origin != null && (origin.equals(Origin.NULL) || Origin.parse(origin) != null);
			return origins ? RejectionReason.ORIGIN_NOT_ALLOWED : RejectionReason.ORIGIN_MALFORMED;
		}
		String method = request.isPreflight() ? request.requestedMethod() : request.method();
		if (method == null || configuration.checkHttpMethod(HttpMethod.valueOf(method)) == null) {
			return RejectionReason.METHOD_NOT_ALLOWED;
		}
		boolean headers = request.isPreflight() && !refused(request, configuration.getAllowedHeaders()).isEmpty();
		return headers ? RejectionReason.HEADER_NOT_ALLOWED : null;
	}

	private static List<String> refused(CorsRequest request, @Nullable List<String> allowed) {
		String requested = request.requestedHeaders();
		if (requested == null || (allowed != null && allowed.contains("*"))) {
			return List.of();
		}
		List<String> refused = new ArrayList<>(split(requested));
		if (allowed != null) {
			refused.removeIf((name) -> allowed.stream().anyMatch(name::equalsIgnoreCase));
		}
		return refused;
	}

	private static List<String> split(String list) {
		return Arrays.stream(list.split(",", MAX_HEADERS)).map(String::trim).filter((name) -> !name.isEmpty()).toList();
	}

}
