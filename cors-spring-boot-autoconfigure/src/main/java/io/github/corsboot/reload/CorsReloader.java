package io.github.corsboot.reload;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.rejection.Failures;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Lets what is configured now come into force, if nothing is wrong with it; otherwise
 * everything stays as it is. Thread-safe: one reload runs at a time, and whoever asks
 * while one runs shares the next.
 *
 * @since 0.1.0
 */
public final class CorsReloader {

	private static final Log logger = LogFactory.getLog(CorsReloader.class);

	private final CorsPolicies policies;

	private final CorsWarnings warnings;

	private final Supplier<Candidate> candidates;

	private final Function<Throwable, String> report;

	private final ApplicationEventPublisher events;

	/** How many reloads have been asked for. */
	private final AtomicLong asked = new AtomicLong();

	/** How many of them had been asked for when the last one began. */
	private long begun;

	private volatile @Nullable Reload last;

	private @Nullable RuntimeException failure;

	/**
	 * Create a reloader.
	 * @param policies the policies in force
	 * @param warnings the warnings about them
	 * @param candidates creates what would come into force, and throws an exception if
	 * anything is wrong with it
	 * @param report describes such an exception, in several lines
	 * @param events is told about each reload
	 */
	public CorsReloader(CorsPolicies policies, CorsWarnings warnings, Supplier<Candidate> candidates,
			Function<Throwable, String> report, ApplicationEventPublisher events) {
		this.policies = policies;
		this.warnings = warnings;
		this.candidates = candidates;
		this.report = report;
		this.events = events;
	}

	/**
	 * Reload the policies.
	 * @return whether anything has changed
	 * @throws RuntimeException if anything is wrong; its report is in the log
	 */
	public boolean reload() {
		long ticket = this.asked.incrementAndGet();
		synchronized (this) {
			if (this.begun < ticket) {
				this.begun = this.asked.get();
				run();
			}
			if (this.failure != null) {
				throw this.failure;
			}
			Reload done = this.last;
			return done != null && done.changed();
		}
	}

	private void run() {
		this.failure = null;
		Reload done;
		try {
			done = adopt(this.candidates.get());
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			this.failure = (ex instanceof RuntimeException exception) ? exception : new IllegalStateException(ex);
			String text = describe(ex);
			logger.error("CORS policies were not reloaded, version " + this.policies.mapping().version()
					+ " stays in force:\n\n" + text);
			done = new Reload(Instant.now(), this.policies.mapping().version(), false, PolicyDifference.NONE, text,
					List.of(), List.of());
		}
		this.last = done;
		try {
			this.events.publishEvent(new CorsPoliciesReloadedEvent(this.policies, done));
		}
		catch (RuntimeException ex) {
			logger.error("A listener has failed that was told about a reload of CORS policies", ex);
		}
	}

	private Reload adopt(Candidate candidate) {
		PolicyDifference difference = candidate.difference(this.policies);
		boolean changed = this.policies.adopt(candidate.configured());
		List<CorsWarning> added = this.warnings.replace(candidate.warnings());
		candidate.afterwards().run();
		if (changed) {
			logger.info("CORS policies were reloaded, version " + this.policies.mapping().version() + " is in force: "
					+ difference);
		}
		if (changed && !this.policies.mapping().isEnabled()) {
			logger.warn("CORS is not checked any more: cors.enabled is false");
		}
		for (CorsWarning warning : added) {
			logger.warn("CORS configuration: " + warning + " [" + warning.code() + "]");
		}
		if (!candidate.needRestart().isEmpty()) {
			logger.warn(
					"These properties take effect only after a restart: " + String.join(", ", candidate.needRestart()));
		}
		return new Reload(Instant.now(), this.policies.mapping().version(), changed, difference, null, added,
				candidate.needRestart());
	}

	private String describe(Throwable ex) {
		try {
			return this.report.apply(ex);
		}
		catch (RuntimeException other) {
			return ex.toString();
		}
	}

	/**
	 * Create what a reload would let come into force. Changes nothing.
	 * @return what is configured now
	 * @throws RuntimeException if anything is wrong with it
	 */
	public Candidate rehearse() {
		return this.candidates.get();
	}

	/**
	 * Describe an exception.
	 * @param ex what {@link #rehearse()} or {@link #reload()} has thrown
	 * @return the report, in several lines
	 */
	public String report(Throwable ex) {
		return describe(ex);
	}

	/**
	 * Return the last reload.
	 * @return the reload, or {@code null} if there has been none
	 */
	public @Nullable Reload last() {
		return this.last;
	}

	/**
	 * What is configured now, and could come into force: nothing is wrong with it.
	 *
	 * @param configured the policies alone
	 * @param preview the policies as they would be in force
	 * @param warnings what is probably not meant
	 * @param needRestart the properties whose new values take effect only at the next
	 * start
	 * @param afterwards what to do when the policies are in force
	 * @since 0.1.0
	 */
	public record Candidate(CorsPolicies configured, CorsPolicies preview, CorsWarnings warnings,
			List<String> needRestart, Runnable afterwards) {

		/**
		 * Find what would change.
		 * @param inForce the policies in force
		 * @return the difference
		 */
		public PolicyDifference difference(CorsPolicies inForce) {
			return PolicyDifference.between(inForce, this.preview);
		}

		/**
		 * Find what is probably not meant, and was not before.
		 * @param before the warnings until now
		 * @return the warnings that are new and not accepted
		 */
		public List<CorsWarning> newWarnings(CorsWarnings before) {
			return this.warnings.without(before);
		}

	}

}
