package io.github.corsboot.rejection;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
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

	/**
	 * A stand-in policy that tells whether a request is cross-origin at all: it rejects
	 * exactly those.
	 */
	private static final CandidatePolicies NOBODY = CandidatePolicies.refusing(List.of());

	/** How many instances can be told apart: six characters. */
	private static final long INSTANCES = 36L * 36 * 36 * 36 * 36 * 36;

	private final boolean enabled;

	private final CorsRejectionRepository repository;

	private final Iterable<CorsRejectionListener> listeners;

	private final @Nullable ApplicationEventPublisher events;

	private final Clock clock;

	private final String instance = newInstance();

	private volatile @Nullable TakenRejections taken;

	/**
	 * Create the place where rejections are taken. No events are published.
	 * @param repository keeps rejections, before the listeners are told
	 * @param listeners are told about each rejection, in this order; possibly none
	 * @param clock tells when a request was refused
	 */
	public CorsRejections(CorsRejectionRepository repository, List<CorsRejectionListener> listeners, Clock clock) {
		this(repository, List.copyOf(listeners), clock, null, true);
	}

	/**
	 * Create the place where rejections are taken.
	 * @param repository keeps rejections, before the listeners are told
	 * @param listeners are told about each rejection, in this order; possibly none; asked
	 * for when there is a rejection
	 * @param clock tells when a request was refused
	 * @param events publishes a {@link CorsRejectedEvent} for each rejection that is
	 * kept, on another thread than that of the request
	 */
	public CorsRejections(CorsRejectionRepository repository, Iterable<CorsRejectionListener> listeners, Clock clock,
			ApplicationEventPublisher events) {
		this(repository, listeners, clock, events, true);
	}

	private CorsRejections(CorsRejectionRepository repository, Iterable<CorsRejectionListener> listeners, Clock clock,
			@Nullable ApplicationEventPublisher events, boolean enabled) {
		this.repository = repository;
		this.listeners = listeners;
		this.clock = clock;
		this.events = events;
		this.enabled = enabled;
	}

	/**
	 * Create a place that takes no rejections: none is counted, logged or kept.
	 * @return a place that always is empty
	 */
	public static CorsRejections disabled() {
		return new CorsRejections(new InMemoryCorsRejectionRepository(1), List.of(), Clock.systemUTC(), null, false);
	}

	/**
	 * Return the rejections that have been taken. Most applications end before there is
	 * one.
	 */
	TakenRejections taken() {
		TakenRejections known = this.taken;
		return (known != null) ? known : createTaken();
	}

	private synchronized TakenRejections createTaken() {
		TakenRejections known = this.taken;
		if (known == null) {
			known = new TakenRejections(this, this.repository, this.listeners, this.clock, this.events);
			this.taken = known;
		}
		return known;
	}

	/**
	 * Write the lines that wait for the end of the minute, since the application ends.
	 */
	@Override
	public void close() {
		TakenRejections known = this.taken;
		if (known != null) {
			known.close();
		}
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
		if (this.enabled) {
			taken().record(decision, request, policies, covered, path);
		}
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

	/**
	 * Return the recent rejections that were kept.
	 * @return the rejections, newest first; none if the repository fails
	 */
	public List<CorsRejection> recent() {
		return taken().recent();
	}

	/**
	 * Find a rejection that was kept, or is the latest of its group.
	 * @param id its ID
	 * @return the rejection, or {@code null} if there is none
	 */
	public @Nullable CorsRejection find(String id) {
		return taken().find(id);
	}

	/**
	 * Return the rejections in groups of the same origin, path pattern, reason and
	 * detail. Computes a hint for each group: not on the thread of a request. There are
	 * at most 1,000 groups, half of them for what is nearly allowed. A new one takes the
	 * place of one whose rejections are fewer and older.
	 * @return the groups, the one of the newest rejection first
	 */
	public List<CorsRejectionGroup> groups() {
		return taken().groups();
	}

	/**
	 * Return the groups that {@link #groups()} shows, without any of their values.
	 * @return a copy, in no order
	 */
	public List<LiveRejectionGroup> liveGroups() {
		TakenRejections known = this.taken;
		return (known != null) ? known.liveGroups() : List.of();
	}

	/**
	 * Return how many rejections since the start were not kept because there were too
	 * many, or not published because a listener was slow. They are counted, by reason and
	 * in their group.
	 * @return the number
	 */
	public long dropped() {
		TakenRejections known = this.taken;
		return (known != null) ? known.dropped() : 0;
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
		taken().clear();
	}

	/**
	 * Return how many requests were refused since the start, by reason.
	 * @return a copy of the counts of the reasons that occurred
	 */
	public Map<RejectionReason, Long> counts() {
		TakenRejections known = this.taken;
		return (known != null) ? known.counts() : Map.of();
	}

}
