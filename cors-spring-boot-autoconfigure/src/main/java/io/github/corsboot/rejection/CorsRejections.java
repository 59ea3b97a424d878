package io.github.corsboot.rejection;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.LazyCorsRejection.SpringRefusal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes every rejection: counts it, keeps it and tells the listeners. Nothing that goes
 * wrong there reaches the request; the first failure is logged. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CorsRejections {

	private static final Log logger = LogFactory.getLog(CorsRejections.class);

	/**
	 * A stand-in policy that tells whether a request is cross-origin at all: it rejects
	 * exactly those.
	 */
	private static final CandidatePolicies NOBODY = CandidatePolicies.refusing(List.of());

	/** How many instances can be told apart: six characters. */
	private static final long INSTANCES = 36L * 36 * 36 * 36 * 36 * 36;

	private final CorsRejectionRepository repository;

	/** The repository comes first. */
	private final List<CorsRejectionListener> listeners;

	private final Clock clock;

	private final Map<RejectionReason, LongAdder> counts = new EnumMap<>(RejectionReason.class);

	private final String instance = newInstance();

	private final AtomicLong recorded = new AtomicLong();

	private final AtomicBoolean failureLogged = new AtomicBoolean();

	/**
	 * Create the place where rejections are taken.
	 * @param repository keeps the rejections, before the listeners are told
	 * @param listeners are told about each rejection, in this order; possibly none
	 * @param clock tells when a request was refused
	 */
	public CorsRejections(CorsRejectionRepository repository, List<CorsRejectionListener> listeners, Clock clock) {
		this.repository = repository;
		this.listeners = Stream.concat(Stream.of(repository::add), listeners.stream()).toList();
		this.clock = clock;
		for (RejectionReason reason : RejectionReason.values()) {
			this.counts.put(reason, new LongAdder());
		}
	}

	private static String newInstance() {
		// One digit more, so that there are always six behind it.
		long random = INSTANCES + ThreadLocalRandom.current().nextLong(INSTANCES);
		return Long.toString(random, Character.MAX_RADIX).substring(1);
	}

	/**
	 * Record a rejection. Never throws.
	 * @param decision the decision
	 * @param request the request that was refused
	 * @param policies the policies in force when it was decided
	 * @param covered what covers the path
	 * @param path the path within the application, without query and path parameters, of
	 * any length
	 */
	public void record(Rejected decision, CorsRequest request, PolicyMapping policies, PathPolicies covered,
			String path) {
		record(decision.reason(), policies,
				(occurrence) -> new LazyCorsRejection.ByPolicy(occurrence, decision, request, covered, path));
	}

	/**
	 * Return how a request would be refused that a browser hands over to a script only if
	 * the response has CORS headers.
	 * @return the refusal, or {@code null} if the request needs no CORS headers
	 */
	static @Nullable Rejected needsCorsHeaders(CorsRequest request) {
		if (NOBODY.evaluate(request) instanceof Rejected rejected) {
			String mode = request.fetchMode();
			return (mode.isEmpty() || mode.equals("cors")) ? rejected : null;
		}
		return null;
	}

	void record(SpringRefusal refusal, CorsRequest request, PolicyMapping policies, String path) {
		CorsRequest.Kind kind = request.isPreflight() ? CorsRequest.Kind.PREFLIGHT : CorsRequest.Kind.ACTUAL;
		record(RejectionReason.SPRING_CORS, policies, (occurrence) -> new LazyCorsRejection.Uncovered(occurrence,
				RejectionReason.SPRING_CORS, kind, request, policies, path, refusal));
	}

	void record(RejectionReason reason, CorsRequest.Kind kind, CorsRequest request, PolicyMapping policies,
			String path) {
		record(reason, policies, (occurrence) -> new LazyCorsRejection.Uncovered(occurrence, reason, kind, request,
				policies, path, null));
	}

	private void record(RejectionReason reason, PolicyMapping policies, Function<Occurrence, CorsRejection> create) {
		try {
			Objects.requireNonNull(this.counts.get(reason)).increment();
			CorsRejection rejection = create.apply(new Occurrence(this.instance, this.recorded.incrementAndGet(),
					this.clock.millis(), policies.version()));
			for (CorsRejectionListener listener : this.listeners) {
				tell(listener, rejection);
			}
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logOnce(ex);
		}
	}

	private void tell(CorsRejectionListener listener, CorsRejection rejection) {
		try {
			listener.onRejection(rejection);
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logOnce(ex);
		}
	}

	private void logOnce(Throwable ex) {
		if (this.failureLogged.compareAndSet(false, true)) {
			logger.error("A CORS rejection could not be recorded; further failures are not logged", ex);
		}
	}

	/**
	 * Return the recent rejections.
	 * @return the rejections, newest first; none if the repository fails
	 */
	public List<CorsRejection> recent() {
		try {
			List<CorsRejection> recent = new ArrayList<>();
			for (CorsRejection rejection : this.repository.findAll()) {
				addCopy(rejection, recent);
			}
			return recent;
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logOnce(ex);
			return List.of();
		}
	}

	/**
	 * Copy a rejection, so that whoever shows it meets no exception. One that cannot be
	 * copied is left out.
	 */
	private void addCopy(CorsRejection rejection, List<CorsRejection> copies) {
		try {
			copies.add(StoredCorsRejection.of(rejection));
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logOnce(ex);
		}
	}

	/**
	 * Return which instance of the application records here.
	 * @return six characters, which the {@linkplain CorsRejection#id() IDs} of its
	 * rejections begin with
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Forget the rejections that are kept. The counts stay.
	 */
	public void clear() {
		try {
			this.repository.clear();
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logOnce(ex);
		}
	}

	/**
	 * Return how many requests were refused since the start, by reason.
	 * @return a copy of the counts of the reasons that occurred
	 */
	public Map<RejectionReason, Long> counts() {
		Map<RejectionReason, Long> byReason = new EnumMap<>(RejectionReason.class);
		this.counts.forEach((reason, count) -> byReason.put(reason, count.sum()));
		byReason.values().removeIf((count) -> count == 0);
		return byReason;
	}

}
