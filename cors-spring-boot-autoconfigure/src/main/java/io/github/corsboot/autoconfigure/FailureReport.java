package io.github.corsboot.autoconfigure;

import io.github.corsboot.reload.CorsReloader.Reports;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * Describes a failure as Spring Boot does when an application does not start.
 */
final class FailureReport implements Reports {

	private final ConfigurableApplicationContext context;

	FailureReport(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Only our own words are safe: those of others may quote any line of a file.
	 */
	@Override
	public String withoutSecrets(Throwable failure) {
		return failure.getClass().getName().startsWith("io.github.corsboot.") ? full(failure)
				: "The configuration cannot be read (%s). The log of this instance says more."
					.formatted(failure.getClass().getSimpleName());
	}

	@Override
	public String full(Throwable failure) {
		ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, this.context.getBeanFactory())
			.and(Environment.class, this.context.getEnvironment());
		for (FailureAnalyzer analyzer : SpringFactoriesLoader
			.forDefaultResourceLocation(this.context.getBeanFactory().getBeanClassLoader())
			.load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, cause) -> {
				// It needs a library that is not there.
			}))) {
			FailureAnalysis analysis = analyze(analyzer, failure);
			if (analysis != null) {
				return "Description:\n\n" + analysis.getDescription()
						+ ((analysis.getAction() != null) ? "\n\nAction:\n\n" + analysis.getAction() : "");
			}
		}
		return "Description:\n\n" + failure;
	}

	private static @Nullable FailureAnalysis analyze(FailureAnalyzer analyzer, Throwable failure) {
		try {
			return analyzer.analyze(failure);
		}
		catch (RuntimeException | LinkageError ex) {
			return null;
		}
	}

}
