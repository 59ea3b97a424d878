package io.github.corsboot.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;

import io.github.corsboot.fleet.FleetPicture.Instance;
import io.github.corsboot.fleet.FleetStream.Contents;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.stream.RecordId;

/**
 * What of this instance the stream has. Each report replaces the one before of the same
 * group or notice: first the new entry is written, then the old one is deleted. Whatever
 * goes wrong in between, what the stream really has is looked up before the next ones are
 * written. Thread-safe.
 */
final class PublishedReports {

	/** How often an instance reports of itself, also if nothing else is new. */
	private static final Duration HEARTBEAT = Duration.ofSeconds(30);

	/** How many groups and notices are published at once: the others wait. */
	private static final int MAX_BATCH = 200;

	private final LocalReports local;

	private final FleetStream stream;

	private final Published self = new Published(0);

	private final Map<Object, Published> subjects = new HashMap<>();

	/** Of which there is something new, the longest first. */
	private final Set<Published> waiting = new LinkedHashSet<>();

	/** The entries that the stream need not have any more. */
	private final List<RecordId> obsolete = new ArrayList<>();

	/** Whether the stream may have something else than is known here. */
	private boolean unsure;

	private long numbers;

	/** The number of rejections and notices that are or were in the stream. */
	private long told;

	/** What was neither there nor in memory when it was last looked at. */
	private long missing;

	private @Nullable Instance lastSelf;

	private long lastNanos;

	private volatile long unpublished;

	PublishedReports(LocalReports local, FleetStream stream) {
		this.local = local;
		this.stream = stream;
	}

	/**
	 * Return the number of rejections and notices that were not published, and never will
	 * be.
	 */
	long unpublished() {
		return this.unpublished;
	}

	/**
	 * Publish what is new.
	 * @param ends whether this is the last time
	 * @throws RuntimeException if Redis does not answer or refuses
	 */
	synchronized void publish(boolean ends) {
		// Before the groups are asked, so that it does not contain more than they do.
		long recorded = this.local.recorded();
		Instance instance = this.local.instance(this.unpublished);
		update(this.local.all(instance));
		countUnpublished(recorded);
		if (this.unsure) {
			repair(this.stream.contents(instance.id()));
		}
		List<Published> batch = this.waiting.stream().limit(MAX_BATCH).toList();
		long nanos = System.nanoTime();
		if (!ends && batch.isEmpty() && this.obsolete.isEmpty() && instance.equals(this.lastSelf)
				&& nanos - this.lastNanos < HEARTBEAT.toNanos()) {
			return;
		}
		this.self.fields = (number) -> FleetEntry.of(ends ? instance.endedNow() : instance);
		write(Stream.concat(batch.stream(), Stream.of(this.self)).toList());
		this.lastSelf = ends ? null : instance;
		this.lastNanos = nanos;
	}

	/**
	 * Take over what is in memory now.
	 */
	private void update(List<LocalReports.Report> reports) {
		Set<Object> gone = new HashSet<>(this.subjects.keySet());
		for (LocalReports.Report report : reports) {
			gone.remove(report.subject());
			Published published = this.subjects.computeIfAbsent(report.subject(),
					(subject) -> new Published(++this.numbers));
			published.fields = report.fields();
			published.count = report.count();
			if (published.entry == null || published.count != published.told) {
				this.waiting.add(published);
			}
		}
		for (Object subject : gone) {
			Published published = this.subjects.remove(subject);
			if (published != null) {
				this.waiting.remove(published);
				replace(published, null);
			}
		}
	}

	/**
	 * Count what never will be published, because its group had to make room before. A
	 * rejection that is just being taken may not have a group yet: only what is missing
	 * twice is.
	 */
	private void countUnpublished(long recorded) {
		long untold = this.waiting.stream().mapToLong((published) -> published.count - published.told).sum();
		long now = recorded - this.told - untold;
		this.unpublished = Math.max(this.unpublished, Math.min(now, this.missing));
		this.missing = now;
	}

	private void repair(Contents contents) {
		Set<RecordId> unknown = new HashSet<>(contents.own());
		for (Published published : this.subjects.values()) {
			RecordId entry = published.entry;
			if (entry != null && contents.hasLost(entry)) {
				published.entry = null;
				this.waiting.add(published);
			}
			else {
				unknown.remove(entry);
			}
		}
		unknown.remove(this.self.entry);
		this.obsolete.clear();
		this.obsolete.addAll(unknown);
	}

	private void write(List<Published> batch) {
		this.unsure = true;
		List<RecordId> entries = this.stream
			.add(batch.stream().map((published) -> published.fields.apply(published.number)).toList());
		for (int i = 0; i < entries.size(); i++) {
			Published published = batch.get(i);
			replace(published, entries.get(i));
			this.told += published.count - published.told;
			published.told = published.count;
			this.waiting.remove(published);
		}
		this.unsure = !this.stream.delete(this.obsolete);
		this.obsolete.clear();
	}

	private void replace(Published published, @Nullable RecordId entry) {
		if (published.entry != null) {
			this.obsolete.add(published.entry);
		}
		published.entry = entry;
	}

	/**
	 * A group or notice, or the instance itself.
	 */
	private static final class Published {

		/** Tells it from all others of this instance. */
		private final long number;

		private LongFunction<Map<String, String>> fields = (number) -> Map.of();

		/** The number of rejections that are in memory. */
		private long count;

		/** The number of them that are or were in the stream. */
		private long told;

		private @Nullable RecordId entry;

		Published(long number) {
			this.number = number;
		}

	}

}
