package io.github.corsboot.origins;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
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

	/** After a failure, where nothing else loads them again. */
	private static final Duration RETRY = Duration.ofMinutes(1);

	/** As many providers can hang before others wait for them. */
	private static final int MAX_THREADS = 32;

	/** By how much intervals differ, so that instances do not ask all at once. */
	private static final double JITTER = 0.1;

	private final CorsPolicies policies;

	private final CorsWarnings warnings;

	private final Function<String, AllowedOriginsProvider> providers;

	private final Supplier<Settings> settings;

	/** Held while origins come into force, so that none do after {@link #stop()}. */
	private final Object publication = new Object();

	private final Map<Provision, ProvidedOrigins> unpublished = new HashMap<>();

	private volatile List<OriginsSource> sources = List.of();

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	/** Whether the start is over. Before, all origins come into force at once. */
	private volatile boolean started;

	private boolean stopped;

	private volatile @Nullable Settings current;

	private volatile Runnable changed = () -> {
	};

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
		if (isRunning()) {
			return;
		}
		this.stopped = false;
		this.sources = List.of();
		List<OriginsSource> found = sourcesOf(this.policies);
		if (found.isEmpty()) {
			return;
		}
		this.sources = found;
		try {
			ScheduledThreadPoolExecutor created = executor(found.size());
			loadFirst(found, created);
			synchronized (this.publication) {
				this.started = true;
				publishAll();
			}
			found.forEach((source) -> scheduleNext(source, created));
		}
		catch (RuntimeException ex) {
			stop();
			throw ex;
		}
	}

	/**
	 * Load what policies need that are to come into force, if it has not been loaded for
	 * those that are. They get it; nothing else changes.
	 * @param next the policies that are to come into force
	 * @return an action to be run once they are in force
	 * @throws OriginsNotLoadedException if a provider fails, and the start would, too
	 */
	public Runnable prepare(CorsPolicies next) {
		List<OriginsSource> all = sourcesOf(next);
		List<OriginsSource> added = all.stream().filter((source) -> source.policies == next).toList();
		if (!added.isEmpty()) {
			// Threads of their own: what hangs there holds up nothing that is in force.
			ScheduledThreadPoolExecutor threads = newExecutor(added.size());
			try {
				loadFirst(added, threads);
			}
			finally {
				threads.shutdownNow();
			}
		}
		for (OriginsSource known : all) {
			// After policies were replaced, for example.
			if (known.policies != next && known.isLoaded() && this.policies.provided(known.provision()) == null) {
				next.provide(Map.of(known.provision(), known.origins()));
			}
		}
		return () -> follow(all, added);
	}

	private synchronized void follow(List<OriginsSource> all, List<OriginsSource> added) {
		if (this.stopped) {
			return;
		}
		// One that has not answered yet begins again, with the threads that go on.
		List<OriginsSource> now = all.stream()
			.map((source) -> (source.policies == this.policies || source.isLoaded()) ? source
					: source.again(this.policies))
			.toList();
		synchronized (this.publication) {
			for (OriginsSource replaced : this.sources) {
				CorsWarning warning = now.contains(replaced) ? null : replaced.warning;
				if (warning != null) {
					this.warnings.remove(warning);
				}
			}
			this.sources = now;
			added.forEach((source) -> source.policies = this.policies);
		}
		if (now.isEmpty()) {
			return;
		}
		ScheduledThreadPoolExecutor current = executor(now.size());
		this.started = true;
		for (OriginsSource source : now) {
			MappedPolicy policy = policyOf(source);
			if (policy != null && source.isLoaded()) {
				// What has changed meanwhile.
				publish(source, policy, current);
				checkHosts(source, policy);
			}
			if (!source.isLoaded()) {
				request(source, current);
			}
			if (added.contains(source) || !all.contains(source)) {
				scheduleNext(source, current);
			}
		}
	}

	/**
	 * Return a source for each provider of each policy: one that is there, or a new one.
	 */
	private List<OriginsSource> sourcesOf(CorsPolicies next) {
		List<OriginsSource> found = new ArrayList<>();
		for (MappedPolicy policy : next.mapping().policies()) {
			for (String provider : policy.originsFrom()) {
				Provision provision = new Provision(policy.name(), provider);
				found.add(this.sources.stream()
					.filter((source) -> source.provision().equals(provision) && source.fits(policy))
					.findFirst()
					.orElseGet(() -> new OriginsSource(next, policy, provision, this.providers.apply(provider),
							settings().maxOrigins())));
			}
		}
		return List.copyOf(found);
	}

	private Settings settings() {
		Settings known = this.current;
		if (known == null) {
			known = this.settings.get();
			this.current = known;
		}
		return known;
	}

	private synchronized ScheduledThreadPoolExecutor executor(int sources) {
		ScheduledThreadPoolExecutor known = this.executor;
		if (known == null) {
			known = newExecutor(sources);
			this.executor = known;
		}
		known.setCorePoolSize(Math.max(known.getCorePoolSize(), Math.min(sources, MAX_THREADS)));
		return known;
	}

	private static ScheduledThreadPoolExecutor newExecutor(int sources) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("cors-origins-");
		factory.setDaemon(true);
		return new ScheduledThreadPoolExecutor(Math.min(sources, MAX_THREADS), factory);
	}

	private void loadFirst(List<OriginsSource> added, ScheduledThreadPoolExecutor scheduler) {
		added.forEach((source) -> request(source, scheduler));
		long end = System.nanoTime() + FIRST_LOAD.toNanos();
		try {
			for (OriginsSource source : added) {
				boolean loaded = source.first.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
				Throwable failure = loaded ? source.failure()
						: new TimeoutException("not loaded within " + FIRST_LOAD.toSeconds() + " s");
				if (failure != null && settings().failFast()) {
					throw new OriginsNotLoadedException(source.provision(), failure);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while origins were loaded", ex);
		}
	}

	private void scheduleNext(OriginsSource source, ScheduledThreadPoolExecutor scheduler) {
		Duration interval = settings().refreshInterval();
		if (interval.isZero()) {
			return;
		}
		double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
		schedule(() -> {
			if (this.sources.contains(source)) {
				scheduleNext(source, scheduler);
				source.checkHanging();
				request(source, scheduler);
			}
		}, (long) (interval.toMillis() * factor), scheduler);
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private static void schedule(Runnable task, long millis, ScheduledThreadPoolExecutor scheduler) {
		try {
			scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The loader has been stopped", ex);
		}
	}

	private void request(OriginsSource source, ScheduledThreadPoolExecutor scheduler) {
		source.wantedHere = true;
		requestAsTold(source, scheduler);
	}

	private void requestAsTold(OriginsSource source, ScheduledThreadPoolExecutor scheduler) {
		if (source.requests.getAndIncrement() == 0) {
			runSoon(source, scheduler);
		}
	}

	private void runSoon(OriginsSource source, ScheduledThreadPoolExecutor scheduler) {
		long pause = TimeUnit.NANOSECONDS.toMillis(source.notBefore - System.nanoTime());
		schedule(() -> run(source, scheduler), Math.max(0, pause), scheduler);
	}

	private void run(OriginsSource source, ScheduledThreadPoolExecutor scheduler) {
		int before = source.requests.get();
		boolean wantedHere = source.wantedHere;
		source.wantedHere = false;
		try {
			load(source, scheduler, wantedHere);
		}
		catch (Throwable ex) {
			// Nothing that is thrown ends the refreshes.
			logger.error("Origins could not be loaded: " + ex.getClass().getName());
		}
		finally {
			source.notBefore = System.nanoTime() + PAUSE.toNanos();
			if (source.requests.addAndGet(-before) > 0) {
				runSoon(source, scheduler);
			}
			// Last: whoever waits for it may give the source other threads.
			source.first.countDown();
		}
	}

	private void load(OriginsSource source, ScheduledThreadPoolExecutor scheduler, boolean wantedHere) {
		MappedPolicy policy = policyOf(source);
		// Or it has been replaced by a policy that does without.
		if (policy != null) {
			source.load(policy);
			if (publish(source, policy, scheduler) && wantedHere) {
				this.changed.run();
			}
			if (source.failure() != null && settings().refreshInterval().isZero()) {
				schedule(() -> {
					if (this.sources.contains(source)) {
						request(source, scheduler);
					}
				}, RETRY.toMillis(), scheduler);
			}
		}
	}

	private static @Nullable MappedPolicy policyOf(OriginsSource source) {
		Provision provision = source.provision();
		return source.policies.mapping()
			.policies()
			.stream()
			.filter((each) -> each.name().equals(provision.policy())
					&& each.originsFrom().contains(provision.provider()))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Let origins come into force, unless they are, or the loader has been stopped while
	 * they were loaded, or their source has been replaced.
	 * @return whether other origins are in force than before
	 */
	private boolean publish(OriginsSource source, MappedPolicy policy, ScheduledThreadPoolExecutor scheduler) {
		synchronized (this.publication) {
			if (source.policies.provided(source.provision()) == source.origins()) {
				return false;
			}
			if (source.policies != this.policies) {
				source.policies.provide(Map.of(source.provision(), source.origins()));
			}
			else if (this.executor == scheduler && this.sources.contains(source)) {
				checkHosts(source, policy);
				this.unpublished.put(source.provision(), source.origins());
				if (this.started) {
					publishAll();
					return true;
				}
			}
			return false;
		}
	}

	private void publishAll() {
		this.policies.provide(this.unpublished);
		this.unpublished.clear();
	}

	/**
	 * Warn if a page of one tenant may act in the name of the user of another.
	 */
	private void checkHosts(OriginsSource source, MappedPolicy policy) {
		String origin = source.origins().anyForEveryHost();
		boolean unsafe = origin != null && policy.policy().allowCredentials() && !policy.countsForOneHost();
		CorsWarning before = source.warning;
		if (before != null) {
			this.warnings.remove(before);
		}
		source.warning = unsafe ? withoutHost(policy, source.provision().provider(), origin) : null;
		CorsWarning now = source.warning;
		if (now != null) {
			this.warnings.add(now);
			// The start logs all warnings.
			if (this.started && before == null && !this.warnings.isAccepted(now)) {
				logger.warn("CORS configuration: " + now + " [" + now.code() + "]");
			}
		}
	}

	private static CorsWarning withoutHost(MappedPolicy policy, String provider, @Nullable String origin) {
		AttributeSource source = policy.source(PolicyAttribute.ORIGINS_FROM);
		return new CorsWarning(Code.ORIGIN_WITHOUT_HOST,
				(source != null) ? source : new AttributeSource(PolicyAttribute.ORIGINS_FROM.propertyName(), null),
				provider,
				("give each origin its host, or let the policy have a single host. It allows '%s' everywhere: with "
						+ "credentials, its pages can act at each host of policy '%s' in the name of whoever is logged in there")
					.formatted(origin, policy.name()));
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
	 * Load all origins soon, because another instance has others. What is found need not
	 * be told to a third one.
	 */
	public void refreshAsTold() {
		ScheduledThreadPoolExecutor current = this.executor;
		if (current != null) {
			this.sources.forEach((source) -> requestAsTold(source, current));
		}
	}

	/**
	 * Tell somebody each time other origins have come into force since the start, unless
	 * they were loaded {@linkplain #refreshAsTold() on the word of another}.
	 * @param listener is called on the thread that has loaded them; must neither wait nor
	 * throw
	 */
	public void onChange(Runnable listener) {
		this.changed = listener;
	}

	/**
	 * Return whether a load is running, or has been asked for.
	 * @return whether {@link #statuses()} may be about to change
	 */
	public boolean isLoading() {
		return this.sources.stream().anyMatch((source) -> source.requests.get() > 0);
	}

	/**
	 * Return the state of each provider of each policy.
	 * @return one for each provider of each policy, possibly none
	 */
	public List<OriginsStatus> statuses() {
		return this.sources.stream().map(OriginsSource::status).toList();
	}

	@Override
	public synchronized void stop() {
		this.stopped = true;
		ScheduledThreadPoolExecutor current = this.executor;
		synchronized (this.publication) {
			this.executor = null;
			this.started = false;
			this.unpublished.clear();
		}
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
