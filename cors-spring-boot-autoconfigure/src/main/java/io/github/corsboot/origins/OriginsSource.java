package io.github.corsboot.origins;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.corsboot.mapping.CorsPolicies.Provision;
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

	private final Provision provision;

	private final AllowedOriginsProvider bean;

	private final int maxOrigins;

	/** How often a load was asked for and has not begun. */
	final AtomicInteger requests = new AtomicInteger();

	/** The earliest time for the next load, as {@code System.nanoTime()} has it. */
	volatile long notBefore = System.nanoTime();

	private volatile @Nullable Loaded loaded;

	private volatile @Nullable String failure;

	/**
	 * Create a source that has loaded nothing.
	 * @param provision whose origins these are
	 * @param bean the provider
	 * @param maxOrigins how many origins are taken at most
	 */
	OriginsSource(Provision provision, AllowedOriginsProvider bean, int maxOrigins) {
		this.provision = provision;
		this.bean = bean;
		this.maxOrigins = maxOrigins;
	}

	Provision provision() {
		return this.provision;
	}

	private String policy() {
		return this.provision.policy();
	}

	private String provider() {
		return this.provision.provider();
	}

	/**
	 * Load the origins.
	 * @param mapped the policy as it is now
	 * @return the origins if they differ from those before, or {@code null}
	 * @throws Exception if the provider fails; what was loaded before stays
	 */
	@Nullable ProvidedOrigins load(MappedPolicy mapped) throws Exception {
		Loaded before = this.loaded;
		Object version = this.bean.version(policy());
		if (before != null && version != null && version.equals(before.version())) {
			this.loaded = before.confirmed();
			return null;
		}
		Loaded now = read(this.bean.load(policy()), version, mapped, (before != null) ? before.origins() : null);
		this.loaded = now;
		log(now, before);
		return (before != null && before.origins() == now.origins()) ? null : now.origins();
	}

	private Loaded read(Collection<AllowedOrigin> rows, @Nullable Object version, MappedPolicy mapped,
			@Nullable ProvidedOrigins previous) {
		ProvidedOrigins.Builder origins = new ProvidedOrigins.Builder(mapped.policy());
		List<String> mistakes = new ArrayList<>();
		long skipped = 0;
		long leftOut = 0;
		for (AllowedOrigin row : rows) {
			if (origins.size() >= this.maxOrigins) {
				leftOut++;
				continue;
			}
			String advice = add(row, origins);
			if (advice != null) {
				skipped++;
				if (mistakes.size() < MAX_MISTAKES) {
					mistakes.add(advice);
				}
			}
		}
		return new Loaded(origins.build(previous), version, skipped, List.copyOf(mistakes), leftOut, Instant.now(),
				System.nanoTime());
	}

	private static @Nullable String add(@Nullable AllowedOrigin row, ProvidedOrigins.Builder origins) {
		// What an application or a table gives may be anything.
		String origin = (row != null) ? Objects.requireNonNullElse(row.origin(), "") : "";
		String host = (row != null) ? row.host() : null;
		String advice = origins.add(origin, host);
		return (advice == null) ? null
				: SafeText.of("'" + SafeText.of(origin, MAX_VALUE_LENGTH) + "'"
						+ ((host != null) ? " for '" + SafeText.of(host, MAX_VALUE_LENGTH) + "'" : "") + ": " + advice,
						MAX_FAILURE_LENGTH);
	}

	private void log(Loaded now, @Nullable Loaded before) {
		if (before == null || before.origins() != now.origins()) {
			logger.info("CORS policy '%s' allows %d origins from '%s'".formatted(policy(), now.origins().size(),
					provider()));
		}
		if (now.skipped() > 0 && (before == null || !now.mistakes().equals(before.mistakes()))) {
			logger.warn("CORS policy '%s': %d rows of '%s' were skipped, such as %s".formatted(policy(), now.skipped(),
					provider(), now.mistakes().get(0)));
		}
		if (now.leftOut() > 0 && (before == null || before.leftOut() == 0)) {
			logger.warn(("CORS policy '%s': %d rows of '%s' were left out, because cors.origins.max-origins is %d. "
					+ "Requests of these origins are refused")
				.formatted(policy(), now.leftOut(), provider(), this.maxOrigins));
		}
	}

	/**
	 * Take note that a load has failed, be it for want of memory: the thread is our own.
	 */
	void failed(Throwable cause) {
		String message = SafeText.of(
				cause.getClass().getSimpleName() + ((cause.getMessage() != null) ? ": " + cause.getMessage() : ""),
				MAX_FAILURE_LENGTH);
		if (!message.equals(this.failure)) {
			logger.warn("CORS policy '%s': the origins of '%s' could not be loaded. %s. Until they can, %s".formatted(
					policy(), provider(), message,
					(this.loaded != null) ? "those that were loaded before are allowed" : "none of them is allowed"));
			logger.debug("The failure", cause);
		}
		this.failure = message;
	}

	void succeeded() {
		if (this.failure != null) {
			logger.info("CORS policy '%s': the origins of '%s' can be loaded again".formatted(policy(), provider()));
		}
		this.failure = null;
	}

	OriginsStatus status() {
		Loaded now = this.loaded;
		return (now == null) ? new OriginsStatus(policy(), provider(), 0, null, null, 0, List.of(), 0, this.failure)
				: new OriginsStatus(policy(), provider(), now.origins().size(), now.time(),
						Duration.ofNanos(System.nanoTime() - now.nanos()), now.skipped(), now.mistakes(), now.leftOut(),
						this.failure);
	}

	/**
	 * The last good set.
	 */
	private record Loaded(ProvidedOrigins origins, @Nullable Object version, long skipped, List<String> mistakes,
			long leftOut, Instant time, long nanos) {

		Loaded confirmed() {
			return new Loaded(this.origins, this.version, this.skipped, this.mistakes, this.leftOut, Instant.now(),
					System.nanoTime());
		}

	}

}
