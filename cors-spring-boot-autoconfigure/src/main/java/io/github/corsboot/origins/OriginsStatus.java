package io.github.corsboot.origins;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a policy has from one provider. Texts are safe to be shown, and bounded.
 *
 * @param policy the name of the policy
 * @param provider the name of the provider, as the policy has it
 * @param origins the number of origins in force
 * @param loaded the time at which they were last found to be up to date, or {@code null}
 * if they have never been loaded
 * @param age the time since then, or since the start, by a clock that does not jump
 * @param skipped the number of rows that were wrong
 * @param mistakes the first of them, each with what to write instead; at most 10
 * @param leftOut the number of origins beyond {@code cors.origins.max-origins}, at least
 * @param failure why the last load failed, or {@code null} if it did not
 * @since 0.1.0
 */
public record OriginsStatus(String policy, String provider, int origins, @Nullable Instant loaded, Duration age,
		long skipped, List<String> mistakes, long leftOut, @Nullable String failure) {

	/**
	 * Create a status.
	 * @param policy the name of the policy
	 * @param provider the name of the provider
	 * @param origins the number of origins in force
	 * @param loaded when they were last found to be up to date
	 * @param age the time since then, or since the start
	 * @param skipped the number of rows that were wrong
	 * @param mistakes the first of them
	 * @param leftOut the number of origins beyond the limit
	 * @param failure why the last load failed
	 */
	public OriginsStatus {
		mistakes = List.copyOf(mistakes);
	}

}
