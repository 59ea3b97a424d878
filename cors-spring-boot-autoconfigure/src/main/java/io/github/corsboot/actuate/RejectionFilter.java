package io.github.corsboot.actuate;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.CorsRejection;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * Selects rejections.
 *
 * @param since a time in ISO 8601, or a duration before now, such as {@code 15m}
 * @param reason the code of a reason
 * @param origin an {@code Origin}
 * @param path a path within the application, or the start of one
 * @param limit how many at most
 */
record RejectionFilter(@Nullable String since, @Nullable String reason, @Nullable String origin, @Nullable String path,
		@Nullable Integer limit) {

	private static final int DEFAULT_LIMIT = 100;

	/**
	 * Apply this.
	 * @param rejections the rejections
	 * @param now the present time
	 * @return those that match, in the same order
	 * @throws IllegalArgumentException if a parameter is wrong
	 */
	List<CorsRejection> apply(List<CorsRejection> rejections, Instant now) {
		Instant start = (this.since != null) ? start(this.since, now) : Instant.EPOCH;
		RejectionReason wanted = (this.reason != null) ? reason(this.reason) : null;
		int most = Objects.requireNonNullElse(this.limit, DEFAULT_LIMIT);
		if (most < 1) {
			throw new IllegalArgumentException("'limit' has to be at least 1");
		}
		return rejections.stream()
			.filter((rejection) -> !rejection.time().isBefore(start))
			.filter((rejection) -> wanted == null || rejection.reason() == wanted)
			.filter((rejection) -> this.origin == null || rejection.origin().equals(this.origin))
			.filter((rejection) -> this.path == null || rejection.path().startsWith(this.path))
			.limit(most)
			.toList();
	}

	private static Instant start(String since, Instant now) {
		try {
			return since.endsWith("Z") ? Instant.parse(since) : now.minus(DurationStyle.detectAndParse(since));
		}
		catch (DateTimeException | IllegalArgumentException | ArithmeticException ex) {
			throw new IllegalArgumentException(
					"'since' has to be a time such as 2026-01-31T12:00:00Z, or a duration such as 15m");
		}
	}

	private static RejectionReason reason(String code) {
		return Stream.of(RejectionReason.values())
			.filter((reason) -> reason.code().equals(code))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'reason' has to be one of "
					+ Stream.of(RejectionReason.values()).map(RejectionReason::code).toList()));
	}

}
