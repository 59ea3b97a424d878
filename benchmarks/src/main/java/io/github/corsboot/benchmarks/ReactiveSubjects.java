package io.github.corsboot.benchmarks;

import java.nio.charset.StandardCharsets;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.reactive.BareWebFilter;
import io.github.corsboot.reactive.ChangedRequestWebFilter;
import io.github.corsboot.reactive.CorsPolicyWebFilter;
import io.github.corsboot.reactive.LastLookHandlerAdapter;
import io.github.corsboot.reactive.WebFluxHandlerLookup;
import io.github.corsboot.rejection.CorsRecorder;
import reactor.core.publisher.Mono;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * What handles a request in a reactive application.
 */
final class ReactiveSubjects {

	/** The application: it completes the response. */
	private static final WebFilterChain CHAIN = (exchange) -> exchange.getResponse().setComplete();

	private static final byte[] BODY = Floor.BODY.getBytes(StandardCharsets.US_ASCII);

	private ReactiveSubjects() {
	}

	private static Handler handle(Workload workload, WebFilter filter) {
		LightExchange exchange = LightExchange.of(workload);
		return () -> {
			LightExchange next = exchange.next();
			return next.complete(filter.filter(next, CHAIN));
		};
	}

	static Handler standIn(Workload workload) {
		return handle(workload, (exchange, chain) -> chain.filter(exchange));
	}

	static Handler starter(Workload workload) {
		GenericApplicationContext context = new GenericApplicationContext();
		return handle(workload, new CorsPolicyWebFilter(Policies.of(workload), new WebFluxHandlerLookup(context),
				Policies.recorder(), context));
	}

	static Handler allLooks(Workload workload) {
		CorsPolicies policies = Policies.of(workload);
		CorsRecorder recorder = Policies.recorder();
		StaticApplicationContext context = new StaticApplicationContext();
		context.getBeanFactory().registerSingleton("adapter", new NoResult());
		WebFluxHandlerLookup handlers = new WebFluxHandlerLookup(context);
		WebFilter first = new CorsPolicyWebFilter(policies, handlers, recorder, context);
		WebFilter second = new ChangedRequestWebFilter(policies, handlers, recorder, context);
		LastLookHandlerAdapter last = new LastLookHandlerAdapter(policies, handlers, recorder, context);
		WebFilterChain dispatcher = (exchange) -> (last.handle(exchange, CHAIN) == NoResult.MONO)
				? CHAIN.filter(exchange) : Mono.error(new IllegalStateException("The last look is an answer"));
		return handle(workload,
				(exchange, chain) -> first.filter(exchange, (decided) -> second.filter(decided, dispatcher)));
	}

	static Handler bare(Workload workload) {
		return handle(workload, new BareWebFilter(Policies.of(workload)));
	}

	static Handler spring(Workload workload) {
		CorsConfiguration configuration = Policies.ofSpring(workload);
		DefaultCorsProcessor processor = new DefaultCorsProcessor();
		return handle(workload, (exchange, chain) -> {
			boolean preflight = workload.isPreflight();
			return (!processor.process(configuration, exchange) || preflight) ? exchange.getResponse().setComplete()
					: chain.filter(exchange);
		});
	}

	static Handler floor(Workload workload) {
		Floor floor = new Floor(workload);
		return handle(workload, (exchange, chain) -> floor(floor, exchange, chain));
	}

	private static Mono<Void> floor(Floor floor, ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		ServerHttpResponse response = exchange.getResponse();
		HttpHeaders headers = response.getHeaders();
		String origin = request.getHeaders().getFirst("Origin");
		if (origin == null) {
			headers.add("Vary", "Origin");
			return chain.filter(exchange);
		}
		String requested = HttpMethod.OPTIONS.equals(request.getMethod())
				? request.getHeaders().getFirst("Access-Control-Request-Method") : null;
		if (!floor.allows(origin)) {
			headers.add("Vary", "Origin");
			response.setStatusCode(HttpStatus.FORBIDDEN);
			headers.setContentType(MediaType.TEXT_PLAIN);
			headers.setContentLength(BODY.length);
			return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(BODY)));
		}
		headers.set("Access-Control-Allow-Origin", origin);
		headers.set("Access-Control-Allow-Credentials", "true");
		if (requested == null) {
			headers.add("Vary", "Origin");
			return floor.allowsMethod(request.getMethod().name()) ? chain.filter(exchange) : Mono.empty();
		}
		boolean allowed = floor.allowsHeaders(request.getHeaders().getFirst("Access-Control-Request-Headers"))
				&& floor.allowsMethod(requested);
		headers.set("Access-Control-Allow-Methods", Floor.METHODS);
		headers.set("Access-Control-Allow-Headers", floor.allowedHeaders);
		if (allowed) {
			headers.set("Access-Control-Max-Age", "1800");
		}
		headers.add("Vary", Floor.VARY_PREFLIGHT);
		response.setStatusCode(HttpStatus.OK);
		return response.setComplete();
	}

	/**
	 * Handles everything, and nothing comes of it.
	 */
	private static final class NoResult implements HandlerAdapter {

		private static final Mono<HandlerResult> MONO = Mono.empty();

		@Override
		public boolean supports(Object handler) {
			return true;
		}

		@Override
		public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
			return MONO;
		}

	}

}
