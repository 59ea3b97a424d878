package io.github.corsboot.reactive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.corsboot.decision.ApplicationHeaders;
import io.github.corsboot.decision.ResponseNotices;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * A response whose CORS headers have been decided. They are written at once, and
 * {@linkplain GuardedHeaders guarded} from then on.
 */
class GuardedResponse extends ServerHttpResponseDecorator implements WrittenHeaders, ResponseNotices.Response {

	private volatile CorsRequest request;

	private final HttpHeaders headers;

	/** Whether {@code getHeaders()} of the delegate always returns the same object. */
	private final boolean stable;

	private final HttpHeaders guarded;

	/** Whether the headers are written again at the commit; twice would do no harm. */
	private volatile boolean restoring;

	private volatile CorsDecision decision;

	/** What the application has written, or {@code null} if nothing is remembered. */
	private volatile @Nullable ApplicationHeaders application;

	/** Look at the response, unless they are {@code null}. */
	private volatile @Nullable ResponseNotices<ServerWebExchange> notices;

	private volatile @Nullable ServerWebExchange exchange;

	/** Whether a look at the response is due at the commit. */
	private volatile boolean looking;

	private volatile boolean looked;

	/**
	 * Write the headers of a decision, and see to it that they are there in the end.
	 * @return the response to go on with
	 */
	static GuardedResponse guard(ServerHttpResponse response, CorsDecision decision, CorsRequest request) {
		write(decision, request, response.getHeaders());
		return (response instanceof ZeroCopyHttpOutputMessage) ? new ZeroCopyResponse(response, decision, request)
				: new GuardedResponse(response, decision, request);
	}

	/**
	 * Find the response that is guarded within those that decorate it.
	 */
	static @Nullable GuardedResponse find(ServerHttpResponse response) {
		ServerHttpResponse candidate = response;
		while (candidate instanceof ServerHttpResponseDecorator decorator) {
			if (decorator instanceof GuardedResponse guarded) {
				return guarded;
			}
			candidate = decorator.getDelegate();
		}
		return null;
	}

	@SuppressWarnings("ReferenceEquality")
	private GuardedResponse(ServerHttpResponse response, CorsDecision decision, CorsRequest request) {
		super(response);
		this.decision = decision;
		this.request = request;
		this.headers = response.getHeaders();
		this.stable = this.headers == response.getHeaders();
		this.guarded = new GuardedHeaders(this.headers, this);
	}

	/**
	 * Return the guarded headers, or those that can only be read once the response is
	 * committed.
	 */
	@Override
	@SuppressWarnings("ReferenceEquality")
	public HttpHeaders getHeaders() {
		HttpHeaders current = super.getHeaders();
		if (!this.stable) {
			return new GuardedHeaders(current, this);
		}
		return (current == this.headers) ? this.guarded : current;
	}

	private HttpHeaders unguarded() {
		return this.stable ? this.headers : getDelegate().getHeaders();
	}

	/**
	 * Return whether the headers that belong to CORS are those of a policy.
	 */
	boolean ownsHeaders() {
		return !(this.decision instanceof Passed && this.decision.headers().isEmpty());
	}

	@Override
	public void replace(CorsDecision decision, CorsRequest request) {
		this.decision = decision;
		this.request = request;
		removeAll(unguarded());
		restore();
	}

	/**
	 * Write the headers of the decision again.
	 */
	void restore() {
		write(this.decision, this.request, unguarded());
		writeExposed();
	}

	private ApplicationHeaders application() {
		ApplicationHeaders headers = this.application;
		if (headers == null) {
			headers = new ApplicationHeaders();
			this.application = headers;
		}
		return headers;
	}

	/**
	 * Take note of a header that belongs to the policy, and that the application writes.
	 */
	void overrule(String name, List<? extends @Nullable String> values) {
		if (CorsHeaders.isExposeHeaders(name)) {
			values.forEach(application()::expose);
			writeExposed();
		}
		else if (values.stream().anyMatch((value) -> value != null && !value.equals(header(name)))) {
			application().addOverruled(name);
			lookAtCommit();
		}
	}

	private void writeExposed() {
		String exposed = (this.application != null) ? this.application.exposed() : null;
		boolean readable = !(this.decision instanceof Rejected) && !this.decision.headers().isEmpty();
		if (exposed != null && readable) {
			HttpHeaders headers = unguarded();
			headers.set(CorsHeaders.EXPOSE_HEADERS,
					CorsHeaders.uniteExposed(headers.getFirst(CorsHeaders.EXPOSE_HEADERS), exposed));
		}
	}

	/**
	 * Take note of another header that the application has written.
	 */
	void written(String name, @Nullable String value) {
		if (ApplicationHeaders.isUnreadable(this.decision, name, value)) {
			application().addUnreadable(name);
			lookAtCommit();
		}
	}

	/**
	 * Look at the response when it is committed, if it deserves a notice.
	 */
	void watch(ResponseNotices<ServerWebExchange> notices, ServerWebExchange exchange) {
		this.exchange = exchange;
		this.notices = notices;
	}

	@Override
	public boolean setStatusCode(@Nullable HttpStatusCode status) {
		if (status != null && ResponseNotices.isWorthALook(status.value(), null)) {
			lookAtCommit();
		}
		return super.setStatusCode(status);
	}

	@Override
	public boolean setRawStatusCode(@Nullable Integer value) {
		if (value != null && ResponseNotices.isWorthALook(value, null)) {
			lookAtCommit();
		}
		return super.setRawStatusCode(value);
	}

	private void lookAtCommit() {
		if (this.notices != null && !this.looking && !isCommitted()) {
			this.looking = true;
			super.beforeCommit(() -> Mono.fromRunnable(this::look));
		}
	}

	private void look() {
		ResponseNotices<ServerWebExchange> notices = this.notices;
		ServerWebExchange exchange = this.exchange;
		if (notices != null && exchange != null && !this.looked
				&& ResponseNotices.isWorthALook(status(), this.application)) {
			this.looked = true;
			notices.answered(exchange, ReactiveCors.current(exchange), this);
		}
	}

	@Override
	public int status() {
		HttpStatusCode status = getDelegate().getStatusCode();
		return (status != null) ? status.value() : HttpStatus.OK.value();
	}

	@Override
	public @Nullable String header(String name) {
		return unguarded().getFirst(name);
	}

	@Override
	public @Nullable ApplicationHeaders written() {
		return this.application;
	}

	void restoreVary() {
		addVary(this.decision.headers(), unguarded());
	}

	/**
	 * Write the headers again when the response is committed: error handlers write to the
	 * response that is not guarded.
	 */
	void restoreAtCommit() {
		if (!this.restoring) {
			this.restoring = true;
			super.beforeCommit(() -> Mono.fromRunnable(() -> {
				restore();
				look();
			}));
		}
	}

	/**
	 * Register an action, after which the headers are restored and looked at if need be:
	 * an action that is registered during the commit never runs.
	 */
	@Override
	public void beforeCommit(Supplier<? extends Mono<Void>> action) {
		super.beforeCommit(() -> action.get().doOnTerminate(() -> {
			if (this.restoring) {
				restore();
			}
			if (!this.looking) {
				look();
			}
		}));
	}

	/**
	 * Write the headers of a decision, and remove all other CORS headers unless the
	 * request has just passed.
	 */
	static void write(CorsDecision decision, CorsRequest request, HttpHeaders response) {
		if (decision instanceof Passed) {
			decision.headers().writeTo(request, response, HttpHeaders::set);
		}
		else {
			removeAll(response);
			decision.headers().writeTo(request, response, HttpHeaders::add);
		}
		addVary(decision.headers(), response);
	}

	/**
	 * Write the headers of a decision to a response that may not be guarded: a filter may
	 * have copied those of an earlier decision into headers of its own.
	 */
	static void rewrite(CorsDecision decision, CorsRequest request, HttpHeaders response) {
		if (!(response instanceof GuardedHeaders)) {
			removeAll(response);
			decision.headers().writeTo(request, response, HttpHeaders::set);
			addVary(decision.headers(), response);
		}
	}

	/**
	 * Add to {@code Vary} now, and once more when the response is committed.
	 */
	static void guardVary(CorsHeaders headers, ServerHttpResponse response) {
		addVary(headers, response.getHeaders());
		response.beforeCommit(() -> Mono.fromRunnable(() -> addVary(headers, response.getHeaders())));
	}

	static void addVary(CorsHeaders headers, HttpHeaders response) {
		String vary = headers.vary();
		String first = (vary != null) ? response.getFirst(CorsHeaders.VARY) : null;
		if (vary == null || vary.equals(first)) {
			return;
		}
		if (first == null) {
			response.add(CorsHeaders.VARY, vary);
		}
		else if (!headers.isVaryIn(response.getOrEmpty(CorsHeaders.VARY))) {
			// The list that is there may belong to somebody else.
			List<String> lines = new ArrayList<>(response.getOrEmpty(CorsHeaders.VARY));
			lines.add(vary);
			response.put(CorsHeaders.VARY, lines);
		}
	}

	/**
	 * Remove what a filter in front of ours may have written.
	 */
	static void removeAll(HttpHeaders response) {
		if (response.isEmpty() || isUntouchedByFilters(response)) {
			return;
		}
		for (String name : List.copyOf(response.headerNames())) {
			if (CorsHeaders.isCorsHeader(name)) {
				response.remove(name);
			}
		}
	}

	/**
	 * Return whether the only headers are the one with which each response of Reactor
	 * Netty begins, and {@code Vary}. To list the names would cost more than a decision.
	 */
	private static boolean isUntouchedByFilters(HttpHeaders response) {
		int known = (response.containsHeader(HttpHeaders.TRANSFER_ENCODING) ? 1 : 0)
				+ (response.containsHeader(CorsHeaders.VARY) ? 1 : 0);
		return known > 0 && response.size() == known;
	}

	/**
	 * A response to which a file can be written without being read.
	 */
	private static final class ZeroCopyResponse extends GuardedResponse implements ZeroCopyHttpOutputMessage {

		ZeroCopyResponse(ServerHttpResponse response, CorsDecision decision, CorsRequest request) {
			super(response, decision, request);
		}

		@Override
		public Mono<Void> writeWith(Path file, long position, long count) {
			return ((ZeroCopyHttpOutputMessage) getDelegate()).writeWith(file, position, count);
		}

	}

}
