package io.github.corsboot.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;

import io.github.corsboot.fleet.FleetPicture.Instance;
import io.github.corsboot.fleet.FleetStream.Contents;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.stream.RecordId;

/**
 * The entries of this instance in the stream. Each entry replaces the previous one of the
 * same group or notice: first the new one is written, then the old one is deleted. Redis
 * may lose entries, restore deleted ones, or write some whose answer is lost. Therefore
 * the entries are looked up twice a minute, and after a failure before anything more is
 * written. Thread-safe.
 */
final class PublishedReports {

	/**
	 * How often an instance reports of itself, also if nothing else is new, and looks up
	 * what the stream has.
	 */
	private static final Duration HEARTBEAT = Duration.ofSeconds(30);

	/** How many groups and notices are published at once: the others wait. */
	private static final int MAX_BATCH = 200;

	private static final Log logger = LogFactory.getLog(PublishedReports.class);

	private final LocalReports local;

	private final FleetStream stream;

	private final Published self = new Published(0);

	private final Map<Object, Published> subjects = new HashMap<>();

	/** The groups and notices with unpublished changes, the longest waiting first. */
	private final Set<Published> waiting = new LinkedHashSet<>();

	/** The entries that have been replaced and must be deleted. */
	private final List<RecordId> obsolete = new ArrayList<>();

	/** Whether the last write failed, so that there may be unknown entries. */
	private boolean unsure;

	private long lastCleaned;

	private long numbers;

	/** Unique for each start of an instance, also in copies of a snapshot. */
	private volatile String writer = "";

	private volatile boolean begins = true;

	/** Whether the last report was written. */
	private boolean ended;

	/** The number of rejections and notices published so far. */
	private long told;

	private @Nullable Instance lastInstance;

	private long lastWritten;

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
	 * Return the writer of all entries since the last start.
	 */
	String writer() {
		return this.writer;
	}

	/**
	 * Begin anew with the next report, which replaces all that was written before.
	 */
	void restart() {
		this.begins = true;
	}

	private void begin() {
		if (this.unsure) {
			this.obsolete.addAll(this.stream.contents(this.writer).own());
		}
		this.begins = false;
		this.ended = false;
		this.writer = UUID.randomUUID().toString();
		this.subjects.values().forEach((published) -> replace(published, null));
		replace(this.self, null);
		this.unsure = false;
		this.lastCleaned = System.nanoTime();
	}

	/**
	 * Publish what is new.
	 * @param ends whether this is the last time
	 * @throws RuntimeException if Redis does not answer or refuses
	 */
	synchronized void publish(boolean ends) {
		if (this.begins) {
			begin();
		}
		if (this.ended) {
			return;
		}
		// Before the groups are asked, so that it does not contain more than they do.
		long recorded = this.local.recorded();
		update(this.local.all());
		countUnpublished(recorded);
		Instance instance = this.local.instance(this.unpublished);
		if (this.unsure || isOver(this.lastCleaned)) {
			clean(this.stream.contents(this.writer));
		}
		if (ends || !this.waiting.isEmpty() || !this.obsolete.isEmpty() || this.self.entry == null
				|| !instance.equals(this.lastInstance) || isOver(this.lastWritten)) {
			this.self.fields = (number) -> FleetEntry.of(ends ? instance.endedNow() : instance);
			do {
				write();
			}
			while (ends && !this.waiting.isEmpty());
			this.ended = ends;
			this.lastInstance = instance;
			this.lastWritten = System.nanoTime();
		}
	}

	private static boolean isOver(long nanos) {
		return System.nanoTime() - nanos >= HEARTBEAT.toNanos();
	}

	/**
	 * Take over the groups and notices that are in memory now.
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
	 * Count the rejections that will never be published, because their groups had to make
	 * room before.
	 */
	private void countUnpublished(long recorded) {
		long untold = this.waiting.stream().mapToLong((published) -> published.count - published.told).sum();
		this.unpublished = Math.max(this.unpublished, recorded - this.told - untold);
	}

	/**
	 * Delete unknown entries, and put lost ones among those to be written.
	 */
	private void clean(Contents contents) {
		Set<RecordId> unknown = new HashSet<>(contents.own());
		for (Published published : this.subjects.values()) {
			if (published.isLost(contents)) {
				published.entry = null;
				this.waiting.add(published);
			}
			unknown.remove(published.entry);
		}
		if (this.self.isLost(contents)) {
			this.self.entry = null;
		}
		unknown.remove(this.self.entry);
		unknown.addAll(this.obsolete);
		this.stream.delete(List.copyOf(unknown));
		this.obsolete.clear();
		this.unsure = false;
		this.lastCleaned = System.nanoTime();
	}

	private void write() {
		Map<Published, Map<String, String>> batch = new LinkedHashMap<>();
		for (Published published : this.waiting.stream().limit(MAX_BATCH).toList()) {
			this.waiting.remove(published);
			try {
				Map<String, String> fields = published.fields();
				// It may have grown meanwhile.
				published.count = Long.parseLong(fields.getOrDefault(FleetEntry.COUNT, "0"));
				batch.put(published, fields);
			}
			catch (RuntimeException ex) {
				// It waits again next time, behind the others.
				logger.debug("A CORS rejection cannot be described", ex);
			}
		}
		batch.put(this.self, this.self.fields());
		batch.values().forEach((fields) -> fields.put(FleetEntry.WRITER, this.writer));
		this.unsure = true;
		Iterator<RecordId> entries = this.stream.add(List.copyOf(batch.values())).iterator();
		for (Published published : batch.keySet()) {
			replace(published, entries.next());
			this.told += published.count - published.told;
			published.told = published.count;
		}
		this.stream.delete(this.obsolete);
		this.obsolete.clear();
		this.unsure = false;
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

		/** The number by which it differs from all others of this instance. */
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

		Map<String, String> fields() {
			return this.fields.apply(this.number);
		}

		boolean isLost(Contents contents) {
			return this.entry != null && contents.hasLost(this.entry);
		}

	}

}
