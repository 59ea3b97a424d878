package io.github.corsboot.actuate;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import io.github.corsboot.annotation.AnnotatedHandler;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import io.github.corsboot.fleet.FleetReporter;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.origins.OriginsStatus;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.reload.CorsReloader;
import org.jspecify.annotations.Nullable;

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

	/** The scope of all instances. */
	static final String FLEET = "fleet";

	private final CorsDescriptor.Instance instance;

	private final CorsPolicies policies;

	private final Supplier<List<AnnotatedHandler>> handlers;

	private final CorsWarnings warnings;

	private final CorsRejections rejections;

	private final CorsNotices notices;

	private final Supplier<List<OriginsStatus>> originsFrom;

	private final Supplier<CorsExplainer> explainer;

	private final @Nullable CorsReloader reloader;

	private final @Nullable FleetReporter fleet;

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
	 * @param reloader reloads the policies, or {@code null} if that is not possible
	 * @param fleet knows the other instances, or {@code null} if nothing does
	 */
	public CorsEndpoint(CorsDescriptor.Instance instance, CorsPolicies policies,
			Supplier<List<AnnotatedHandler>> handlers, CorsWarnings warnings, CorsRejections rejections,
			CorsNotices notices, Supplier<List<OriginsStatus>> originsFrom, Supplier<CorsExplainer> explainer,
			@Nullable CorsReloader reloader, @Nullable FleetReporter fleet) {
		this.instance = instance;
		this.policies = policies;
		this.handlers = handlers;
		this.warnings = warnings;
		this.rejections = rejections;
		this.notices = notices;
		this.originsFrom = originsFrom;
		this.explainer = explainer;
		this.reloader = reloader;
		this.fleet = fleet;
	}

	/**
	 * Describe the policies and the recent rejections of this instance.
	 * @return the description
	 */
	@ReadOperation
	public CorsDescriptor cors() {
		CorsDescriptor own = describe();
		return (this.fleet != null) ? own.withInstances(this.fleet.local()) : own;
	}

	/**
	 * Describe the policies, and the recent rejections of this or of all instances.
	 * @param scope {@code fleet} for all, {@code instance} or {@code null} for this
	 * @throws IllegalArgumentException if it is neither, or nothing is known of others
	 */
	CorsDescriptor cors(@Nullable String scope) {
		if (!isFleet(scope)) {
			return cors();
		}
		if (this.fleet == null) {
			throw new IllegalArgumentException(
					"Nothing is known of other instances: set cors.fleet.redis.enabled to true");
		}
		return describe().withAll(this.fleet.all());
	}

	private static boolean isFleet(@Nullable String scope) {
		if (scope == null || scope.equals("instance")) {
			return false;
		}
		if (!scope.equals(FLEET)) {
			throw new IllegalArgumentException("'scope' has to be instance or fleet");
		}
		return true;
	}

	private CorsDescriptor describe() {
		return CorsDescriptor.of(this.instance, this.policies, this.handlers.get(), this.warnings, this.rejections,
				this.notices, this.originsFrom.get(), (this.reloader != null) ? this.reloader.last() : null);
	}

	/**
	 * Return recent rejections of this instance.
	 * @throws IllegalArgumentException if a parameter is wrong, or asks for all instances
	 */
	List<CorsDescriptor.Rejection> rejections(RejectionFilter filter, @Nullable String scope) {
		if (isFleet(scope)) {
			throw new IllegalArgumentException(
					"Of other instances only the groups are known: the endpoint itself shows them with ?scope=fleet");
		}
		return filter.apply(this.rejections.recent(), Instant.now())
			.stream()
			.map(CorsDescriptor.Rejection::of)
			.toList();
	}

	Explanation explain(ExplainParameters parameters) {
		return parameters.explain(this.explainer.get(), this::explain);
	}

	private Explanation explain(String id) {
		CorsRejection own = this.rejections.find(id);
		if (own != null) {
			return this.explainer.get().explain(own);
		}
		if (this.fleet == null) {
			throw new IllegalArgumentException("'id' is not that of a rejection that this instance keeps");
		}
		FleetReporter.Found found = this.fleet.find(id);
		return this.explainer.get().explain(found.rejection(), found.instance(), found.samePolicies());
	}

	/**
	 * Reload the policies, or say what a reload would change.
	 * @throws UnsupportedOperationException if the policies cannot be reloaded
	 */
	ReloadDescriptor reload(boolean dryRun) {
		CorsReloader used = this.reloader;
		if (used == null || !this.policies.isReloadable()) {
			throw new UnsupportedOperationException(
					"The policies cannot be reloaded: the application has made them itself, not from properties");
		}
		try {
			if (dryRun) {
				return ReloadDescriptor.of(used.rehearse(), this.policies, this.warnings, this.rejections.groups(),
						this.explainer.get());
			}
			return ReloadDescriptor.of(used.reload());
		}
		catch (RuntimeException ex) {
			return ReloadDescriptor.failed(dryRun, this.policies.mapping().version(), used.report(ex));
		}
	}

	void clear() {
		this.rejections.clear();
	}

}
