package io.github.corsboot.explain;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.policy.Token;
import io.github.corsboot.rejection.CorsRejection;
import org.jspecify.annotations.Nullable;

/**
 * Explains what the policies decide about a request, by the same code that decides
 * requests. Sends and records nothing. Thread-safe; not to be called on an event loop.
 * <p>
 * Also useful in tests: <pre class="code">
 * assertThat(FRONT_ENDS).map((origin) -&gt; explainer.explain(BrowserRequest.get("/api/orders").from(origin)))
 * 	.allMatch(Explanation::isAllowed);
 * </pre>
 *
 * @since 0.1.0
 */
public final class CorsExplainer {

	private static final String WHAT_IF = "what-if";

	private static final String WHAT_HAPPENED = "what-happened";

	/** A forwarding header can make an address of anything. */
	private static final Pattern ADDRESS = Pattern
		.compile("(?:https?|wss?)://(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+])(?::[0-9]+)?");

	private final CorsPolicies policies;

	private final Rehearsal rehearsal;

	/**
	 * Create an explainer.
	 * @param policies the policies in force
	 * @param rehearsal decides as the filters of the application do
	 */
	public CorsExplainer(CorsPolicies policies, Rehearsal rehearsal) {
		this.policies = policies;
		this.rehearsal = rehearsal;
	}

	/**
	 * Explain what would become of a request.
	 * @param request the request
	 * @return the explanation
	 * @throws IllegalArgumentException if its URL is not one of this application, or has
	 * no host although policies only count for some hosts
	 */
	public Explanation explain(BrowserRequest request) {
		return explain(request, List.of());
	}

	private Explanation explain(BrowserRequest request, List<Step> before) {
		RequestUrl url = RequestUrl.parse(request.url());
		if (url.isRelative() && this.policies.mapping().hasHosts()) {
			throw new IllegalArgumentException(
					"'url' has to name the host, like https://api.example.com/orders: some policies only count for some hosts");
		}
		return ExplanationBuilder.of(request, url, false, this.rehearsal, this.policies)
			.build(WHAT_IF, ExplanationLink.of(request), before, null);
	}

	/**
	 * Explain what a browser has printed.
	 * @param console a line of its console, or several about one request; at most 4096
	 * characters
	 * @param url the URL of the request, needed where the line does not name it; or
	 * {@code null}
	 * @param origin the origin of the page, needed where the line does not name it; or
	 * {@code null}
	 * @param method the method, needed where the line says that it is not allowed without
	 * naming it; or {@code null}
	 * @return the explanation; of the line alone, if its cause is not CORS
	 * @throws IllegalArgumentException if the line is too long, is not about a request
	 * that failed, or does not say which
	 */
	public Explanation explainConsole(String console, @Nullable String url, @Nullable String origin,
			@Nullable String method) {
		ConsoleLine line = ConsoleLine.parse(console);
		ExplanationCode other = line.other();
		// A refusal can look like a failed connection, for example that of a WebSocket.
		boolean asked = other == ExplanationCode.CONNECTION_FAILED && !line.unanswered() && origin != null
				&& (url != null || line.url() != null);
		if (other != null && !asked) {
			return OtherCauses.explain(other, this.policies.mapping().version());
		}
		Explanation explanation = explain(line.request(url, origin, method), line.assumed(method));
		if (!explanation.isAllowed()) {
			return OtherCauses.contradicts(explanation, line.finding())
					? OtherCauses.blockedElsewhere(explanation, line.finding()) : explanation;
		}
		return (other != null) ? OtherCauses.explain(other, this.policies.mapping().version())
				: OtherCauses.blockedElsewhere(explanation, line.finding());
	}

	/**
	 * Explain a rejection, and what would become of the request now.
	 * @param rejection the rejection
	 * @return the explanation
	 * @throws IllegalArgumentException if the request cannot be decided again: it was
	 * escaped or cut off when it was recorded, is not one that a browser sends, or was
	 * recorded without its host, which matters now
	 */
	public Explanation explain(CorsRejection rejection) {
		ExplanationBuilder explanation = decide(rejection, this.policies);
		return whatHappened(rejection, explanation, explanation.history(rejection));
	}

	/**
	 * Explain a rejection of another instance of the application, and what would become
	 * of the request here.
	 * @param rejection the rejection
	 * @param instance the name of the instance that has refused it
	 * @param samePolicies whether the policies that decided are those in force here
	 * @return the explanation
	 * @throws IllegalArgumentException if the request cannot be decided again, as above
	 */
	public Explanation explain(CorsRejection rejection, String instance, boolean samePolicies) {
		ExplanationBuilder explanation = decide(rejection, this.policies);
		return whatHappened(rejection, explanation, explanation.history(rejection, instance, samePolicies));
	}

	private static Explanation whatHappened(CorsRejection rejection, ExplanationBuilder explanation, Step history) {
		return explanation.build(WHAT_HAPPENED, "explain?id=" + rejection.id(), List.of(history), rejection);
	}

	/**
	 * Decide the request of a rejection by other policies.
	 * @param rejection the rejection
	 * @param other the policies
	 * @return the verdict
	 * @throws IllegalArgumentException if the request cannot be decided again, as above
	 */
	public Step verdict(CorsRejection rejection, CorsPolicies other) {
		return decide(rejection, other).verdict();
	}

	private ExplanationBuilder decide(CorsRejection rejection, CorsPolicies decisive) {
		String address = rejection.address();
		boolean unknownHost = (address != null) ? !ADDRESS.matcher(address).matches() : decisive.mapping().hasHosts();
		boolean changed = unknownHost || Stream.of(rejection.origin(), rejection.method(), rejection.path())
			.anyMatch((part) -> part.endsWith("…") || part.contains("\\u"));
		if (changed || !Token.isToken(rejection.method())
				|| rejection.reason() == RejectionReason.HEADER_LIST_MALFORMED) {
			throw new IllegalArgumentException("The request of the rejection '" + rejection.id()
					+ "' is too long, not one that a browser sends, or was recorded without its host, so it cannot be decided again");
		}
		String path = this.rehearsal.contextPath() + rejection.path();
		RequestUrl url = (address != null) ? RequestUrl.of(address, path) : RequestUrl.ofPath(path);
		BrowserRequest request = BrowserRequest.of(rejection.method(), (address != null) ? address + path : path)
			.from(rejection.origin());
		for (String name : rejection.refusedHeaders()) {
			request = request.withHeader(name, SafelistedHeaders.unsafeValue(name));
		}
		if (rejection.kind() == Kind.WEBSOCKET) {
			request = request.withMode(BrowserRequest.Mode.WEBSOCKET);
		}
		return ExplanationBuilder.of(request, url, rejection.kind() == Kind.PREFLIGHT, this.rehearsal, decisive);
	}

}
