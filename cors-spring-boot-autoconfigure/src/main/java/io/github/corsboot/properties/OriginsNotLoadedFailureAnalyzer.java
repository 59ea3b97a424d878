package io.github.corsboot.properties;

import io.github.corsboot.origins.OriginsNotLoadedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports that a provider did not give its origins as the reason why the application did
 * not start.
 */
final class OriginsNotLoadedFailureAnalyzer extends AbstractFailureAnalyzer<OriginsNotLoadedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, OriginsNotLoadedException cause) {
		return new FailureAnalysis(cause.getMessage() + ":\n\n    " + cause.reason(),
				"See to it that '%s' can give the origins of policy '%s'. To start without them, and try again later, set cors.origins.fail-fast to false."
					.formatted(cause.provision().provider(), cause.provision().policy()),
				cause);
	}

}
