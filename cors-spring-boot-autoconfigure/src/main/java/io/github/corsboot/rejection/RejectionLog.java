package io.github.corsboot.rejection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import io.github.corsboot.policy.RejectionReason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes one warning for each group of rejections, and one more after an hour if it
 * recurs. Of the {@value #MAX_LINES_A_MINUTE} lines a minute, half are for the groups
 * that come first, on the thread of the request. The others are written at the end of the
 * minute, for the most important of those that were left out: a flood cannot hide them.
 */
final class RejectionLog {

	static final int MAX_LINES_A_MINUTE = 10;

	static final int MAX_AT_ONCE = MAX_LINES_A_MINUTE / 2;

	/** The last line says how many were left out. */
	static final int MAX_AT_THE_END = MAX_LINES_A_MINUTE - MAX_AT_ONCE - 1;

	/**
	 * How many of the lines at the end are for what nearly is allowed: strangers who
	 * imitate that cannot take all.
	 */
	private static final int MAX_NEAR = MAX_AT_THE_END / 2;

	private static final int MAX_PROPERTIES = 3;

	private static final int MAX_QUOTED = 200;

	private static final int MAX_HEADERS = 10;

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Log logger = LogFactory.getLog(CorsRejections.LOGGER);

	private final RejectionGroups groups;

	private final Executor atEndOfMinute;

	/** The times of the lines that were written at once in the last minute. */
	private final Deque<Long> lines = new ArrayDeque<>();

	/** The rejections that no line tells of, in this minute. */
	private final LongAdder leftOut = new LongAdder();

	private boolean endOfMinuteIsPlanned;

	RejectionLog(RejectionGroups groups) {
		this(groups, CompletableFuture.delayedExecutor(MINUTE.toSeconds(), TimeUnit.SECONDS));
	}

	RejectionLog(RejectionGroups groups, Executor atEndOfMinute) {
		this.groups = groups;
		this.atEndOfMinute = atEndOfMinute;
	}

	/**
	 * Log a rejection, unless enough has been logged.
	 * @param rejection the rejection
	 * @param group its group, which it has been added to, or {@code null} if there was no
	 * room
	 */
	void log(LazyCorsRejection rejection, @Nullable RejectionGroup group) {
		if (!logger.isWarnEnabled()) {
			return;
		}
		String more = tryLine(rejection, group);
		if (more != null) {
			logger.warn(describe(rejection) + more);
		}
		else if (logger.isDebugEnabled()) {
			logger.debug(describe(rejection));
		}
	}

	/**
	 * Return what a line says of earlier rejections, or {@code null} if there is no line.
	 */
	private @Nullable String tryLine(LazyCorsRejection rejection, @Nullable RejectionGroup group) {
		long time = rejection.millis();
		if (group == null || group.lines().isWaiting()) {
			this.leftOut.increment();
			if (group == null) {
				planEndOfMinute();
			}
			return null;
		}
		return group.lines().isDue(time) ? tryLine(rejection, group, time) : null;
	}

	private synchronized @Nullable String tryLine(LazyCorsRejection rejection, RejectionGroup group, long time) {
		LoggedLines logged = group.lines();
		if (!logged.isDue(time)) {
			return null;
		}
		while (!this.lines.isEmpty() && this.lines.getFirst() <= time - MINUTE.toMillis()) {
			this.lines.removeFirst();
		}
		if (this.lines.size() < MAX_AT_ONCE) {
			this.lines.addLast(time);
			return logged.write(time, group.count());
		}
		logged.await(rejection, DiagnosticContext.current());
		this.leftOut.increment();
		planEndOfMinute();
		return null;
	}

	private synchronized void planEndOfMinute() {
		if (!this.endOfMinuteIsPlanned) {
			this.endOfMinuteIsPlanned = true;
			this.atEndOfMinute.execute(this::endMinute);
		}
	}

	/**
	 * Write what waits for the end of the minute.
	 */
	void endMinute() {
		List<RejectionGroup> waiting = this.groups.all().stream().filter((group) -> group.lines().isWaiting()).toList();
		List<RejectionGroup> important = mostImportant(waiting);
		List<Runnable> due = new ArrayList<>();
		synchronized (this) {
			if (!this.endOfMinuteIsPlanned) {
				return;
			}
			this.endOfMinuteIsPlanned = false;
			long untold = this.leftOut.sumThenReset();
			for (RejectionGroup group : important) {
				untold -= group.lines().untold(group.count());
				due.add(line(group));
			}
			waiting.stream()
				.map(RejectionGroup::lines)
				.filter(LoggedLines::isWaiting)
				.forEach(LoggedLines::waitNoLonger);
			if (untold > 0) {
				String summary = String.format(Locale.ROOT,
						"%,d more CORS rejections are not logged: there were too many "
								+ "in this minute. /actuator/cors shows what they have in common.",
						untold);
				due.add(() -> logger.warn(summary));
			}
		}
		due.forEach(Runnable::run);
	}

	/**
	 * Take note of a line that comes late, and return what writes it.
	 */
	private static Runnable line(RejectionGroup group) {
		LazyCorsRejection rejection = Objects.requireNonNull(group.lines().waiting());
		Map<String, String> context = group.lines().context();
		String late = LoggedLines.time(rejection.millis());
		String more = group.lines().write(rejection.millis(), group.count());
		return () -> DiagnosticContext.run(context, () -> logger.warn(describe(rejection) + late + more));
	}

	/**
	 * Select what nearly is allowed, which is rather a mistake than an attack, and what
	 * occurs most often.
	 */
	private static List<RejectionGroup> mostImportant(List<RejectionGroup> waiting) {
		// The counts go on growing meanwhile.
		Map<RejectionGroup, Long> untold = new HashMap<>();
		waiting.forEach((group) -> untold.put(group, group.lines().untold(group.count())));
		List<RejectionGroup> byCount = waiting.stream()
			.sorted(Comparator.<RejectionGroup>comparingLong((group) -> -untold.getOrDefault(group, 0L))
				.thenComparingLong(RejectionGroup::firstSeen))
			.toList();
		Set<RejectionGroup> important = byCount.stream()
			.filter(RejectionGroup::isNear)
			.limit(MAX_NEAR)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		important.addAll(byCount);
		return important.stream().limit(MAX_AT_THE_END).toList();
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
		line.append('.');
		String hint = rejection.hint();
		if (hint != null) {
			line.append(' ').append(hint);
		}
		String properties = properties(rejection);
		if (!properties.isEmpty()) {
			line.append(" Decided by ").append(properties).append('.');
		}
		return line.toString();
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

}
