package io.github.corsboot.rejection;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * What has been logged of a group of rejections. The log guards it by its lock; only
 * {@link #isDue} and {@link #isWaiting} are asked without.
 */
final class LoggedLines {

	private static final long REPEATED_AFTER = TimeUnit.HOURS.toMillis(1);

	private static final long WAITING = Long.MAX_VALUE;

	private static final long DAY = TimeUnit.DAYS.toMillis(1);

	/** When the last line was written; before that, when the group began. */
	private long since;

	/** How many rejections the lines tell of. */
	private long told;

	/** From when on there may be a line, in milliseconds since 1970. */
	private volatile long due;

	/** The rejection that waits for its line. */
	private @Nullable LazyCorsRejection waiting;

	/** The diagnostic context (MDC) of its request. */
	private Map<String, String> context = Map.of();

	LoggedLines(long since) {
		this.since = since;
	}

	/**
	 * Return whether the next rejection is worth a line.
	 */
	boolean isDue(long time) {
		return time >= this.due;
	}

	/**
	 * Return whether the end of the minute decides about the line.
	 */
	boolean isWaiting() {
		return this.due == WAITING;
	}

	void await(LazyCorsRejection rejection, Map<String, String> context) {
		this.due = WAITING;
		this.waiting = rejection;
		this.context = context;
	}

	/**
	 * Return the rejection that waits, or {@code null} if none does.
	 */
	@Nullable LazyCorsRejection waiting() {
		return this.waiting;
	}

	/**
	 * Return the diagnostic context (MDC) of its request.
	 */
	Map<String, String> context() {
		return this.context;
	}

	void waitNoLonger() {
		this.due = 0;
		this.waiting = null;
		this.context = Map.of();
	}

	/**
	 * Return how many rejections no line has told of.
	 */
	long untold(long count) {
		return Math.max(0, count - this.told);
	}

	/**
	 * Take note of a line.
	 * @param time the time, in milliseconds since 1970
	 * @param count how many rejections there are
	 * @return how many the line stands for besides its own; empty if it is the only one
	 */
	String write(long time, long count) {
		long more = untold(count) - 1;
		String text = (more > 0) ? String.format(Locale.ROOT, " (%,d more since %s)", more, clock(this.since, time))
				: "";
		this.told = count;
		this.since = time;
		waitNoLonger();
		this.due = time + REPEATED_AFTER;
		return text;
	}

	/**
	 * Return the time of a rejection, for a line that comes late.
	 */
	static String time(long millis) {
		return DateTimeFormatter.ofPattern(" '(at' HH:mm:ss')'", Locale.ROOT)
			.withZone(ZoneId.systemDefault())
			.format(Instant.ofEpochMilli(millis));
	}

	/**
	 * Write a time as the lines of most logs do, in the time zone of the server.
	 */
	private static String clock(long since, long now) {
		return DateTimeFormatter.ofPattern((now - since < DAY) ? "HH:mm" : "yyyy-MM-dd HH:mm", Locale.ROOT)
			.withZone(ZoneId.systemDefault())
			.format(Instant.ofEpochMilli(since));
	}

}
