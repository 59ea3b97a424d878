package io.github.corsboot.actuate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.corsboot.actuate.RequestCounts.Series;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.origins.OriginsStatus;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsDecisionListener;
import io.github.corsboot.rejection.CorsRejectionListener;
import io.github.corsboot.rejection.Failures;
import io.github.corsboot.reload.CorsPoliciesReloadedEvent;
import io.github.corsboot.reload.Reload;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Counts what becomes of requests with {@code Origin}, for Micrometer. The meters read
 * numbers that are counted here, so that a request costs no more than an addition,
 * whatever registries there are. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CorsMetrics implements MeterBinder, CorsDecisionListener, CorsRejectionListener,
		ApplicationListener<CorsPoliciesReloadedEvent>, Ordered {

	private static final Log logger = LogFactory.getLog(CorsMetrics.class);

	private static final String ORIGINS_AGE = "cors.origins.age";

	private final CorsPolicies policies;

	private final LongSupplier droppedRejections;

	private final Map<String, LongSupplier> notices;

	private final Supplier<List<OriginsStatus>> originsFrom;

	private final RequestCounts requests = new RequestCounts(this::add);

	private final List<Series> series = new ArrayList<>();

	private final List<MeterRegistry> registries = new ArrayList<>();

	private final Map<Reload.Outcome, LongAdder> reloads = new EnumMap<>(Reload.Outcome.class);

	private boolean failureLogged;

	/**
	 * Create the metrics.
	 * @param policies the policies in force
	 * @param droppedRejections gives the number of rejections that were not kept
	 * @param notices gives the number of notices, by the code of their kind
	 * @param originsFrom gives what policies have from their providers of origins
	 */
	public CorsMetrics(CorsPolicies policies, LongSupplier droppedRejections, Map<String, LongSupplier> notices,
			Supplier<List<OriginsStatus>> originsFrom) {
		this.policies = policies;
		this.droppedRejections = droppedRejections;
		this.notices = Map.copyOf(notices);
		this.originsFrom = originsFrom;
		for (Reload.Outcome outcome : Reload.Outcome.values()) {
			this.reloads.put(outcome, new LongAdder());
		}
	}

	@Override
	public void onDecision(CorsDecision decision) {
		if (decision instanceof Allowed allowed) {
			this.requests.countAllowed(allowed.policy().name(), allowed.kind());
		}
		else if (decision instanceof Passed passed) {
			this.requests.countPassed(passed.reason());
		}
	}

	@Override
	public void onRejection(CorsRejection rejection) {
		this.requests.countRejected(policy(rejection), rejection.kind(), rejection.reason());
	}

	private static String policy(CorsRejection rejection) {
		String policy = RequestCounts.NONE;
		for (String name : rejection.policies()) {
			// A policy is accompanied by the annotation that widens it.
			if (!name.startsWith("@")) {
				policy = policy.equals(RequestCounts.NONE) ? name : RequestCounts.SEVERAL;
			}
		}
		return policy;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		Gauge.builder("cors.policies", this.policies, (policies) -> policies.mapping().policies().size())
			.description("Number of policies in force")
			.register(registry);
		Gauge.builder("cors.policies.version", this.policies, (policies) -> policies.mapping().version())
			.description("Version of the policies in force, one more each time they are replaced")
			.register(registry);
		Gauge.builder("cors.policies.hash", this.policies, (policies) -> policies.mapping().hash())
			.description("The same number in each instance with the same policies")
			.register(registry);
		FunctionCounter.builder("cors.rejections.dropped", this.droppedRejections, LongSupplier::getAsLong)
			.description("Number of rejections that were counted, but not kept")
			.register(registry);
		this.notices.forEach((kind, count) -> FunctionCounter.builder("cors.notices", count, LongSupplier::getAsLong)
			.description("Number of responses that a browser blocks in part although a policy allows them")
			.tag("kind", kind)
			.register(registry));
		this.reloads.forEach((outcome, count) -> FunctionCounter.builder("cors.reloads", count, LongAdder::sum)
			.description("Number of reloads of the policies")
			.tag("outcome", outcome.code())
			.register(registry));
		registerOrigins(registry);
		this.series.forEach((known) -> register(known, registry));
	}

	/**
	 * Count a reload, and register the meters of providers that policies have since.
	 */
	@Override
	public synchronized void onApplicationEvent(CorsPoliciesReloadedEvent event) {
		LongAdder count = this.reloads.get(event.reload().outcome());
		if (count != null) {
			count.increment();
		}
		this.registries.forEach((registry) -> {
			removeOrigins(registry);
			registerOrigins(registry);
		});
	}

	/**
	 * Return the order: no listener of the application keeps reloads from being counted.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	/**
	 * Remove the meters of providers that policies do not have any more.
	 */
	private void removeOrigins(MeterRegistry registry) {
		for (Meter meter : registry.find(ORIGINS_AGE).meters()) {
			String policy = meter.getId().getTag("policy");
			String provider = meter.getId().getTag("provider");
			if (this.policies.mapping()
				.policies()
				.stream()
				.noneMatch((each) -> each.name().equals(policy) && each.originsFrom().contains(provider))) {
				registry.remove(meter);
			}
		}
	}

	private void registerOrigins(MeterRegistry registry) {
		this.policies.mapping()
			.policies()
			.forEach((policy) -> policy.originsFrom()
				.forEach((provider) -> register(policy.name(), provider, registry)));
	}

	private void register(String policy, String provider, MeterRegistry registry) {
		if (!registry.find(ORIGINS_AGE).tags("policy", policy, "provider", provider).meters().isEmpty()) {
			return;
		}
		TimeGauge
			.builder(ORIGINS_AGE, this.originsFrom, TimeUnit.SECONDS,
					(statuses) -> age(statuses.get(), policy, provider))
			.description("Time since the origins of a provider were last found to be up to date")
			.tags("policy", policy, "provider", provider)
			.register(registry);
	}

	/**
	 * Return the age in seconds, or {@code NaN} before the start.
	 */
	private static double age(List<OriginsStatus> statuses, String policy, String provider) {
		for (OriginsStatus status : statuses) {
			if (status.policy().equals(policy) && status.provider().equals(provider)) {
				return status.age().toMillis() / 1000.0;
			}
		}
		return Double.NaN;
	}

	private synchronized void add(Series added) {
		this.series.add(added);
		this.registries.forEach((registry) -> register(added, registry));
	}

	/**
	 * Register a meter, on the thread of a request, which does not fail if a filter of
	 * the application does.
	 */
	private void register(Series added, MeterRegistry registry) {
		try {
			FunctionCounter.builder("cors.requests", added.count(), LongAdder::sum)
				.description("Number of requests with Origin that a policy decided, or that were refused")
				.tags("kind", added.kind(), "outcome", added.outcome(), "reason", added.reason(), "policy",
						added.policy())
				.register(registry);
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			if (!this.failureLogged) {
				this.failureLogged = true;
				logger.error("The meter cors.requests could not be registered; further failures are not logged", ex);
			}
		}
	}

}
