package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Rejections that have the same cause. Thread-safe.
 */
final class RejectionGroup implements LiveRejectionGroup {

	/** How many rejections of a group are kept one by one in a minute. */
	static final int MAX_KEPT_A_MINUTE = 20;

	/** So much that what recurs often enough still gets in. */
	private static final long MAX_WEIGHT = FrequencySketch.MAX - 1;

	/** After how long a silence a group counts for half. */
	private static final long HALF_LIFE = TimeUnit.MINUTES.toMillis(10);

	private final GroupKey key;

	private final long first;

	private final AtomicLong count = new AtomicLong();

	private final AtomicReference<CorsRejection> latest;

	private final MinuteLimit kept = new MinuteLimit(MAX_KEPT_A_MINUTE);

	private final LoggedLines lines;

	private final boolean near;

	private volatile boolean forgotten;

	RejectionGroup(GroupKey key, LazyCorsRejection first, boolean near) {
		this.key = key;
		this.near = near;
		this.first = first.millis();
		this.latest = new AtomicReference<>(first);
		this.lines = new LoggedLines(this.first);
	}

	GroupKey key() {
		return this.key;
	}

	/**
	 * Return whether a rejection belongs here, as far as that can be seen without
	 * computing its key.
	 */
	boolean hasOneLike(LazyCorsRejection rejection) {
		return !this.forgotten && latest() instanceof LazyCorsRejection latest && rejection.isLike(latest);
	}

	/**
	 * Count a rejection.
	 * @return how many there are
	 */
	long add(LazyCorsRejection rejection) {
		this.latest.setRelease(rejection);
		return this.count.incrementAndGet();
	}

	/**
	 * Return whether a rejection is kept by itself.
	 */
	boolean keeps(LazyCorsRejection rejection) {
		return this.kept.permits(rejection.millis());
	}

	@Override
	public long count() {
		return this.count.get();
	}

	long firstSeen() {
		return this.first;
	}

	CorsRejection latest() {
		return this.latest.getAcquire();
	}

	/**
	 * Return the time of the latest rejection, in milliseconds since 1970.
	 */
	long lastSeen() {
		CorsRejection latest = latest();
		return (latest instanceof LazyCorsRejection lazy) ? lazy.millis() : latest.time().toEpochMilli();
	}

	/**
	 * Keep the latest rejection without the policies that decided, which may have been
	 * replaced.
	 */
	void letGoOfPolicies() {
		CorsRejection latest = latest();
		this.latest.compareAndSet(latest, StoredCorsRejection.of(latest));
	}

	/**
	 * Return what has been logged of this group.
	 */
	LoggedLines lines() {
		return this.lines;
	}

	/**
	 * Return how much the group deserves its place: its count, that is halved for every
	 * ten minutes without a rejection, at most {@value #MAX_WEIGHT}.
	 * @param time the time, in milliseconds since 1970
	 */
	long weight(long time) {
		long halvings = Math.max(0, (time - lastSeen()) / HALF_LIFE);
		return Math.min(MAX_WEIGHT, (halvings < Long.SIZE) ? count() >>> halvings : 0);
	}

	/**
	 * Return whether the origin, method or header narrowly misses what is allowed, so
	 * that it is hardly that of a stranger.
	 */
	boolean isNear() {
		return this.near;
	}

	/**
	 * Take no more rejections: the group has lost its place.
	 */
	void forget() {
		this.forgotten = true;
	}

	@Override
	public CorsRejectionGroup view() {
		CorsRejection newest = latest();
		return new CorsRejectionGroup(newest.origin(), SafeText.of(this.key.pattern(), Integer.MAX_VALUE),
				newest.reason(), SafeText.of(this.key.detail(), LazyCorsRejection.MAX_DETAIL_LENGTH),
				// A reader may come between the group and its first rejection, or two
				// rejections.
				Math.max(1, count()), Instant.ofEpochMilli(Math.min(this.first, lastSeen())), newest.time(), this.near,
				StoredCorsRejection.of(newest));
	}

}
