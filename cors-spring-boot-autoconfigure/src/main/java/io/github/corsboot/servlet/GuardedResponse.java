package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.List;

import io.github.corsboot.decision.ApplicationHeaders;
import io.github.corsboot.decision.ResponseNotices;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A response whose CORS headers have been decided. The application cannot set or remove
 * them, but the names in its {@code Access-Control-Expose-Headers} are added to those of
 * the policy.
 */
final class GuardedResponse extends HttpServletResponseWrapper implements WrittenHeaders, ResponseNotices.Response {

	private CorsRequest request;

	/**
	 * The response of the container; while a resource is included, {@code getResponse()}
	 * is another one.
	 */
	private final HttpServletResponse bare;

	/** What the application has written, or {@code null} if nothing is remembered. */
	private @Nullable ApplicationHeaders application;

	private CorsDecision decision;

	/**
	 * Write the headers of a decision, and guard them.
	 * @param response the response
	 * @param request the request that was decided
	 * @param decision the decision
	 */
	GuardedResponse(HttpServletResponse response, CorsRequest request, CorsDecision decision) {
		super(response);
		this.bare = response;
		this.request = request;
		this.decision = decision;
		if (decision instanceof Passed) {
			decision.headers().writeTo(request, response, HttpServletResponse::setHeader);
			addVary(decision.headers(), response);
		}
		else {
			write(request, decision.headers(), response);
		}
	}

	@Override
	public void replace(CorsDecision decision, CorsRequest request) {
		this.decision = decision;
		this.request = request;
		write(request, decision.headers(), this.bare);
		writeExposed(this.bare);
	}

	/**
	 * Find the response that is guarded within those that wrap it.
	 */
	static @Nullable GuardedResponse find(ServletResponse response) {
		ServletResponse candidate = response;
		while (candidate instanceof ServletResponseWrapper wrapper) {
			if (wrapper instanceof GuardedResponse guarded) {
				return guarded;
			}
			candidate = wrapper.getResponse();
		}
		return null;
	}

	/**
	 * Return the response of the container. The one that it gives to a resource that is
	 * included ignores headers.
	 */
	static HttpServletResponse unwrap(HttpServletResponse response) {
		HttpServletResponse candidate = response;
		while (candidate instanceof ServletResponseWrapper wrapper
				&& wrapper.getResponse() instanceof HttpServletResponse inner) {
			candidate = inner;
		}
		return candidate;
	}

	private HttpServletResponse response() {
		return (HttpServletResponse) getResponse();
	}

	/**
	 * Write the headers of a decision, and nothing else that belongs to CORS.
	 */
	static void write(CorsRequest request, CorsHeaders headers, HttpServletResponse response) {
		removeAll(response);
		headers.writeTo(request, response, HttpServletResponse::addHeader);
		addVary(headers, response);
	}

	/**
	 * Remove what a filter in front of ours may have written.
	 */
	static void removeAll(HttpServletResponse response) {
		List<String> found = List.of();
		for (String name : response.getHeaderNames()) {
			if (CorsHeaders.isCorsHeader(name)) {
				found = found.isEmpty() ? new ArrayList<>() : found;
				found.add(name);
			}
		}
		for (String name : found) {
			response.setHeader(name, null);
		}
	}

	/**
	 * Add to {@code Vary}, never replace it, and add nothing twice.
	 */
	static void addVary(CorsHeaders headers, HttpServletResponse response) {
		String vary = headers.vary();
		String first = (vary != null) ? response.getHeader(CorsHeaders.VARY) : null;
		if (vary == null || vary.equals(first)) {
			return;
		}
		if (first == null || !headers.isVaryIn(response.getHeaders(CorsHeaders.VARY))) {
			response.addHeader(CorsHeaders.VARY, vary);
		}
	}

	/**
	 * Return whether the application must not set this header, unless the decision writes
	 * no CORS header.
	 */
	private boolean isOwned(String name) {
		return CorsHeaders.isCorsHeader(name)
				&& !(this.decision instanceof Passed && this.decision.headers().isEmpty());
	}

	private ApplicationHeaders application() {
		if (this.application == null) {
			this.application = new ApplicationHeaders();
		}
		return this.application;
	}

	/**
	 * Take note of a header that belongs to the policy, and that the application writes.
	 */
	private void overrule(String name, @Nullable String value) {
		if (CorsHeaders.isExposeHeaders(name)) {
			application().expose(value);
			writeExposed(response());
		}
		else if (value != null && !value.equals(getHeader(name))) {
			application().addOverruled(name);
		}
	}

	private void writeExposed(HttpServletResponse response) {
		String exposed = (this.application != null) ? this.application.exposed() : null;
		boolean readable = !(this.decision instanceof Rejected) && !this.decision.headers().isEmpty();
		if (exposed != null && readable) {
			response.setHeader(CorsHeaders.EXPOSE_HEADERS,
					CorsHeaders.uniteExposed(response.getHeader(CorsHeaders.EXPOSE_HEADERS), exposed));
		}
	}

	/**
	 * Take note of another header that the application has written.
	 */
	private void written(String name, @Nullable String value) {
		if (ApplicationHeaders.isUnreadable(this.decision, name, value)) {
			application().addUnreadable(name);
		}
	}

	/**
	 * Return whether the response may deserve a notice.
	 */
	boolean isWorthALook() {
		return this.decision instanceof Allowed && ResponseNotices.isWorthALook(getStatus(), this.application);
	}

	@Override
	public int status() {
		return getStatus();
	}

	@Override
	public @Nullable String header(String name) {
		return getHeader(name);
	}

	@Override
	public @Nullable ApplicationHeaders written() {
		return this.application;
	}

	@Override
	public void setHeader(String name, String value) {
		if (isOwned(name)) {
			overrule(name, value);
			return;
		}
		super.setHeader(name, value);
		written(name, value);
		if (CorsHeaders.VARY.equalsIgnoreCase(name)) {
			addVary(this.decision.headers(), response());
		}
	}

	@Override
	public void addHeader(String name, String value) {
		if (isOwned(name)) {
			overrule(name, value);
			return;
		}
		super.addHeader(name, value);
		written(name, value);
	}

	@Override
	public void setIntHeader(String name, int value) {
		if (isOwned(name)) {
			overrule(name, String.valueOf(value));
			return;
		}
		super.setIntHeader(name, value);
		written(name, "");
	}

	@Override
	public void addIntHeader(String name, int value) {
		if (isOwned(name)) {
			overrule(name, String.valueOf(value));
			return;
		}
		super.addIntHeader(name, value);
		written(name, "");
	}

	@Override
	public void setDateHeader(String name, long date) {
		if (isOwned(name)) {
			overrule(name, String.valueOf(date));
			return;
		}
		super.setDateHeader(name, date);
		written(name, "");
	}

	@Override
	public void addDateHeader(String name, long date) {
		if (isOwned(name)) {
			overrule(name, String.valueOf(date));
			return;
		}
		super.addDateHeader(name, date);
		written(name, "");
	}

	@Override
	public void reset() {
		super.reset();
		this.application = null;
		write(this.request, this.decision.headers(), response());
	}

}
