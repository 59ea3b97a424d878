package io.github.corsboot.origins;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsPolicies.Provision;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.ProvidedOrigins;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Loads the origins that {@link AllowedOriginsProvider providers} give to policies: once
 * before the application serves requests, then again and again on threads of its own. A
 * request never waits for it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AllowedOriginsLoader implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(AllowedOriginsLoader.class);

	/** How long the start waits for all providers together. */
	private static final Duration FIRST_LOAD = Duration.ofMinutes(1);

	/** Between two loads, however often they are asked for. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final int MAX_THREADS = 8;

	/** By how much intervals differ, so that instances do not ask all at once. */
	private static final double JITTER = 0.1;

	private final CorsPolicies policies;

	private final CorsWarnings warnings;

	private final Function<String, AllowedOriginsProvider> providers;

	private final Supplier<Settings> settings;

	private volatile List<OriginsSource> sources = List.of();

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	/** Whether the start is over, which logs all warnings. */
	private volatile boolean refreshing;

	/**
	 * Create a loader.
	 * @param policies the policies, which name their providers
	 * @param warnings takes what is probably not meant
	 * @param providers finds a provider by the name that a policy has
	 * @param settings how origins are loaded; asked only if a policy names a provider
	 */
	public AllowedOriginsLoader(CorsPolicies policies, CorsWarnings warnings,
			Function<String, AllowedOriginsProvider> providers, Supplier<Settings> settings) {
		this.policies = policies;
		this.warnings = warnings;
		this.providers = providers;
		this.settings = settings;
	}

	/**
	 * Load all origins and begin to refresh them.
	 * @throws OriginsNotLoadedException if a provider fails, and with it the start
	 */
	@Override
	public synchronized void start() {
		List<MappedPolicy> mapped = this.policies.mapping()
			.policies()
			.stream()
			.filter((policy) -> !policy.originsFrom().isEmpty())
			.toList();
		if (mapped.isEmpty()) {
			return;
		}
		Settings current = this.settings.get();
		List<OriginsSource> found = new ArrayList<>();
		for (MappedPolicy policy : mapped) {
			for (String provider : policy.originsFrom()) {
				found.add(new OriginsSource(new Provision(policy.name(), provider), this.providers.apply(provider),
						current.maxOrigins()));
			}
		}
		CustomizableThreadFactory threads = new CustomizableThreadFactory("cors-origins-");
		threads.setDaemon(true);
		ScheduledThreadPoolExecutor created = new ScheduledThreadPoolExecutor(Math.min(found.size(), MAX_THREADS),
				threads);
		this.sources = List.copyOf(found);
		this.executor = created;
		try {
			loadFirst(created, current.failFast());
		}
		catch (RuntimeException ex) {
			stop();
			throw ex;
		}
		this.refreshing = true;
		Duration interval = current.refreshInterval();
		if (!interval.isZero()) {
			this.sources.forEach((source) -> scheduleNext(source, created, interval));
		}
	}

	private void loadFirst(ScheduledThreadPoolExecutor created, boolean failFast) {
		List<Callable<@Nullable ProvidedOrigins>> loads = new ArrayList<>();
		for (OriginsSource source : this.sources) {
			loads.add(() -> {
				source.requests.incrementAndGet();
				try {
					return load(source);
				}
				finally {
					source.requests.decrementAndGet();
				}
			});
		}
		try {
			List<Future<@Nullable ProvidedOrigins>> results = created.invokeAll(loads, FIRST_LOAD.toMillis(),
					TimeUnit.MILLISECONDS);
			Map<Provision, ProvidedOrigins> loaded = new HashMap<>();
			for (int i = 0; i < results.size(); i++) {
				ProvidedOrigins origins = getFirst(results.get(i), this.sources.get(i), failFast);
				if (origins != null) {
					loaded.put(this.sources.get(i).provision(), origins);
				}
			}
			this.policies.provide(loaded);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while origins were loaded", ex);
		}
	}

	private static @Nullable ProvidedOrigins getFirst(Future<@Nullable ProvidedOrigins> result, OriginsSource source,
			boolean failFast) throws InterruptedException {
		Throwable cause;
		try {
			return result.get();
		}
		catch (ExecutionException ex) {
			cause = Objects.requireNonNullElse(ex.getCause(), ex);
		}
		catch (CancellationException ex) {
			cause = new TimeoutException("not loaded within " + FIRST_LOAD.toSeconds() + " s");
		}
		if (failFast) {
			throw new OriginsNotLoadedException(source.provision(), cause);
		}
		source.failed(cause);
		return null;
	}

	/**
	 * Load the origins of one provider.
	 * @return the origins if they differ from those before, or {@code null}
	 */
	private @Nullable ProvidedOrigins load(OriginsSource source) throws Exception {
		Provision provision = source.provision();
		MappedPolicy policy = this.policies.mapping()
			.policies()
			.stream()
			.filter((each) -> each.name().equals(provision.policy())
					&& each.originsFrom().contains(provision.provider()))
			.findFirst()
			.orElse(null);
		// Or it has been replaced by a policy that does without.
		ProvidedOrigins changed = (policy != null) ? source.load(policy) : null;
		if (policy != null && changed != null) {
			checkHosts(policy, provision.provider(), changed);
		}
		return changed;
	}

	/**
	 * Warn if a page of one tenant may act in the name of the user of another.
	 */
	private void checkHosts(MappedPolicy policy, String provider, ProvidedOrigins origins) {
		if (policy.policy().allowCredentials() && origins.hasOriginsForEveryHost() && !policy.countsForOneHost()) {
			AttributeSource source = policy.source(PolicyAttribute.ORIGINS_FROM);
			CorsWarning warning = new CorsWarning(Code.ORIGIN_WITHOUT_HOST,
					(source != null) ? source : new AttributeSource(PolicyAttribute.ORIGINS_FROM.propertyName(), null),
					provider,
					("give each origin its host, or the policy one: with credentials, every page that it allows "
							+ "can act at all hosts of policy '%s' in the name of whoever is logged in there")
						.formatted(policy.name()));
			if (this.warnings.add(warning) && this.refreshing && !this.warnings.isAccepted(warning)) {
				logger.warn("CORS configuration: " + warning + " [" + warning.code() + "]");
			}
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void scheduleNext(OriginsSource source, ScheduledThreadPoolExecutor scheduler, Duration interval) {
		double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
		scheduler.schedule(() -> {
			request(source, scheduler);
			scheduleNext(source, scheduler, interval);
		}, (long) (interval.toNanos() * factor), TimeUnit.NANOSECONDS);
	}

	private void request(OriginsSource source, ScheduledThreadPoolExecutor scheduler) {
		if (source.requests.getAndIncrement() == 0) {
			runSoon(source, scheduler);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void runSoon(OriginsSource source, ScheduledThreadPoolExecutor scheduler) {
		scheduler.schedule(() -> run(source, scheduler), source.notBefore - System.nanoTime(), TimeUnit.NANOSECONDS);
	}

	private void run(OriginsSource source, ScheduledThreadPoolExecutor scheduler) {
		int before = source.requests.get();
		try {
			ProvidedOrigins changed = load(source);
			if (changed != null) {
				this.policies.provide(Map.of(source.provision(), changed));
			}
			source.succeeded();
		}
		catch (Throwable ex) {
			source.failed(ex);
		}
		source.notBefore = System.nanoTime() + PAUSE.toNanos();
		if (source.requests.addAndGet(-before) > 0) {
			runSoon(source, scheduler);
		}
	}

	/**
	 * Load all origins soon, in the background. However often this is called, a provider
	 * is asked at most once a second.
	 */
	public void refresh() {
		ScheduledThreadPoolExecutor current = this.executor;
		if (current != null) {
			this.sources.forEach((source) -> request(source, current));
		}
	}

	/**
	 * Return whether a load is running, or has been asked for.
	 * @return whether {@link #statuses()} may be about to change
	 */
	public boolean isLoading() {
		return this.sources.stream().anyMatch((source) -> source.requests.get() > 0);
	}

	/**
	 * Return what policies have from their providers.
	 * @return one for each provider of each policy, possibly none
	 */
	public List<OriginsStatus> statuses() {
		return this.sources.stream().map(OriginsSource::status).toList();
	}

	@Override
	public synchronized void stop() {
		ScheduledThreadPoolExecutor current = this.executor;
		this.executor = null;
		if (current != null) {
			current.shutdownNow();
		}
	}

	@Override
	public boolean isRunning() {
		return this.executor != null;
	}

	/**
	 * Return the phase: before web servers, which have one of the last.
	 */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE / 2;
	}

	/**
	 * How origins are loaded.
	 *
	 * @param refreshInterval how often; zero for only when asked
	 * @param failFast whether the application fails to start if a provider fails then
	 * @param maxOrigins how many origins one provider can give to a policy
	 * @since 0.1.0
	 */
	public record Settings(Duration refreshInterval, boolean failFast, int maxOrigins) {
	}

}
