package io.github.corsboot.rejection;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.LazyCorsRejection.SpringRefusal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * What {@link CorsRejections} has taken: the counts, the groups, the log, and what the
 * repository keeps. Thread-safe.
 */
final class TakenRejections {

	/** How many rejections that belong to no known group are kept in a minute. */
	static final int MAX_NEW_A_MINUTE = 100;

	private static final Log logger = LogFactory.getLog(CorsRejections.class);

	private final CorsRejections source;

	private final CorsRejectionRepository repository;

	private final List<CorsRejectionListener> listeners;

	private final @Nullable RejectionEvents events;

	private final Clock clock;

	private final Map<RejectionReason, LongAdder> counts = new EnumMap<>(RejectionReason.class);

	private final LongAdder dropped = new LongAdder();

	private final RejectionGroups groups = new RejectionGroups();

	private final MinuteLimit keptNew = new MinuteLimit(MAX_NEW_A_MINUTE);

	private final RejectionLog log = new RejectionLog(this.groups);

	private final AtomicLong recorded = new AtomicLong();

	private final AtomicBoolean failureLogged = new AtomicBoolean();

	/** The version of the policies that decided last, 0 at first. */
	private final AtomicInteger policiesVersion = new AtomicInteger();

	TakenRejections(CorsRejections source, CorsRejectionRepository repository,
			Iterable<CorsRejectionListener> listeners, Clock clock, @Nullable ApplicationEventPublisher events) {
		this.source = source;
		this.repository = repository;
		List<CorsRejectionListener> told = new ArrayList<>();
		// This may be the first time that listeners are asked for: by a request.
		attempt(() -> listeners.forEach(told::add));
		this.listeners = List.copyOf(told);
		this.clock = clock;
		this.events = (events != null) ? new RejectionEvents((rejection) -> publish(rejection, events)) : null;
		for (RejectionReason reason : RejectionReason.values()) {
			this.counts.put(reason, new LongAdder());
		}
	}

	void close() {
		this.log.endMinute();
	}

	void record(Rejected decision, CorsRequest request, PolicyMapping policies, PathPolicies covered, String path) {
		record(decision.reason(), policies,
				(occurrence) -> new LazyCorsRejection.ByPolicy(occurrence, decision, request, policies, covered, path));
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
		try {
			int version = policies.version();
			int before = this.policiesVersion.get();
			if (version > before && this.policiesVersion.compareAndSet(before, version) && before != 0) {
				ForkJoinPool.commonPool().execute(this::letGoOfPolicies);
			}
			record(create.apply(new Occurrence(this.source.instance(), this.recorded.incrementAndGet(),
					this.clock.millis(), version)));
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			logOnce(ex);
		}
		finally {
			// Last, so that no more have been counted than have found their groups.
			Objects.requireNonNull(this.counts.get(reason)).increment();
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
		tell((kept) -> publisher.publishEvent(new CorsRejectedEvent(this.source, kept)), rejection);
	}

	private void logOnce(Throwable ex) {
		if (this.failureLogged.compareAndSet(false, true)) {
			logger.error("A CORS rejection could not be recorded; further failures are not logged", ex);
		}
	}

	List<CorsRejection> recent() {
		List<CorsRejection> recent = new ArrayList<>();
		// So that whoever shows a rejection meets no exception.
		attempt(() -> this.repository.findAll()
			.forEach((rejection) -> attempt(() -> recent.add(StoredCorsRejection.of(rejection)))));
		return recent;
	}

	@Nullable CorsRejection find(String id) {
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

	List<CorsRejectionGroup> groups() {
		List<CorsRejectionGroup> views = new ArrayList<>();
		this.groups.all().forEach((group) -> attempt(() -> views.add(group.view())));
		views.sort(Comparator.comparing(CorsRejectionGroup::last).reversed());
		return views;
	}

	List<LiveRejectionGroup> liveGroups() {
		return List.copyOf(this.groups.all());
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

	long dropped() {
		return this.dropped.sum();
	}

	void clear() {
		this.groups.clear();
		attempt(this.repository::clear);
	}

	Map<RejectionReason, Long> counts() {
		Map<RejectionReason, Long> byReason = new EnumMap<>(RejectionReason.class);
		this.counts.forEach((reason, count) -> byReason.put(reason, count.sum()));
		byReason.values().removeIf((count) -> count == 0);
		return byReason;
	}

}
