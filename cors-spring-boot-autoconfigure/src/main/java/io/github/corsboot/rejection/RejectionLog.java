package io.github.corsboot.rejection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.corsboot.policy.RejectionReason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Warns of each rejection that was not seen before, and of no more than
 * {@value #MAX_LINES_A_MINUTE} a minute; one line says how many were left out. What
 * counts as seen are origin, path pattern and reason.
 *
 * @since 0.1.0
 */
public final class RejectionLog implements CorsRejectionListener {

	/** The name of the logger. */
	public static final String LOGGER = "io.github.corsboot.rejections";

	static final int MAX_LINES_A_MINUTE = 10;

	/** How many rejections are remembered; when there are more, all are forgotten. */
	static final int MAX_SEEN = 1000;

	private static final int MAX_PROPERTIES = 3;

	private static final int MAX_QUOTED = 200;

	private static final int MAX_HEADERS = 10;

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private static final Log logger = LogFactory.getLog(LOGGER);

	private final Executor executor;

	private final Executor atEndOfWindow;

	private final Set<Key> seen = new HashSet<>();

	/** The key of the latest rejection: often the next has the same. */
	private volatile @Nullable Key last;

	/** The times of the lines of the last minute. */
	private final Deque<Long> lines = new ArrayDeque<>();

	private long leftOut;

	/**
	 * Create a log.
	 */
	public RejectionLog() {
		this(ForkJoinPool.commonPool(), CompletableFuture.delayedExecutor(WINDOW.toSeconds(), TimeUnit.SECONDS));
	}

	RejectionLog(Executor executor, Executor atEndOfWindow) {
		this.executor = executor;
		this.atEndOfWindow = atEndOfWindow;
	}

	@Override
	public void onRejection(CorsRejection rejection) {
		if (logger.isWarnEnabled() && isDue(rejection)) {
			// A hint compares the rejection with all entries: not on the request's
			// thread.
			this.executor.execute(() -> logger.warn(describe(rejection)));
		}
	}

	private boolean isDue(CorsRejection rejection) {
		Key last = this.last;
		return (last == null || !last.isOf(rejection)) && isDue(Key.of(rejection), rejection.time().toEpochMilli());
	}

	private synchronized boolean isDue(Key key, long time) {
		if (this.seen.contains(key)) {
			this.last = key;
			return false;
		}
		long windowStart = time - WINDOW.toMillis();
		while (!this.lines.isEmpty() && this.lines.getFirst() <= windowStart) {
			this.lines.removeFirst();
		}
		if (this.lines.size() < MAX_LINES_A_MINUTE) {
			remember(key);
			this.lines.addLast(time);
			return true;
		}
		// Not remembered: it may be what somebody looks for when the noise is over.
		if (this.leftOut++ == 0) {
			this.atEndOfWindow.execute(this::summarize);
		}
		return false;
	}

	private void remember(Key key) {
		if (this.seen.size() == MAX_SEEN) {
			this.seen.clear();
		}
		this.seen.add(key);
		this.last = key;
	}

	private void summarize() {
		long count;
		synchronized (this) {
			count = this.leftOut;
			this.leftOut = 0;
		}
		logger.warn(count + " more CORS rejections were left out here: more than " + MAX_LINES_A_MINUTE
				+ " in a minute. /actuator/cors shows the newest, and how many there were.");
	}

	static String describe(CorsRejection rejection) {
		StringBuilder line = new StringBuilder(verb(rejection.reason())).append(what(rejection))
			.append(" of ")
			.append(quote(rejection.path()))
			.append(" from origin ")
			.append(quote(rejection.origin()))
			.append(": ")
			.append(rejection.reason().code());
		RejectionReason detail = rejection.detail();
		if (detail != null) {
			line.append(" (").append(detail.code()).append(')');
		}
		if (!rejection.refusedHeaders().isEmpty()) {
			line.append(" (headers ").append(headers(rejection.refusedHeaders())).append(')');
		}
		String properties = properties(rejection);
		if (!properties.isEmpty()) {
			line.append(". Decided by ").append(properties);
		}
		line.append('.');
		String hint = rejection.hint();
		return (hint != null) ? line.append(' ').append(hint).toString() : line.toString();
	}

	private static String verb(RejectionReason reason) {
		return switch (reason) {
			case NO_POLICY -> "CORS headers are missing, so that a browser blocks the response, for ";
			case SPRING_CORS -> "CORS support of Spring that is configured elsewhere refused ";
			default -> "CORS refused ";
		};
	}

	/**
	 * Keep what a stranger wrote apart from what this log says.
	 */
	private static String quote(String text) {
		String shortened = (text.length() > MAX_QUOTED) ? text.substring(0, MAX_QUOTED) + "…" : text;
		return "'" + shortened.replace("'", "\\u0027") + "'";
	}

	private static String what(CorsRejection rejection) {
		return switch (rejection.kind()) {
			case PREFLIGHT -> "preflight for " + quote(rejection.method());
			case ACTUAL -> quote(rejection.method());
			case WEBSOCKET -> "WebSocket handshake";
		};
	}

	private static String headers(List<String> names) {
		String shown = names.stream().limit(MAX_HEADERS).map(RejectionLog::quote).collect(Collectors.joining(", "));
		return (names.size() > MAX_HEADERS) ? shown + " and " + (names.size() - MAX_HEADERS) + " more" : shown;
	}

	private static String properties(CorsRejection rejection) {
		return rejection.decidedBy()
			.stream()
			.limit(MAX_PROPERTIES)
			.map((source) -> (source.location() != null || rejection.reason() == RejectionReason.SPRING_CORS)
					? source.toString() : source + " (its default)")
			.collect(Collectors.joining(" and "));
	}

	private record Key(String origin, String pattern, RejectionReason reason) {

		static Key of(CorsRejection rejection) {
			return new Key(rejection.origin(), rejection.pattern(), rejection.reason());
		}

		/**
		 * Return whether a rejection has this key, without making another one.
		 */
		boolean isOf(CorsRejection rejection) {
			return this.reason == rejection.reason() && this.origin.equals(rejection.origin())
					&& this.pattern.equals(rejection.pattern());
		}

	}

}
