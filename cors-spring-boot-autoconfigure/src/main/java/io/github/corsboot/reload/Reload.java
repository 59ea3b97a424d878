package io.github.corsboot.reload;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A reload that has ended.
 *
 * @param time the time at which it ended
 * @param version the version of the policies in force since then
 * @param changed whether it has changed anything
 * @param difference what has changed
 * @param failure the report of what is wrong, several lines as at the start; {@code null}
 * if nothing is
 * @param needRestart the properties whose new values take effect only at the next start
 * @since 0.1.0
 */
public record Reload(Instant time, int version, boolean changed, PolicyDifference difference, @Nullable String failure,
		List<String> needRestart) {

	/**
	 * Create a reload.
	 * @param time the time at which it ended
	 * @param version the version of the policies in force since then
	 * @param changed whether it has changed anything
	 * @param difference what has changed
	 * @param failure the report of what is wrong, or {@code null}
	 * @param needRestart the properties that need a restart
	 */
	public Reload {
		needRestart = List.copyOf(needRestart);
	}

}
