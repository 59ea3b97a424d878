package io.github.corsboot.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.corsboot.fleet.FleetPicture.Instance;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.Failures;
import io.github.corsboot.rejection.LiveRejectionGroup;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Publishes what this instance has refused and noticed to a stream of Redis, and reads
 * there what all instances have. No request waits for it: it reads, every two seconds,
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

	/** How often an instance reports of itself, also if nothing else is new. */
	private static final Duration HEARTBEAT = Duration.ofSeconds(30);

	/** How many groups and notices are published at once: the others wait. */
	private static final int MAX_BATCH = 200;

	/** How long a reader waits for Redis. */
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

	/** What is published of the instance itself. */
	private static final Object SELF = new Object();

	private final FleetStream stream;

	private final CorsRejections rejections;

	private final CorsNotices notices;

	private final CorsPolicies policies;

	private final @Nullable String host;

	private final Outage outage = new Outage("Rejections and notices cannot be published for the other instances");

	/** What the stream has of each subject; guards the next four, too. */
	private final Map<Object, Published> published = new HashMap<>();

	/** The number of rejections and notices that are or were in the stream. */
	private long told;

	/** What was neither there nor in memory when it was last looked at. */
	private long missing;

	private @Nullable Instance lastSelf;

	private long lastNanos;

	private volatile long unpublished;

	private volatile @Nullable ScheduledThreadPoolExecutor threads;

	private @Nullable CompletableFuture<FleetPicture> reading;

	/**
	 * Create a reporter.
	 * @param connections connects to Redis
	 * @param application the name of the application, whose instances share a stream
	 * @param host the name of this machine or container, or {@code null}
	 * @param rejections the rejections of this instance
	 * @param notices the notices of this instance
	 * @param policies the policies in force
	 */
	public FleetReporter(RedisConnectionFactory connections, String application, @Nullable String host,
			CorsRejections rejections, CorsNotices notices, CorsPolicies policies) {
		this.stream = new FleetStream(connections, application);
		this.host = host;
		this.rejections = rejections;
		this.notices = notices;
		this.policies = policies;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public synchronized void start() {
		if (this.threads == null) {
			// One writes, one reads: neither waits for the other.
			ScheduledThreadPoolExecutor created = new ScheduledThreadPoolExecutor(2, THREADS);
			created.scheduleWithFixedDelay(this::report, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
			this.threads = created;
		}
	}

	@Override
	public synchronized void stop() {
		ScheduledThreadPoolExecutor current = this.threads;
		this.threads = null;
		if (current != null) {
			current.shutdownNow();
		}
	}

	@Override
	public boolean isRunning() {
		return this.threads != null;
	}

	/**
	 * Publish what is new.
	 */
	private void report() {
		try {
			// After a stop and a start, that of the last run may just be ending.
			synchronized (this.published) {
				publish();
			}
			this.outage.ended();
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			if (isRunning()) {
				this.outage.failed(ex);
			}
		}
	}

	private void publish() {
		// Before the groups are asked, so that it does not contain more than they do.
		long recorded = recorded();
		Instance self = self();
		List<Report> reports = reports(self);
		countUnpublished(recorded, reports);
		Set<Object> gone = new HashSet<>(this.published.keySet());
		gone.remove(SELF);
		reports.forEach((report) -> gone.remove(report.subject()));
		// In turn, so that none waits for ever.
		List<Report> written = new ArrayList<>(reports.stream()
			.filter(this::isNew)
			.sorted(Comparator.comparing(this::lastTold))
			.limit(MAX_BATCH)
			.toList());
		long nanos = System.nanoTime();
		if (gone.isEmpty() && written.isEmpty() && self.equals(this.lastSelf)
				&& nanos - this.lastNanos < HEARTBEAT.toNanos()) {
			return;
		}
		written.add(new Report(SELF, 0, () -> FleetEntry.of(self)));
		List<Object> replaced = new ArrayList<>(gone);
		written.forEach((report) -> replaced.add(report.subject()));
		FleetStream.Result result = this.stream.write(written.stream().map((report) -> report.fields().get()).toList(),
				replaced.stream().map(this::entry).filter(Objects::nonNull).toList());
		this.published.keySet().removeAll(gone);
		if (result.lost()) {
			this.published.replaceAll((subject, before) -> new Published(null, before.count()));
		}
		for (int i = 0; i < written.size(); i++) {
			Report report = written.get(i);
			this.told += report.count() - told(report);
			this.published.put(report.subject(), new Published(result.entries().get(i), report.count()));
		}
		this.lastSelf = self;
		this.lastNanos = nanos;
	}

	private @Nullable RecordId entry(Object subject) {
		Published before = this.published.get(subject);
		return (before != null) ? before.entry() : null;
	}

	/**
	 * Return when a subject was told last, by the clock of Redis, or 0.
	 */
	private long lastTold(Report report) {
		RecordId before = entry(report.subject());
		Long time = (before != null) ? before.getTimestamp() : null;
		return (time != null) ? time : 0;
	}

	private boolean isNew(Report report) {
		return entry(report.subject()) == null || report.count() != told(report);
	}

	private long told(Report report) {
		Published before = this.published.get(report.subject());
		return (before != null) ? before.count() : 0;
	}

	private long recorded() {
		return Stream.concat(this.rejections.counts().values().stream(), this.notices.counts().values().stream())
			.mapToLong(Long::longValue)
			.sum();
	}

	/**
	 * Count what never will be published, because its group had to make room before. A
	 * rejection that is just being taken may not have a group yet: only what is missing
	 * twice is.
	 */
	private void countUnpublished(long recorded, List<Report> reports) {
		long waiting = reports.stream().mapToLong((report) -> report.count() - told(report)).sum();
		long now = recorded - this.told - waiting;
		this.unpublished = Math.max(this.unpublished, Math.min(now, this.missing));
		this.missing = now;
	}

	/**
	 * Return reports of all groups and notices.
	 */
	private List<Report> reports(Instance self) {
		List<Report> reports = new ArrayList<>();
		for (CorsNotice notice : this.notices.all()) {
			reports
				.add(new Report(List.of(notice.kind(), notice.policy(), notice.pattern(), notice.name(), notice.hint()),
						notice.count(), () -> FleetEntry.of(self, notice)));
		}
		for (LiveRejectionGroup group : this.rejections.liveGroups()) {
			reports.add(new Report(group, group.count(), () -> FleetEntry.of(self, group.view())));
		}
		return reports;
	}

	/**
	 * Return the number of rejections and notices that could not be published, and never
	 * will.
	 * @return the number since the start
	 */
	public long unpublished() {
		return this.unpublished;
	}

	private Instance self() {
		PolicyMapping mapping = this.policies.mapping();
		Map<String, Long> counts = new LinkedHashMap<>();
		this.rejections.counts().forEach((reason, count) -> counts.put(reason.code(), count));
		return new Instance(this.rejections.instance(), this.host, null, mapping.version(), mapping.hashText(), counts,
				this.rejections.dropped(), this.unpublished);
	}

	/**
	 * Return a picture of this instance alone, for which Redis is not needed.
	 * @return a picture without rejections and notices; its failure is the reason why
	 * they cannot be published at the moment
	 */
	public FleetPicture local() {
		return FleetPicture.of(self(), this.outage.cause());
	}

	/**
	 * Ask Redis what all instances have published, which may take five seconds: not on
	 * the thread of a request of others.
	 * @return the picture; if Redis does not answer, that of this instance with the
	 * failure
	 */
	public FleetPicture all() {
		try {
			return read().get(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			return FleetPicture.of(self(), Outage.describe(ex));
		}
		catch (TimeoutException ex) {
			return FleetPicture.of(self(), "Redis has not answered within " + READ_TIMEOUT.toSeconds() + " seconds");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return FleetPicture.of(self(), "Interrupted");
		}
	}

	/**
	 * Read the stream: once for all who ask meanwhile.
	 */
	private synchronized Future<FleetPicture> read() {
		CompletableFuture<FleetPicture> current = this.reading;
		if (current == null || current.isDone()) {
			ScheduledThreadPoolExecutor executor = this.threads;
			current = (executor != null)
					? CompletableFuture.supplyAsync(() -> FleetPicture.of(this.stream.read()), executor)
					: CompletableFuture.failedFuture(new IllegalStateException("This instance is stopped"));
			this.reading = current;
		}
		return current;
	}

	/**
	 * Find a rejection of any instance.
	 * @param id its ID
	 * @return the rejection, or {@code null} if it is not the latest of its group
	 */
	public @Nullable CorsRejection find(String id) {
		return all().rejections()
			.stream()
			.map((each) -> each.group().latest())
			.filter((latest) -> latest.id().equals(id))
			.findFirst()
			.orElse(null);
	}

	/**
	 * What there is to say of a subject.
	 */
	private record Report(Object subject, long count, Supplier<Map<String, String>> fields) {
	}

	/**
	 * What was said of a subject.
	 *
	 * @param entry the entry of the stream, or {@code null} if it may be lost
	 * @param count the number of rejections, or how often it was noticed
	 */
	private record Published(@Nullable RecordId entry, long count) {
	}

}
