package io.github.corsboot.fleet;

import java.time.Duration;

import io.github.corsboot.rejection.SafeText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * A time in which something does not work without Redis, of which the log tells once.
 * Thread-safe.
 */
final class Outage {

	/** Between two attempts to reach Redis. */
	static final Duration RETRY = Duration.ofSeconds(5);

	/** The longest time between two attempts, each of which the log may show. */
	private static final Duration MAX_RETRY = Duration.ofMinutes(1);

	private static final int MAX_CAUSE_LENGTH = 256;

	private static final Log logger = LogFactory.getLog(FleetChannel.class);

	private final String failure;

	private final String recovery;

	private Duration pause = RETRY;

	private @Nullable String cause;

	/**
	 * Create one that has not begun.
	 * @param failure the sentence of what does not work, without its end
	 * @param recovery the sentence of what works again, without its end
	 */
	Outage(String failure, String recovery) {
		this.failure = failure;
		this.recovery = recovery;
	}

	/**
	 * Return the pause before the next attempt, which doubles each time.
	 */
	synchronized Duration pause() {
		Duration current = this.pause;
		Duration longer = current.multipliedBy(2);
		this.pause = (longer.compareTo(MAX_RETRY) < 0) ? longer : MAX_RETRY;
		return current;
	}

	/**
	 * Return why it does not work.
	 * @return the cause, or {@code null} if it does
	 */
	synchronized @Nullable String cause() {
		return this.cause;
	}

	/**
	 * Return the failure and its cause.
	 * @return a sentence without its end, or {@code null} if all is well
	 */
	synchronized @Nullable String sentence() {
		return (this.cause != null) ? this.failure + " at the moment: " + this.cause : null;
	}

	synchronized void failed(Throwable ex) {
		boolean begins = (this.cause == null);
		this.cause = describe(ex);
		if (begins) {
			logger.warn(sentence());
		}
	}

	static String describe(Throwable ex) {
		return SafeText.of(NestedExceptionUtils.getMostSpecificCause(ex).toString(), MAX_CAUSE_LENGTH);
	}

	synchronized void ended() {
		this.pause = RETRY;
		if (this.cause != null) {
			this.cause = null;
			logger.info(this.recovery);
		}
	}

}
