package io.github.corsboot.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.servlet.BareFilter;
import io.github.corsboot.servlet.ChangedRequestFilter;
import io.github.corsboot.servlet.CorsPolicyFilter;
import io.github.corsboot.servlet.MvcHandlerLookup;
import io.github.corsboot.servlet.MvcLastLookInterceptor;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.filters.CorsFilter;

import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

/**
 * What handles a request in a servlet application.
 */
final class ServletSubjects {

	/** The application: it does nothing. */
	private static final FilterChain CHAIN = (request, response) -> {
	};

	/** The application of each request. */
	static final ApplicationContext CONTEXT = new GenericApplicationContext();

	private static final byte[] BODY = Floor.BODY.getBytes(StandardCharsets.US_ASCII);

	private ServletSubjects() {
	}

	private static Supplier<byte[]> asked(Workload workload) {
		List<byte[]> asked = workload.asked()
			.stream()
			.map((origin) -> origin.getBytes(StandardCharsets.ISO_8859_1))
			.toList();
		return Handler.inTurn(asked.isEmpty() ? List.of(new byte[0]) : asked);
	}

	private static Handler handle(Workload workload, Filter filter) {
		LightRequest request = LightRequest.of(workload);
		LightResponse response = LightResponse.create();
		Supplier<byte[]> origins = asked(workload);
		return () -> {
			filter.doFilter(request.next(origins.get()), response.next(), CHAIN);
			return response.result();
		};
	}

	static Handler standIn(Workload workload) {
		return handle(workload, (request, response, chain) -> chain.doFilter(request, response));
	}

	static Handler starter(Workload workload) {
		return handle(workload, new CorsPolicyFilter(Policies.of(workload), HandlerLookup.none(), Policies.recorder()));
	}

	static Handler allLooks(Workload workload) {
		CorsPolicies policies = Policies.of(workload);
		CorsRecorder recorder = Policies.recorder();
		MvcHandlerLookup handlers = new MvcHandlerLookup(CONTEXT);
		Filter first = new CorsPolicyFilter(policies, handlers, recorder);
		Filter second = new ChangedRequestFilter(policies, handlers, recorder);
		MvcLastLookInterceptor last = new MvcLastLookInterceptor(policies, handlers, recorder);
		FilterChain dispatcher = (request, response) -> last.preHandle((HttpServletRequest) request,
				(HttpServletResponse) response, CHAIN);
		FilterChain rest = (request, response) -> second.doFilter(request, response, dispatcher);
		return handle(workload, (request, response, chain) -> first.doFilter(request, response, rest));
	}

	static Handler bare(Workload workload) {
		return handle(workload, new BareFilter(Policies.of(workload)));
	}

	static Handler spring(Workload workload) {
		CorsConfiguration configuration = Policies.ofSpring(workload);
		DefaultCorsProcessor processor = new DefaultCorsProcessor();
		return handle(workload, (request, response, chain) -> {
			if (processor.processRequest(configuration, (HttpServletRequest) request, (HttpServletResponse) response)) {
				chain.doFilter(request, response);
			}
		});
	}

	static Handler tomcat(Workload workload) {
		CorsFilter filter = new CorsFilter();
		try {
			filter.init(new Parameters(Map.of("cors.allowed.origins", String.join(",", workload.origins()),
					"cors.allowed.methods", String.join(",", Workload.METHODS), "cors.allowed.headers",
					String.join(",", workload.allowedHeaders()), "cors.support.credentials", "true",
					"cors.preflight.maxage", "1800")));
		}
		catch (ServletException ex) {
			throw new IllegalStateException(ex);
		}
		return handle(workload, filter);
	}

	static Handler floor(Workload workload) {
		Floor floor = new Floor(workload);
		return handle(workload, (request, response, chain) -> {
			if (floor(floor, (HttpServletRequest) request, (HttpServletResponse) response)) {
				chain.doFilter(request, response);
			}
		});
	}

	private static boolean floor(Floor floor, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		String origin = request.getHeader("Origin");
		if (origin == null) {
			response.addHeader("Vary", "Origin");
			return true;
		}
		String requested = request.getMethod().equals("OPTIONS") ? request.getHeader("Access-Control-Request-Method")
				: null;
		if (!floor.allows(origin)) {
			response.addHeader("Vary", "Origin");
			response.setStatus(403);
			response.setContentType("text/plain");
			response.setContentLength(BODY.length);
			response.getOutputStream().write(BODY);
			return false;
		}
		response.addHeader("Access-Control-Allow-Origin", origin);
		response.addHeader("Access-Control-Allow-Credentials", "true");
		if (requested == null) {
			response.addHeader("Vary", "Origin");
			return floor.allowsMethod(request.getMethod());
		}
		boolean allowed = floor.allowsHeaders(request.getHeader("Access-Control-Request-Headers"))
				&& floor.allowsMethod(requested);
		response.addHeader("Access-Control-Allow-Methods", Floor.METHODS);
		response.addHeader("Access-Control-Allow-Headers", floor.allowedHeaders);
		if (allowed) {
			response.addHeader("Access-Control-Max-Age", "1800");
		}
		response.addHeader("Vary", Floor.VARY_PREFLIGHT);
		response.setStatus(200);
		response.setContentLength(0);
		return false;
	}

	private record Parameters(Map<String, String> values) implements FilterConfig {

		@Override
		public String getFilterName() {
			return "cors";
		}

		@Override
		public ServletContext getServletContext() {
			throw new UnsupportedOperationException();
		}

		@Override
		public String getInitParameter(String name) {
			return this.values.get(name);
		}

		@Override
		public Enumeration<String> getInitParameterNames() {
			return Collections.enumeration(this.values.keySet());
		}

	}

}
