package io.github.corsboot.rejection;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

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

import org.springframework.context.ApplicationEventPublisher;

/**
 * Takes every rejection: counts it, groups it with those of the same cause, logs it, and
 * tells the listeners. A rejection is kept, which means that the repository and an event
 * get it, unless there are too many: of each group at most 20 in a minute, and of those
 * that are new at most 100 in a minute. Nothing that goes wrong there reaches the
 * request; the first failure is logged. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CorsRejections implements AutoCloseable {

	/**
	 * The name of the logger that warns of rejections. At level {@code DEBUG} it logs
	 * each of them.
	 */
	public static final String LOGGER = "io.github.corsboot.rejections";

	/** How many rejections that belong to no known group are kept in a minute. */
	static final int MAX_NEW_A_MINUTE = 100;

	private static final Log logger = LogFactory.getLog(CorsRejections.class);

	/**
	 * A stand-in policy that tells whether a request is cross-origin at all: it rejects
	 * exactly those.
	 */
	private static final CandidatePolicies NOBODY = CandidatePolicies.refusing(List.of());

	/** How many instances can be told apart: six characters. */
	private static final long INSTANCES = 36L * 36 * 36 * 36 * 36 * 36;

	private final boolean enabled;

	private final CorsRejectionRepository repository;

	private final List<CorsRejectionListener> listeners;

	private final @Nullable RejectionEvents events;

	private final Clock clock;

	private final Map<RejectionReason, LongAdder> counts = new EnumMap<>(RejectionReason.class);

	private final LongAdder dropped = new LongAdder();

	private final RejectionGroups groups = new RejectionGroups();

	private final MinuteLimit keptNew = new MinuteLimit(MAX_NEW_A_MINUTE);

	private final RejectionLog log = new RejectionLog(this.groups);

	private final String instance = newInstance();

	private final AtomicLong recorded = new AtomicLong();

	private final AtomicBoolean failureLogged = new AtomicBoolean();

	/** The version of the policies that decided last, 0 at first. */
	private final AtomicInteger policiesVersion = new AtomicInteger();

	/**
	 * Create the place where rejections are taken. No events are published.
	 * @param repository keeps rejections, before the listeners are told
	 * @param listeners are told about each rejection, in this order; possibly none
	 * @param clock tells when a request was refused
	 */
	public CorsRejections(CorsRejectionRepository repository, List<CorsRejectionListener> listeners, Clock clock) {
		this(repository, listeners, clock, null, true);
	}

	/**
	 * Create the place where rejections are taken.
	 * @param repository keeps rejections, before the listeners are told
	 * @param listeners are told about each rejection, in this order; possibly none
	 * @param clock tells when a request was refused
	 * @param events publishes a {@link CorsRejectedEvent} for each rejection that is
	 * kept, on another thread than that of the request
	 */
	public CorsRejections(CorsRejectionRepository repository, List<CorsRejectionListener> listeners, Clock clock,
			ApplicationEventPublisher events) {
		this(repository, listeners, clock, events, true);
	}

	private CorsRejections(CorsRejectionRepository repository, List<CorsRejectionListener> listeners, Clock clock,
			@Nullable ApplicationEventPublisher events, boolean enabled) {
		this.repository = repository;
		this.listeners = List.copyOf(listeners);
		this.clock = clock;
		this.events = (events != null) ? new RejectionEvents((rejection) -> publish(rejection, events)) : null;
		this.enabled = enabled;
		for (RejectionReason reason : RejectionReason.values()) {
			this.counts.put(reason, new LongAdder());
		}
	}

	/**
	 * Create a place that takes no rejections: none is counted, logged or kept.
	 * @return a place that always is empty
	 */
	public static CorsRejections disabled() {
		return new CorsRejections(new InMemoryCorsRejectionRepository(1), List.of(), Clock.systemUTC(), null, false);
	}

	/**
	 * Write the lines that wait for the end of the minute, since the application ends.
	 */
	@Override
	public void close() {
		this.log.endMinute();
	}

	/**
	 * Return whether rejections are taken.
	 * @return whether this is not {@linkplain #disabled() disabled}
	 */
	public boolean isEnabled() {
		return this.enabled;
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

	private void record(RejectionReason reason, PolicyMapping policies,
			Function<Occurrence, LazyCorsRejection> create) {
		if (!this.enabled) {
			return;
		}
		try {
			Objects.requireNonNull(this.counts.get(reason)).increment();
			int version = policies.version();
			int before = this.policiesVersion.get();
			if (version > before && this.policiesVersion.compareAndSet(before, version) && before != 0) {
				ForkJoinPool.commonPool().execute(this::letGoOfPolicies);
			}
			record(create
				.apply(new Occurrence(this.instance, this.recorded.incrementAndGet(), this.clock.millis(), version)));
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			logOnce(ex);
		}
	}

	/**
	 * Let go of policies that have been replaced, which may be large.
	 */
	private void letGoOfPolicies() {
		this.groups.all().forEach((group) -> attempt(group::letGoOfPolicies));
		if (this.repository instanceof InMemoryCorsRejectionRepository inMemory) {
			attempt(inMemory::letGoOfPolicies);
		}
	}

	private void record(LazyCorsRejection rejection) {
		RejectionGroup group = this.groups.find(rejection);
		boolean kept = (group == null || group.add(rejection) == 1) ? this.keptNew.permits(rejection.millis())
				: group.keeps(rejection);
		if (kept) {
			tell(this.repository::add, rejection);
		}
		for (CorsRejectionListener listener : this.listeners) {
			tell(listener, rejection);
		}
		if (!kept || (this.events != null && !this.events.publish(rejection))) {
			this.dropped.increment();
		}
		this.log.log(rejection, group);
	}

	private void tell(CorsRejectionListener listener, CorsRejection rejection) {
		try {
			listener.onRejection(rejection);
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			logOnce(ex);
		}
	}

	private void publish(CorsRejection rejection, ApplicationEventPublisher publisher) {
		tell((kept) -> publisher.publishEvent(new CorsRejectedEvent(this, kept)), rejection);
	}

	private void logOnce(Throwable ex) {
		if (this.failureLogged.compareAndSet(false, true)) {
			logger.error("A CORS rejection could not be recorded; further failures are not logged", ex);
		}
	}

	/**
	 * Return the recent rejections that were kept.
	 * @return the rejections, newest first; none if the repository fails
	 */
	public List<CorsRejection> recent() {
		List<CorsRejection> recent = new ArrayList<>();
		// So that whoever shows a rejection meets no exception.
		attempt(() -> this.repository.findAll()
			.forEach((rejection) -> attempt(() -> recent.add(StoredCorsRejection.of(rejection)))));
		return recent;
	}

	/**
	 * Find a rejection that was kept, or is the latest of its group.
	 * @param id its ID
	 * @return the rejection, or {@code null} if there is none
	 */
	public @Nullable CorsRejection find(String id) {
		List<CorsRejection> found = new ArrayList<>();
		attempt(() -> this.repository.findAll()
			.stream()
			.filter((rejection) -> rejection.id().equals(id))
			.map(StoredCorsRejection::of)
			.findFirst()
			.ifPresent(found::add));
		if (found.isEmpty()) {
			this.groups.all()
				.stream()
				.map(RejectionGroup::latest)
				.filter((latest) -> latest.id().equals(id))
				.findFirst()
				.ifPresent(found::add);
		}
		return found.isEmpty() ? null : found.get(0);
	}

	/**
	 * Return the rejections in groups of the same origin, path pattern, reason and
	 * detail. Computes a hint for each group: not on the thread of a request. There are
	 * at most 1,000 groups, half of them for what is nearly allowed. A new one takes the
	 * place of one whose rejections are fewer and older.
	 * @return the groups, the one of the newest rejection first
	 */
	public List<CorsRejectionGroup> groups() {
		List<CorsRejectionGroup> views = new ArrayList<>();
		this.groups.all().forEach((group) -> attempt(() -> views.add(group.view())));
		views.sort(Comparator.comparing(CorsRejectionGroup::last).reversed());
		return views;
	}

	/**
	 * Leave out what fails.
	 */
	private void attempt(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			logOnce(ex);
		}
	}

	/**
	 * Return how many rejections since the start were not kept because there were too
	 * many, or not published because a listener was slow. They are counted, by reason and
	 * in their group.
	 * @return the number
	 */
	public long dropped() {
		return this.dropped.sum();
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
	 * Forget the rejections that are kept, and all groups. The counts stay.
	 */
	public void clear() {
		this.groups.clear();
		attempt(this.repository::clear);
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
