package io.github.corsboot.decision;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.NoticeCause;
import org.jspecify.annotations.Nullable;

/**
 * Notices what a browser blocks, or a script cannot read, although a policy allowed the
 * request.
 *
 * @param <R> the type of requests
 * @since 0.1.0
 */
public final class ResponseNotices<R> {

	/** The methods that Spring Security lets pass without a CSRF token. */
	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	/** How many requests are searched for cookies before it is one of many. */
	private static final int SEARCHED_FIRST = 1000;

	/** One of as many requests is searched then; a power of two. */
	private static final int ONE_OF = 64;

	private final CorsNotices notices;

	/** Updates that are lost do not matter. */
	private int searched;

	private final PathReader<R> reader;

	private final Predicate<R> csrf;

	/**
	 * Create what notices for one web stack.
	 * @param notices takes the notices
	 * @param reader reads the path of a request
	 * @param csrf tells whether Spring Security has looked for a CSRF token that is not
	 * there; asked only about requests with other than safe methods that got a 403
	 */
	public ResponseNotices(CorsNotices notices, PathReader<R> reader, Predicate<R> csrf) {
		this.notices = notices;
		this.reader = reader;
		this.csrf = csrf;
	}

	/**
	 * Return whether anything is noticed.
	 * @return whether notices are on
	 */
	public boolean isEnabled() {
		return this.notices.isEnabled();
	}

	/**
	 * Return whether a response is worth a look.
	 * @param status its status
	 * @param written what the application has written, or {@code null} if it is nothing
	 * @return whether there may be something to be noticed
	 */
	public static boolean isWorthALook(int status, @Nullable ApplicationHeaders written) {
		return status == 401 || status == 403 || isRedirect(status) || (written != null && written.isWorthANotice());
	}

	private static boolean isRedirect(int status) {
		return status >= 300 && status < 400 && status != 304;
	}

	/**
	 * Look for cookies in a request that has just been decided. After the first
	 * {@value #SEARCHED_FIRST} requests, only one of {@value #ONE_OF} is searched: each
	 * would pay for it, and hardly any has one. Never throws.
	 * @param request the request
	 * @param decision the decision
	 */
	public void received(R request, RequestDecision decision) {
		if (decision.decision() instanceof Allowed allowed && !allowed.policy().allowCredentials()
				&& this.notices.isEnabled() && isSearched() && decision.request().header("Cookie") != null) {
			this.notices.attempt(() -> {
				// Without Sec-Fetch-Mode, a navigation may have sent the cookie.
				if (decision.request().fetchMode().equals("cors") && CorsNotices.isReadByScript(decision.request())) {
					add(NoticeCause.COOKIE, "", request, decision, allowed);
				}
			});
		}
	}

	private boolean isSearched() {
		if (this.searched < SEARCHED_FIRST) {
			this.searched++;
			return true;
		}
		return (ThreadLocalRandom.current().nextInt() & (ONE_OF - 1)) == 0;
	}

	/**
	 * Look at a response whose status and headers are final. Never throws.
	 * @param request the request
	 * @param decision the decision that counts, or {@code null} if there is none
	 * @param response the response
	 */
	public void answered(R request, @Nullable RequestDecision decision, Response response) {
		if (this.notices.isEnabled() && decision != null && decision.decision() instanceof Allowed allowed) {
			this.notices.attempt(() -> {
				if (CorsNotices.isReadByScript(decision.request())) {
					look(request, decision, allowed, response);
				}
			});
		}
	}

	private void look(R request, RequestDecision decision, Allowed allowed, Response response) {
		int status = response.status();
		NoticeCause cause = refusal(request, decision.request(), allowed, response);
		if (cause != null) {
			add(cause, String.valueOf(status), request, decision, allowed);
		}
		ApplicationHeaders written = response.written();
		if (written == null) {
			return;
		}
		for (String name : written.overruled()) {
			add(NoticeCause.HEADER_OVERRULED, name, request, decision, allowed);
		}
		Set<String> exposed = names(response.header(CorsHeaders.EXPOSE_HEADERS));
		boolean all = exposed.contains("*") && !allowed.policy().allowCredentials();
		// Browsers follow a redirect, and nobody reads its headers.
		List<String> unreadable = (all || isRedirect(status)) ? List.of() : written.unreadable();
		for (String name : unreadable) {
			if (!exposed.contains(name) && response.header(name) != null) {
				add(NoticeCause.HEADER_NOT_EXPOSED, name, request, decision, allowed);
			}
		}
	}

	private @Nullable NoticeCause refusal(R request, CorsRequest cors, Allowed allowed, Response response) {
		int status = response.status();
		if (status == 401 || status == 403) {
			boolean csrf = status == 403 && !SAFE_METHODS.contains(cors.method()) && this.csrf.test(request);
			return csrf ? NoticeCause.CSRF
					: isCookieMissing(cors, allowed) ? NoticeCause.NO_COOKIE : NoticeCause.STATUS;
		}
		return (isRedirect(status) && isElsewhere(response.header("Location"), cors)) ? NoticeCause.REDIRECT : null;
	}

	/**
	 * Return whether a request from another site could have carried a cookie, and has
	 * nothing that says who the user is.
	 */
	private static boolean isCookieMissing(CorsRequest cors, Allowed allowed) {
		return allowed.policy().allowCredentials() && cors.fetchSite().equals("cross-site")
				&& cors.header("Cookie") == null && cors.header("Authorization") == null;
	}

	private static boolean isElsewhere(@Nullable String location, CorsRequest request) {
		URI uri;
		try {
			uri = URI.create((location != null) ? location : "");
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
		if (uri.getHost() == null) {
			return false;
		}
		String scheme = ((uri.getScheme() != null) ? uri.getScheme() : request.scheme()).toLowerCase(Locale.ROOT);
		boolean defaultPort = uri.getPort() == (scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1);
		String port = (uri.getPort() < 0 || defaultPort) ? "" : ":" + uri.getPort();
		Origin origin = Origin.parse(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
		return origin == null || !origin.isSameAs(request.scheme(), request.host(), request.port());
	}

	private static Set<String> names(@Nullable String list) {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		StringTokenizer tokens = new StringTokenizer((list != null) ? list : "", ", \t");
		while (tokens.hasMoreTokens()) {
			names.add(tokens.nextToken());
		}
		return names;
	}

	private void add(NoticeCause cause, String name, R request, RequestDecision decision, Allowed allowed) {
		this.notices.add(cause, allowed.policy().name(), decision.pattern(), name, decision.request(),
				() -> this.reader.displayPath(request));
	}

	/**
	 * A response whose CORS headers are guarded.
	 */
	public interface Response {

		/**
		 * Return the status.
		 * @return the status, such as 200
		 */
		int status();

		/**
		 * Return a header.
		 * @param name the name
		 * @return the first line, or {@code null} if there is none
		 */
		@Nullable String header(String name);

		/**
		 * Return the headers of the application that may deserve a notice.
		 * @return the headers in question, or {@code null} if there are none
		 */
		@Nullable ApplicationHeaders written();

	}

}
