package io.github.corsboot.properties;

import io.github.corsboot.origins.OriginsNotLoadedException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Reports that a provider did not give its origins as the reason why the application did
 * not start.
 */
final class OriginsNotLoadedFailureAnalyzer extends AbstractFailureAnalyzer<OriginsNotLoadedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, OriginsNotLoadedException cause) {
		Throwable reason = NestedExceptionUtils.getMostSpecificCause(cause);
		return new FailureAnalysis(cause.getMessage() + ":\n\n    " + describe(reason),
				"See to it that '%s' can give the origins of policy '%s'. To start without them, and try again every cors.origins.refresh-interval, set cors.origins.fail-fast to false."
					.formatted(cause.provision().provider(), cause.provision().policy()),
				cause);
	}

	private static String describe(Throwable reason) {
		@Nullable String message = reason.getMessage();
		return (message != null) ? reason.getClass().getSimpleName() + ": " + message : reason.getClass().getName();
	}

}
