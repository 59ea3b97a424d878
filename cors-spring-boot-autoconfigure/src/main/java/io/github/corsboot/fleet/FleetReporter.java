package io.github.corsboot.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.corsboot.fleet.FleetPicture.Instance;
import io.github.corsboot.fleet.FleetStream.Recent;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.reload.Reload;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Publishes what this instance has refused and noticed to a stream of Redis, and reads
 * there what the others have. No request waits for it: it publishes, every two seconds,
 * what is kept in memory anyway. As long as Redis does not answer, everything stays
 * there; what has to make room meanwhile is counted. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FleetReporter implements SmartLifecycle {

	private static final CustomizableThreadFactory THREADS = new CustomizableThreadFactory("cors-fleet-stream-");

	static {
		THREADS.setDaemon(true);
	}

	private static final Duration INTERVAL = Duration.ofSeconds(2);

	/** How long a reader waits for Redis. */
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

	/** How long the end of the application waits for the last report. */
	private static final Duration LAST_REPORT_TIMEOUT = Duration.ofSeconds(1);

	private final LocalReports local;

	private final FleetStream stream;

	private final PublishedReports published;

	private final FleetChannel channel;

	private final Outage outage = new Outage("Rejections and notices cannot be published for the other instances",
			"Rejections and notices are published again");

	private volatile @Nullable ScheduledThreadPoolExecutor threads;

	private @Nullable CompletableFuture<Recent> reading;

	/**
	 * Create a reporter.
	 * @param connections connects to Redis
	 * @param application the name of the application, whose instances share a stream
	 * @param host the name of this machine or container, or {@code null}
	 * @param rejections the rejections of this instance
	 * @param notices the notices of this instance
	 * @param policies the policies in force
	 * @param lastReload gives the last reload of these, or {@code null}
	 * @param channel tells the other instances of changes
	 */
	public FleetReporter(RedisConnectionFactory connections, String application, @Nullable String host,
			CorsRejections rejections, CorsNotices notices, CorsPolicies policies,
			Supplier<@Nullable Reload> lastReload, FleetChannel channel) {
		this.local = new LocalReports(rejections, notices, policies, lastReload, host);
		this.channel = channel;
		this.stream = new FleetStream(connections, application);
		this.published = new PublishedReports(this.local, this.stream);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public synchronized void start() {
		if (this.threads == null) {
			this.published.restart();
			// One writes, one reads: neither waits for the other.
			ScheduledThreadPoolExecutor created = new ScheduledThreadPoolExecutor(2, THREADS);
			created.scheduleWithFixedDelay(() -> report(false), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
			this.threads = created;
		}
	}

	/**
	 * Publish what is new. Never throws, since that would be the last report.
	 */
	private void report(boolean ends) {
		try {
			this.published.publish(ends);
			this.outage.ended();
		}
		catch (Throwable ex) {
			if (isRunning()) {
				this.outage.failed(ex);
			}
		}
	}

	/**
	 * Publish the last rejections, if Redis answers within a second, and stop.
	 */
	@Override
	public void stop() {
		ScheduledThreadPoolExecutor current = end();
		if (current != null) {
			try {
				current.awaitTermination(LAST_REPORT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			current.shutdownNow();
			failReading();
		}
	}

	private synchronized @Nullable ScheduledThreadPoolExecutor end() {
		ScheduledThreadPoolExecutor current = this.threads;
		this.threads = null;
		if (current != null) {
			if (this.outage.cause() == null) {
				current.execute(() -> report(true));
			}
			current.shutdown();
		}
		return current;
	}

	private synchronized void failReading() {
		if (this.reading != null) {
			this.reading.completeExceptionally(new IllegalStateException("This instance is stopped"));
		}
	}

	@Override
	public boolean isRunning() {
		return this.threads != null;
	}

	/**
	 * Return the phase: stopped after the web server, whose last requests are reported,
	 * and before the connections to Redis.
	 */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE / 2;
	}

	/**
	 * Return the number of rejections and notices that could not be published, and never
	 * will.
	 * @return the number since the start
	 */
	public long unpublished() {
		return this.published.unpublished();
	}

	/**
	 * Return a picture of this instance alone, for which Redis is not needed.
	 * @return a picture without rejections and notices, but with what does not work at
	 * the moment
	 */
	public FleetPicture local() {
		return FleetPicture.of(List.of(new FleetEntry(Instant.now(), FleetEntry.of(self()))), failures());
	}

	private Instance self() {
		return this.local.instance(unpublished());
	}

	private List<String> failures() {
		return Stream.concat(Stream.of(this.outage), this.channel.outages())
			.map(Outage::sentence)
			.filter(Objects::nonNull)
			.toList();
	}

	/**
	 * Ask Redis what the other instances have published, which may take five seconds: not
	 * on the thread of a request of others. What this instance knows is taken from its
	 * memory.
	 * @return the picture
	 */
	public FleetPicture all() {
		Known known = known();
		return FleetPicture.of(known.entries(), known.failures());
	}

	private Known known() {
		String failure;
		try {
			Recent recent = read().get(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			List<FleetEntry> entries = new ArrayList<>(this.local.entries(self(), recent.now()));
			String own = this.published.writer();
			recent.entries()
				.stream()
				.filter((entry) -> !own.equals(entry.fields().get(FleetEntry.WRITER)))
				.forEach(entries::add);
			return new Known(entries, failures());
		}
		catch (ExecutionException ex) {
			failure = Outage.describe(ex);
		}
		catch (TimeoutException ex) {
			failure = "no answer within " + READ_TIMEOUT.toSeconds() + " seconds";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			failure = "interrupted";
		}
		List<String> failures = new ArrayList<>(failures());
		failures.add(0, "Other instances are missing, because Redis cannot be read: " + failure);
		return new Known(this.local.entries(self(), Instant.now()), failures);
	}

	/**
	 * Read the stream: once for all who ask meanwhile.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	private synchronized Future<Recent> read() {
		CompletableFuture<Recent> current = this.reading;
		if (current == null) {
			ScheduledThreadPoolExecutor executor = this.threads;
			current = (executor != null) ? CompletableFuture.supplyAsync(this.stream::read, executor)
					: CompletableFuture.failedFuture(new IllegalStateException("This instance is stopped"));
			this.reading = current;
			current.whenComplete((recent, ex) -> endReading());
		}
		return current;
	}

	private synchronized void endReading() {
		this.reading = null;
	}

	/**
	 * Find the latest rejection of a group of any instance.
	 * @param id its ID
	 * @return the rejection
	 * @throws IllegalArgumentException if there is none, or the others cannot be asked
	 */
	public Found find(String id) {
		Known known = known();
		return known.entries()
			.stream()
			.filter((entry) -> entry.isAbout(id))
			.findFirst()
			.map((entry) -> new Found(entry.toGroup().latest(), entry.instanceName(),
					entry.hasPolicies(self().policiesHash())))
			.orElseThrow(() -> new IllegalArgumentException(
					"'id' is not that of a rejection that this instance keeps, nor of the latest one of a group of another"
							+ known.failures().stream().map(". "::concat).collect(Collectors.joining())));
	}

	/**
	 * A rejection of any instance.
	 *
	 * @param rejection the rejection
	 * @param instance the name of the instance that has refused it: its host, or its ID
	 * if that is not known
	 * @param samePolicies whether the policies that decided are those in force here
	 */
	public record Found(CorsRejection rejection, String instance, boolean samePolicies) {
	}

	/**
	 * What is known of all instances.
	 *
	 * @param entries the entries, each subject at least once
	 * @param failures sentences on what does not work
	 */
	private record Known(List<FleetEntry> entries, List<String> failures) {
	}

}
