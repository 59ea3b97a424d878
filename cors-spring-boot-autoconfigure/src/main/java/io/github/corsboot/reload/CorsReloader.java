package io.github.corsboot.reload;

import java.time.Instant;
import java.util.List;
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
 * Puts the configuration as it is now into force, if nothing is wrong with it; otherwise
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

	private final Reports reports;

	private final ApplicationEventPublisher events;

	/** The reload for everybody who asks now: it has not begun. */
	private volatile Run next = new Run();

	private volatile @Nullable Reload last;

	/**
	 * Create a reloader.
	 * @param policies the policies in force
	 * @param warnings the warnings about them
	 * @param candidates creates what would come into force, and throws an exception if
	 * anything is wrong with it
	 * @param reports describes such an exception
	 * @param events is told about each reload
	 */
	public CorsReloader(CorsPolicies policies, CorsWarnings warnings, Supplier<Candidate> candidates, Reports reports,
			ApplicationEventPublisher events) {
		this.policies = policies;
		this.warnings = warnings;
		this.candidates = candidates;
		this.reports = reports;
		this.events = events;
	}

	/**
	 * Reload the policies.
	 * @return what the reload has done
	 * @throws RuntimeException if anything is wrong; its report is in the log
	 */
	public Reload reload() {
		return reload(false);
	}

	/**
	 * Reload the policies because another instance has done so. No third one need be
	 * told.
	 * @return what the reload has done
	 * @throws RuntimeException if anything is wrong; its report is in the log
	 */
	public Reload reloadAsTold() {
		return reload(true);
	}

	private Reload reload(boolean told) {
		Run own = this.next;
		if (!told) {
			own.told = false;
		}
		synchronized (this) {
			Reload done = own.done;
			if (done == null) {
				this.next = new Run();
				done = run(own);
				own.done = done;
			}
			if (own.failure != null) {
				throw own.failure;
			}
			return done;
		}
	}

	private Reload run(Run own) {
		Reload done;
		try {
			done = adopt(this.candidates.get(), own.told);
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			own.failure = (ex instanceof RuntimeException exception) ? exception : new IllegalStateException(ex);
			logger.error("CORS policies were not reloaded, version " + this.policies.mapping().version()
					+ " stays in force:\n\n" + this.reports.full(ex));
			done = new Reload(Instant.now(), this.policies.mapping().version(), false, PolicyDifference.NONE,
					this.reports.withoutSecrets(ex), own.told, List.of(), List.of());
		}
		this.last = done;
		try {
			this.events.publishEvent(new CorsPoliciesReloadedEvent(this.policies, done));
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			logger.error("A listener has failed that was told about a reload of CORS policies", ex);
		}
		return done;
	}

	private Reload adopt(Candidate candidate, boolean told) {
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
		return new Reload(Instant.now(), this.policies.mapping().version(), changed, difference, null, told, added,
				candidate.needRestart());
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
	 * Describe an exception to whoever asks.
	 * @param ex what {@link #rehearse()} or {@link #reload()} has thrown
	 * @return the report, in several lines
	 */
	public String report(Throwable ex) {
		return this.reports.withoutSecrets(ex);
	}

	/**
	 * Return the last reload.
	 * @return the reload, or {@code null} if there has been none
	 */
	public @Nullable Reload last() {
		return this.last;
	}

	/**
	 * Describes what is wrong.
	 *
	 * @since 0.1.0
	 */
	public interface Reports {

		/**
		 * Describe a failure for the log.
		 * @param ex what was thrown
		 * @return the report, in several lines
		 */
		String full(Throwable ex);

		/**
		 * Describe a failure for those who may read the endpoint.
		 * @param ex what was thrown
		 * @return the report, without the content of files that has nothing to do with
		 * policies
		 */
		String withoutSecrets(Throwable ex);

	}

	/**
	 * A reload that is shared by all who asked before it began.
	 */
	private static final class Run {

		private volatile boolean told = true;

		private @Nullable Reload done;

		private @Nullable RuntimeException failure;

	}

	/**
	 * The configuration as it is now, which could come into force: nothing is wrong with
	 * it.
	 *
	 * @param configured the policies alone
	 * @param preview the policies as they would be in force
	 * @param changed whether they differ from those in force
	 * @param warnings the warnings about it
	 * @param needRestart the properties whose new values take effect only at the next
	 * start
	 * @param afterwards an action to be run when the policies are in force
	 * @since 0.1.0
	 */
	public record Candidate(CorsPolicies configured, CorsPolicies preview, boolean changed, CorsWarnings warnings,
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
		 * Find the warnings that are new.
		 * @param before the warnings until now
		 * @return the warnings that are new and not accepted
		 */
		public List<CorsWarning> newWarnings(CorsWarnings before) {
			return this.warnings.without(before);
		}

	}

}
