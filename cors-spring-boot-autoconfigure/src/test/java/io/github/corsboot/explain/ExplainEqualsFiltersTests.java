package io.github.corsboot.explain;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.corsboot.annotation.CrossOriginReader;
import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.explain.RandomCases.Handlers;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.RequestedPath;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.reactive.CorsPolicyWebFilter;
import io.github.corsboot.reactive.ReactiveRehearsal;
import io.github.corsboot.reactive.WebFluxHandlerLookup;
import io.github.corsboot.rejection.CorsDecisionListener;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import io.github.corsboot.servlet.CorsPolicyFilter;
import io.github.corsboot.servlet.MvcHandlerLookup;
import io.github.corsboot.servlet.ServletRehearsal;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.context.support.StaticApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.support.StaticWebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link CorsExplainer} says is what the filters of both stacks do: compared on
 * random policies and requests, with annotated handlers. Ten thousand requests on each
 * stack, and a hundred thousand with {@code -Dexplained.policies=2000}.
 */
class ExplainEqualsFiltersTests {

	private static final int POLICIES = Integer.getInteger("explained.policies", 200);

	private static final int REQUESTS = 50;

	@Test
	void explanationIsWhatTheServletFilterSends() throws Exception {
		StaticWebApplicationContext context = new StaticWebApplicationContext();
		context.setServletContext(new MockServletContext());
		MvcHandlerLookup lookup = new MvcHandlerLookup(context);
		var methods = new org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping();
		methods.setApplicationContext(context);
		methods.afterPropertiesSet();
		context.getBeanFactory().registerSingleton("methods", methods);
		for (Mapped mapped : Mapped.all()) {
			methods.registerMapping(org.springframework.web.servlet.mvc.method.RequestMappingInfo.paths(mapped.path())
				.methods(mapped.method())
				.options(methods.getBuilderConfiguration())
				.build(), new Handlers(), Handlers.class.getMethod(mapped.handler()));
		}
		lookup.collect(new CrossOriginReader((value) -> value), "");
		ServletRehearsal rehearsal = new ServletRehearsal(new MockServletContext(), lookup);
		compare(rehearsal,
				(request, policies) -> sendToServlets(request, new CorsPolicyFilter(policies, lookup, recorder())));
	}

	@Test
	void explanationIsWhatTheReactiveFilterSends() throws Exception {
		StaticApplicationContext context = new StaticApplicationContext();
		WebFluxHandlerLookup lookup = new WebFluxHandlerLookup(context);
		var methods = new org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping();
		methods.setApplicationContext(context);
		methods.afterPropertiesSet();
		context.getBeanFactory().registerSingleton("methods", methods);
		for (Mapped mapped : Mapped.all()) {
			methods
				.registerMapping(org.springframework.web.reactive.result.method.RequestMappingInfo.paths(mapped.path())
					.methods(mapped.method())
					.build(), new Handlers(), Handlers.class.getMethod(mapped.handler()));
		}
		lookup.collect(new CrossOriginReader((value) -> value));
		ReactiveRehearsal rehearsal = new ReactiveRehearsal(context, "", lookup);
		compare(rehearsal, (request, policies) -> sendToNetty(request,
				new CorsPolicyWebFilter(policies, lookup, recorder(), context)));
	}

	private static CorsRecorder recorder() {
		Clock clock = Clock.systemUTC();
		return new CorsRecorder(new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), clock),
				new CorsNotices(true, clock), CorsDecisionListener.NONE);
	}

	private static void compare(Rehearsal rehearsal, Sender sender) throws Exception {
		RandomCases cases = new RandomCases(23);
		Map<String, Integer> verdicts = new LinkedHashMap<>();
		for (int i = 0; i < POLICIES; i++) {
			CorsPolicies policies = cases.policies();
			CorsExplainer explainer = new CorsExplainer(policies, rehearsal);
			for (int j = 0; j < REQUESTS; j++) {
				BrowserRequest request = cases.request();
				Explanation explanation = explainer.explain(request);
				BrowserFetch fetch = BrowserFetch.of(request, RequestUrl.parse(request.url()));
				compare(explanation.preflight(), fetch.needsPreflight() ? fetch.preflight() : null, policies, sender);
				compare(explanation.response(), fetch.actual(), policies, sender);
				verdicts.merge(explanation.verdict().code().code(), 1, Integer::sum);
			}
		}
		assertThat(verdicts).containsKeys("allowed", "blocked-at-preflight", "blocked-at-response", "refused",
				"not-cors", "no-policy");
	}

	private static void compare(Explanation.Exchange explained, RehearsedRequest request, CorsPolicies policies,
			Sender sender) throws Exception {
		if (explained != null) {
			assertThat(new Sent(explained.status(), explained.responseHeaders()))
				.as("%s with %s", request, policies.mapping().policies())
				.isEqualTo(sender.send(request, policies));
		}
	}

	private static Sent sendToServlets(RehearsedRequest rehearsed, CorsPolicyFilter filter) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest(rehearsed.method(), rehearsed.path());
		request.setServletPath(RequestedPath.dispatched(rehearsed.path()));
		request.setScheme(rehearsed.scheme());
		request.setServerName(rehearsed.host());
		request.setServerPort(rehearsed.port());
		request.setQueryString(rehearsed.query());
		rehearsed.headers().forEach(request::addHeader);
		MockHttpServletResponse response = new MockHttpServletResponse();
		MockFilterChain chain = new MockFilterChain();
		filter.doFilter(request, response, chain);
		HttpServletRequest reached = (HttpServletRequest) chain.getRequest();
		return Sent.of((reached != null) ? null : response.getStatus(), response.getHeaderNames(),
				response::getHeaders);
	}

	private static Sent sendToNetty(RehearsedRequest rehearsed, CorsPolicyWebFilter filter) {
		String url = rehearsed.scheme() + "://" + rehearsed.host()
				+ ((rehearsed.port() > 0) ? ":" + rehearsed.port() : "") + rehearsed.path()
				+ ((rehearsed.query() != null) ? "?" + rehearsed.query() : "");
		MockServerHttpRequest.BodyBuilder request = MockServerHttpRequest.method(HttpMethod.valueOf(rehearsed.method()),
				URI.create(url));
		rehearsed.headers().forEach(request::header);
		MockServerWebExchange exchange = MockServerWebExchange.from(request);
		List<Boolean> reached = new ArrayList<>();
		filter.filter(exchange, (passed) -> {
			reached.add(true);
			return Mono.empty();
		}).block();
		HttpHeaders headers = exchange.getResponse().getHeaders();
		return Sent.of(reached.isEmpty() ? exchange.getResponse().getStatusCode().value() : null, headers.headerNames(),
				headers::get);
	}

	/** Sends a request through a filter. */
	@FunctionalInterface
	private interface Sender {

		Sent send(RehearsedRequest request, CorsPolicies policies) throws Exception;

	}

	/**
	 * What a filter sends: the status, or none if the application decides, and the
	 * headers.
	 */
	private record Sent(Integer status, Map<String, String> headers) {

		static Sent of(Integer status, Collection<String> names, Function<String, Collection<String>> values) {
			Map<String, String> headers = new LinkedHashMap<>();
			for (String name : names) {
				if (CorsHeaders.isCorsHeader(name) || name.equals(CorsHeaders.VARY)) {
					headers.put(name, String.join(" | ", values.apply(name)));
				}
			}
			return new Sent(status, headers);
		}

	}

	/** A handler method and where it is mapped. */
	private record Mapped(String path, RequestMethod method, String handler) {

		static List<Mapped> all() {
			return List.of(new Mapped("/api/items", RequestMethod.GET, "annotated"),
					new Mapped("/api/both", RequestMethod.POST, "plain"),
					new Mapped("/api/both", RequestMethod.GET, "widened"),
					new Mapped("/api/{id}", RequestMethod.PUT, "annotated"),
					new Mapped("/private/{x}", RequestMethod.GET, "widened"));
		}

	}

}
