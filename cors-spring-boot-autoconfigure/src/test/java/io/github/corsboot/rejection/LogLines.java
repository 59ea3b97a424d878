package io.github.corsboot.rejection;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Collects the lines that a test causes.
 */
public final class LogLines {

	private LogLines() {
	}

	/**
	 * Create an appender without the lines of other tests: of theirs, some come a minute
	 * later, from a thread of the common pool or, where two processors are too few for
	 * it, from a thread of their own.
	 * @return an appender that is not started
	 */
	public static ListAppender<ILoggingEvent> ofThisTest() {
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.addFilter(new Filter<>() {

			@Override
			public FilterReply decide(ILoggingEvent event) {
				return event.getThreadName().matches("ForkJoinPool.*|Thread-.*") ? FilterReply.DENY
						: FilterReply.NEUTRAL;
			}

		});
		return lines;
	}

}
