package io.github.corsboot.rejection;

import java.util.Map;

import org.slf4j.MDC;

/**
 * The mapped diagnostic context of SLF4J, such as the ID of a trace, for a line that is
 * written later and on another thread. Empty if the application does not use SLF4J.
 */
final class DiagnosticContext {

	private DiagnosticContext() {
	}

	/**
	 * Return the context of this thread.
	 */
	static Map<String, String> current() {
		try {
			Map<String, String> context = MDC.getCopyOfContextMap();
			return (context != null) ? context : Map.of();
		}
		catch (LinkageError ex) {
			return Map.of();
		}
	}

	/**
	 * Run something as if the context were that of this thread.
	 */
	static void run(Map<String, String> context, Runnable action) {
		if (context.isEmpty()) {
			action.run();
			return;
		}
		Map<String, String> before = current();
		MDC.setContextMap(context);
		try {
			action.run();
		}
		finally {
			MDC.setContextMap(before);
		}
	}

}
