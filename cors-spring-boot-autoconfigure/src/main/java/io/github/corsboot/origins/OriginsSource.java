package io.github.corsboot.origins;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsPolicies.Provision;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.ProvidedOrigins;
import io.github.corsboot.rejection.SafeText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The origins that one provider gives to one policy: the last good set, and what became
 * of the last attempt. {@link #load} is called by one thread at a time.
 */
final class OriginsSource {

	private static final Log logger = LogFactory.getLog(AllowedOriginsLoader.class);

	private static final int MAX_MISTAKES = 10;

	private static final int MAX_VALUE_LENGTH = 100;

	private static final int MAX_FAILURE_LENGTH = 300;

	/** From when on a provider that does not answer is reported. */
	private static final Duration PATIENCE = Duration.ofMinutes(1);

	/** How often a load was asked for and has not ended. */
	final AtomicInteger requests = new AtomicInteger();

	/** Whether anybody here has asked for the next load. */
	volatile boolean wantedHere;

	/** The earliest time for the next load, as {@code System.nanoTime()} has it. */
	volatile long notBefore = System.nanoTime();

	/** Open until the first attempt has ended. */
	final CountDownLatch first = new CountDownLatch(1);

	/** What is probably not meant by what is loaded, or {@code null}. */
	@Nullable CorsWarning warning;

	/** Where what is loaded comes into force: while a reload is prepared, only there. */
	volatile CorsPolicies policies;

	private final Provision provision;

	private final AllowedOriginsProvider bean;

	private final int maxOrigins;

	private final MappedPolicy mapped;

	/** For the age of what has never been loaded. */
	private final long created = System.nanoTime();

	private volatile Loaded loaded;

	private volatile @Nullable Throwable failure;

	/** When the load that is running began, or {@code null}. */
	private volatile @Nullable Long running;

	private volatile boolean hangLogged;

	/**
	 * Create a source that has loaded nothing.
	 * @param policies where what is loaded comes into force
	 * @param mapped the policy whose origins these are
	 * @param provision whose origins these are
	 * @param bean the provider
	 * @param maxOrigins how many origins are taken at most
	 */
	OriginsSource(CorsPolicies policies, MappedPolicy mapped, Provision provision, AllowedOriginsProvider bean,
			int maxOrigins) {
		this.policies = policies;
		this.provision = provision;
		this.bean = bean;
		this.maxOrigins = maxOrigins;
		this.mapped = mapped;
		this.loaded = new Loaded(ProvidedOrigins.none(provision.provider()), null, mapped.policy().needsSecureOrigins(),
				mapped.hosts(), 0, List.of(), 0, null, 0);
	}

	Provision provision() {
		return this.provision;
	}

	/**
	 * Return the origins that were loaded last, or a set without any.
	 */
	ProvidedOrigins origins() {
		return this.loaded.origins();
	}

	/**
	 * Return why the last attempt failed, or {@code null} if it did not.
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Return whether the first attempt has ended well.
	 */
	boolean isLoaded() {
		return this.loaded.time() != null;
	}

	/**
	 * Return the same, as it was before the first attempt.
	 */
	OriginsSource again(CorsPolicies other) {
		return new OriginsSource(other, this.mapped, this.provision, this.bean, this.maxOrigins);
	}

	/**
	 * Return whether what was loaded is right for a policy, too.
	 */
	boolean fits(MappedPolicy mapped) {
		return this.loaded.fits(mapped);
	}

	/**
	 * Load the origins, if they have changed. If that fails, be it for want of memory,
	 * what was loaded before stays: the thread is our own.
	 * @param mapped the policy as it is now
	 */
	void load(MappedPolicy mapped) {
		this.running = System.nanoTime();
		try {
			Loaded before = this.loaded;
			// Rows that were wrong for the policy as it was may be right now.
			Object version = before.fits(mapped) ? before.version() : null;
			LoadedOrigins rows = this.bean.loadIfChanged(this.provision.policy(), version);
			this.loaded = (rows != null) ? read(rows, mapped, before.origins()) : before.confirmed();
			if (rows != null) {
				log(this.loaded, before);
			}
			succeeded();
		}
		catch (Throwable ex) {
			failed(ex);
		}
		finally {
			this.running = null;
			this.hangLogged = false;
		}
	}

	private Loaded read(LoadedOrigins rows, MappedPolicy mapped, ProvidedOrigins previous) {
		ProvidedOrigins.Builder origins = new ProvidedOrigins.Builder(mapped.policy());
		List<String> mistakes = new ArrayList<>();
		long skipped = 0;
		long leftOut = rows.complete() ? 0 : 1;
		for (AllowedOrigin row : Objects.requireNonNull(rows.origins(), "the provider returned null")) {
			// What an application or a table gives may be anything.
			String origin = (row != null) ? Objects.requireNonNullElse(row.origin(), "") : "";
			if (origins.size() >= this.maxOrigins && !origins.contains(origin)) {
				leftOut++;
				continue;
			}
			String host = (row != null) ? row.host() : null;
			String advice = (host != null && !mapped.countsFor(host))
					? origins.refuse(origin, "policy '%s' does not count for this host".formatted(mapped.name()))
					: origins.add(origin, host);
			if (advice != null) {
				skipped++;
				if (mistakes.size() < MAX_MISTAKES) {
					mistakes.add(describe(origin, host, advice));
				}
			}
		}
		return new Loaded(origins.build(previous), rows.version(), mapped.policy().needsSecureOrigins(), mapped.hosts(),
				skipped, List.copyOf(mistakes), leftOut, Instant.now(), System.nanoTime());
	}

	private static String describe(String origin, @Nullable String host, String advice) {
		return SafeText.of(
				"'" + SafeText.of(origin, MAX_VALUE_LENGTH) + "'"
						+ ((host != null) ? " for '" + SafeText.of(host, MAX_VALUE_LENGTH) + "'" : "") + ": " + advice,
				MAX_FAILURE_LENGTH);
	}

	private void log(Loaded now, Loaded before) {
		String policy = "CORS policy '" + this.provision.policy() + "', '" + this.provision.provider() + "': ";
		if (before.origins() != now.origins()) {
			logger.info(policy + "allowed origins: " + now.origins().size());
		}
		if (now.skipped() > 0 && !now.mistakes().equals(before.mistakes())) {
			logger.warn(policy + "origins that are wrong and were skipped: " + now.skipped() + ", such as "
					+ now.mistakes().get(0));
		}
		if (now.leftOut() > 0 && before.leftOut() == 0) {
			logger.warn(policy + "at least " + now.leftOut() + " were left out, because cors.origins.max-origins is "
					+ this.maxOrigins + ": what they allow is refused");
		}
	}

	private void failed(Throwable cause) {
		boolean first = this.failure == null;
		this.failure = cause;
		String message = describe(cause);
		this.loaded.origins().setFailure(message);
		if (first) {
			logger.warn("CORS policy '%s': the origins of '%s' could not be loaded: %s. Until they can, %s"
				.formatted(this.provision.policy(), this.provision.provider(), message, (this.loaded.time() != null)
						? "those that were loaded before are allowed" : "none of them is allowed"));
			logger.debug("The failure", cause);
		}
	}

	private void succeeded() {
		if (this.failure != null) {
			logger.info("CORS policy '%s': the origins of '%s' can be loaded again".formatted(this.provision.policy(),
					this.provision.provider()));
		}
		this.failure = null;
		this.loaded.origins().setFailure(null);
	}

	/**
	 * Describe a failure: the database's words, if it is one of a database.
	 * @param failure what was thrown
	 * @return a text that is safe to be shown, without a full stop at its end
	 */
	static String describe(Throwable failure) {
		Throwable cause = failure;
		Throwable current = failure;
		for (int depth = 0; current != null && depth < 20; depth++) {
			cause = (current instanceof SQLException || !(cause instanceof SQLException)) ? current : cause;
			current = current.getCause();
		}
		String message = message(cause);
		return SafeText
			.of(cause.getClass().getSimpleName() + ((message != null) ? ": " + message.strip() : ""),
					MAX_FAILURE_LENGTH)
			.replaceFirst("\\.$", "");
	}

	private static @Nullable String message(Throwable failure) {
		try {
			return failure.getMessage();
		}
		catch (RuntimeException ex) {
			// An exception may fail itself.
			return null;
		}
	}

	/**
	 * Take note if the provider has not answered for long.
	 */
	void checkHanging() {
		String hanging = hanging();
		if (hanging != null && !this.hangLogged) {
			this.hangLogged = true;
			logger.warn("CORS policy '%s': the origins of '%s' could not be loaded: %s"
				.formatted(this.provision.policy(), this.provision.provider(), hanging));
		}
	}

	private @Nullable String hanging() {
		Long since = this.running;
		Duration time = (since != null) ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
		return (time.compareTo(PATIENCE) > 0)
				? "it was asked %d s ago, and has not answered".formatted(time.toSeconds()) : null;
	}

	OriginsStatus status() {
		Loaded now = this.loaded;
		Throwable failed = this.failure;
		String hanging = hanging();
		Duration age = Duration.ofNanos(System.nanoTime() - ((now.time() != null) ? now.nanos() : this.created));
		return new OriginsStatus(this.provision.policy(), this.provision.provider(), now.origins().size(), now.time(),
				age, now.skipped(), now.mistakes(), now.leftOut(),
				(hanging != null) ? hanging : (failed != null) ? describe(failed) : null);
	}

	/**
	 * The last good set.
	 */
	private record Loaded(ProvidedOrigins origins, @Nullable Object version, boolean secure, List<String> hosts,
			long skipped, List<String> mistakes, long leftOut, @Nullable Instant time, long nanos) {

		/**
		 * Return whether another policy would find the same rows wrong.
		 */
		boolean fits(MappedPolicy mapped) {
			return this.secure == mapped.policy().needsSecureOrigins() && this.hosts.equals(mapped.hosts());
		}

		Loaded confirmed() {
			return new Loaded(this.origins, this.version, this.secure, this.hosts, this.skipped, this.mistakes,
					this.leftOut, Instant.now(), System.nanoTime());
		}

	}

}
