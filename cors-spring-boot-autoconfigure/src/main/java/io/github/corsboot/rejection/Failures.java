package io.github.corsboot.rejection;

/**
 * What code of others may throw without any harm to the request.
 *
 * @since 0.1.0
 */
public final class Failures {

	private Failures() {
	}

	/**
	 * Throw a failure again after which nothing works, such as an
	 * {@code OutOfMemoryError}.
	 * @param ex what was thrown; anything else is left to the caller, also errors, and an
	 * overflow of the stack
	 */
	public static void rethrowIfFatal(Throwable ex) {
		if (ex instanceof VirtualMachineError error && !(ex instanceof StackOverflowError)) {
			throw error;
		}
	}

}
