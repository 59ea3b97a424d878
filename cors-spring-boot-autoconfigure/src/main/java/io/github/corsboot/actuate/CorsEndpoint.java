package io.github.corsboot.actuate;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import io.github.corsboot.annotation.AnnotatedHandler;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.origins.OriginsStatus;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejections;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows which policies are in force, where each of their values was set, which
 * annotations widen them, what in all this is probably not meant, and what was refused
 * recently and why.
 *
 * @since 0.1.0
 */
@Endpoint(id = CorsEndpoint.ID, defaultAccess = Access.READ_ONLY)
public final class CorsEndpoint {

	/** The ID of the endpoint. */
	public static final String ID = "cors";

	private final CorsDescriptor.Instance instance;

	private final CorsPolicies policies;

	private final Supplier<List<AnnotatedHandler>> handlers;

	private final CorsWarnings warnings;

	private final CorsRejections rejections;

	private final CorsNotices notices;

	private final Supplier<List<OriginsStatus>> originsFrom;

	private final Supplier<CorsExplainer> explainer;

	/**
	 * Create an endpoint.
	 * @param instance which instance of the application this is
	 * @param policies the policies
	 * @param handlers gives the handlers whose {@code @CrossOrigin} may widen a policy;
	 * asked each time
	 * @param warnings the warnings that were found at the start
	 * @param rejections gives the recent rejections
	 * @param notices gives the notices
	 * @param originsFrom gives what policies have from their providers of origins
	 * @param explainer gives what explains requests; asked when it is needed
	 */
	public CorsEndpoint(CorsDescriptor.Instance instance, CorsPolicies policies,
			Supplier<List<AnnotatedHandler>> handlers, CorsWarnings warnings, CorsRejections rejections,
			CorsNotices notices, Supplier<List<OriginsStatus>> originsFrom, Supplier<CorsExplainer> explainer) {
		this.instance = instance;
		this.policies = policies;
		this.handlers = handlers;
		this.warnings = warnings;
		this.rejections = rejections;
		this.notices = notices;
		this.originsFrom = originsFrom;
		this.explainer = explainer;
	}

	/**
	 * Describe the policies and the recent rejections.
	 * @return the description
	 */
	@ReadOperation
	public CorsDescriptor cors() {
		return CorsDescriptor.of(this.instance, this.policies, this.handlers.get(), this.warnings, this.rejections,
				this.notices, this.originsFrom.get());
	}

	List<CorsDescriptor.Rejection> rejections(RejectionFilter filter) {
		return filter.apply(this.rejections.recent(), Instant.now())
			.stream()
			.map(CorsDescriptor.Rejection::of)
			.toList();
	}

	Explanation explain(ExplainParameters parameters) {
		return parameters.explain(this.explainer.get(), this.rejections::find);
	}

	void clear() {
		this.rejections.clear();
	}

}
