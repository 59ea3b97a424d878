package io.github.corsboot.rejection;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.rejection.CorsNotice.Kind;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes every notice, and keeps one for all that have the same policy, path pattern, name
 * and cause. Of each kind, at most {@value #MAX_OF_KIND} are kept, and further ones are
 * only counted. Nothing that goes wrong here reaches a request. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CorsNotices {

	/** Names may be made of requests: one kind must not take the place of the others. */
	static final int MAX_OF_KIND = 80;

	private static final Log logger = LogFactory.getLog(CorsNotices.class);

	private final boolean enabled;

	private final Clock clock;

	/** What has been noticed; most applications end before there is any. */
	private final Map<Kind, OfKind> kinds = new ConcurrentHashMap<>();

	private final AtomicBoolean failureLogged = new AtomicBoolean();

	/**
	 * Create the place where notices are taken.
	 * @param enabled whether anything is noticed
	 * @param clock tells when something was noticed
	 */
	public CorsNotices(boolean enabled, Clock clock) {
		this.enabled = enabled;
		this.clock = clock;
	}

	/**
	 * Return whether anything is noticed.
	 * @return whether notices are on
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Return whether a script is to read the response to a request. Never throws for a
	 * request that never does.
	 * @param request the request
	 * @return whether it is cross-origin, and no browser says that it needs no CORS
	 */
	public static boolean isReadByScript(CorsRequest request) {
		// A font or a module needs CORS headers, too, but no script reads its response.
		String destination = request.header("Sec-Fetch-Dest");
		return (destination == null || destination.equals("empty")) && CorsRejections.needsCorsHeaders(request) != null;
	}

	/**
	 * Notice something about a request. Never throws.
	 * @param cause the cause
	 * @param policy the name of the policy, or an empty string
	 * @param pattern the path pattern, or an empty string
	 * @param name the name of a header, a status, or an empty string
	 * @param request the request
	 * @param path asked for the path within the application, without query and path
	 * parameters, if this is the first notice of its kind, policy, pattern and name
	 */
	public void add(NoticeCause cause, String policy, String pattern, String name, CorsRequest request,
			Supplier<String> path) {
		if (!this.enabled) {
			return;
		}
		attempt(() -> {
			long now = this.clock.millis();
			OfKind ofKind = this.kinds.computeIfAbsent(cause.kind(), (kind) -> new OfKind());
			Group group = ofKind.find(
					new Key(cause, policy, pattern, SafeText.of(name, LazyCorsRejection.MAX_HEADER_LENGTH)), request,
					path, now);
			if (group != null) {
				group.count.increment();
				group.last = now;
			}
			// Last, so that no more have been counted than have found their groups.
			ofKind.count.increment();
		});
	}

	/**
	 * Notice that a request which was refused is probably not of a browser. Over https,
	 * and to loopback addresses, browsers send {@code Sec-Fetch-*}; Chromium does not
	 * with the handshake of a WebSocket, nor WebKit after a redirect by another origin. A
	 * proxy that was asked over plain http, without them, may ask a loopback address in
	 * turn.
	 */
	void addIfNotOfBrowser(Rejected decision, CorsRequest request, PathPolicies covered, String path) {
		if (this.enabled && decision.kind() != CorsRequest.Kind.WEBSOCKET) {
			attempt(() -> {
				if (!isOfBrowser(request) && isTrustworthy(request)) {
					String policy = (decision.policies().size() == 1) ? decision.policies().get(0).name() : "";
					add(NoticeCause.NOT_A_BROWSER, policy, covered.pattern(), "", request, () -> path);
				}
			});
		}
	}

	private static boolean isOfBrowser(CorsRequest request) {
		String origin = String.valueOf(request.origin());
		return !request.fetchMode().isEmpty() || !request.fetchSite().isEmpty() || origin.equals(Origin.NULL)
		// That of an app, which may send less.
				|| ApplicationOrigin.describe(origin) != null || request.header("Sec-Fetch-Dest") != null;
	}

	/**
	 * Return whether browsers take the address that was asked for trustworthy.
	 */
	private static boolean isTrustworthy(CorsRequest request) {
		return request.scheme().equalsIgnoreCase("https")
				|| (Circumstance.isLoopback(request) && !isOfPlainHttp(request));
	}

	private static boolean isOfPlainHttp(CorsRequest request) {
		Origin page = Origin.parse(String.valueOf(request.origin()));
		return page != null && page.scheme().equals("http") && !page.isLoopback();
	}

	/**
	 * Do something that has to do with notices, and log the first failure. Never throws.
	 * @param action looks for something to be noticed
	 */
	public void attempt(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			if (this.failureLogged.compareAndSet(false, true)) {
				logger.error("A CORS notice could not be taken; further failures are not logged", ex);
			}
		}
	}

	/**
	 * Return all notices.
	 * @return the notices, that with the newest occurrence first
	 */
	public List<CorsNotice> all() {
		List<CorsNotice> all = new ArrayList<>();
		for (OfKind ofKind : this.kinds.values()) {
			for (Map.Entry<Key, Group> group : ofKind.groups.entrySet()) {
				all.add(group.getValue().toNotice(group.getKey()));
			}
		}
		all.sort(Comparator.comparing(CorsNotice::last).reversed());
		return all;
	}

	/**
	 * Return how often something was noticed since the start.
	 * @param kind the kind
	 * @return the count
	 */
	public long count(Kind kind) {
		OfKind ofKind = this.kinds.get(kind);
		return (ofKind != null) ? ofKind.count.sum() : 0;
	}

	/**
	 * Return how often something was noticed since the start, by kind.
	 * @return a copy of the counts of all kinds, also those that never occurred
	 */
	public Map<Kind, Long> counts() {
		Map<Kind, Long> counts = new EnumMap<>(Kind.class);
		for (Kind kind : Kind.values()) {
			counts.put(kind, count(kind));
		}
		return counts;
	}

	private static final class OfKind {

		private final LongAdder count = new LongAdder();

		private final Map<Key, Group> groups = new ConcurrentHashMap<>();

		/**
		 * Find the group of a notice.
		 * @return the group, or {@code null} if there are too many
		 */
		private @Nullable Group find(Key key, CorsRequest request, Supplier<String> path, long now) {
			Group group = this.groups.get(key);
			return (group != null || this.groups.size() >= MAX_OF_KIND) ? group : create(key, request, path, now);
		}

		private synchronized @Nullable Group create(Key key, CorsRequest request, Supplier<String> path, long now) {
			if (!this.groups.containsKey(key) && this.groups.size() < MAX_OF_KIND) {
				this.groups.put(key, new Group(request, path.get(), now));
			}
			return this.groups.get(key);
		}

	}

	private record Key(NoticeCause cause, String policy, String pattern, String name) {
	}

	private static final class Group {

		private final LongAdder count = new LongAdder();

		private final long first;

		private final String origin;

		private final String method;

		private final String path;

		private volatile long last;

		private Group(CorsRequest request, String path, long now) {
			this.first = now;
			this.last = now;
			this.origin = SafeText.ofOrigin(Objects.requireNonNullElse(request.origin(), ""),
					LazyCorsRejection.MAX_ORIGIN_LENGTH);
			this.method = SafeText.of(request.method(), LazyCorsRejection.MAX_METHOD_LENGTH);
			this.path = SafeText.of(path, LazyCorsRejection.MAX_PATH_LENGTH);
		}

		private CorsNotice toNotice(Key key) {
			return new CorsNotice(key.cause().kind(), key.policy(), key.pattern(), key.name(), this.count.sum(),
					Instant.ofEpochMilli(this.first), Instant.ofEpochMilli(this.last), this.origin, this.method,
					this.path, key.cause().hint(key.policy(), key.name()));
		}

	}

}
