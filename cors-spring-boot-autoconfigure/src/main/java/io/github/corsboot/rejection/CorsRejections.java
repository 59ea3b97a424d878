package io.github.corsboot.rejection;

import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Takes every rejection: counts it, keeps it and tells the listeners. Nothing that goes
 * wrong there reaches the request.
 *
 * @since 0.1.0
 */
public final class CorsRejections {

	private static final Log logger = LogFactory.getLog(CorsRejections.class);

	private final CorsRejectionRepository repository;

	private final List<CorsRejectionListener> listeners;

	private final Clock clock;

	private final Map<RejectionReason, LongAdder> counts = new ConcurrentHashMap<>();

	private final AtomicBoolean failureLogged = new AtomicBoolean();

	/**
	 * Create the place where rejections are taken.
	 * @param repository keeps the rejections
	 * @param listeners are told about each rejection, in this order
	 * @param clock tells when a request was refused
	 */
	public CorsRejections(CorsRejectionRepository repository, List<CorsRejectionListener> listeners, Clock clock) {
		this.repository = repository;
		this.listeners = List.copyOf(listeners);
		this.clock = clock;
	}

	/**
	 * Record a rejection. Never throws.
	 * @param decision the decision
	 * @param request the request that was refused
	 * @param covered what covers the path
	 * @param path the path within the application, without query and path parameters
	 */
	public void record(Rejected decision, CorsRequest request, CoveredPath covered, String path) {
		try {
			this.counts.computeIfAbsent(decision.reason(), (reason) -> new LongAdder()).increment();
			CorsRejection rejection = CorsRejection.of(this.clock.instant(), decision, request, covered, path);
			tell(this.repository::add, rejection);
			this.listeners.forEach((listener) -> tell(listener, rejection));
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
			logOnce(ex);
		}
	}

	private void tell(CorsRejectionListener listener, CorsRejection rejection) {
		try {
			listener.onRejection(rejection);
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
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
	 * @return the rejections, newest first
	 */
	public List<CorsRejection> recent() {
		return this.repository.findAll();
	}

	/**
	 * Return how many requests were refused since the start, by reason.
	 * @return the counts of the reasons that occurred
	 */
	public Map<RejectionReason, Long> counts() {
		Map<RejectionReason, Long> byReason = new EnumMap<>(RejectionReason.class);
		this.counts.forEach((reason, count) -> byReason.put(reason, count.sum()));
		return byReason;
	}

}
