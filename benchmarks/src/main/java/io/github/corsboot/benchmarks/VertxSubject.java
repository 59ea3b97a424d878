package io.github.corsboot.benchmarks;

import java.util.HashSet;
import java.util.List;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.handler.CorsHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;

/**
 * Vert.x's handler, which is called without a server.
 */
final class VertxSubject {

	private VertxSubject() {
	}

	static Handler create(Workload workload) {
		CorsHandler cors = CorsHandler.create()
			.addOrigins(workload.origins())
			.allowedMethods(new HashSet<>(Workload.METHODS.stream().map(HttpMethod::valueOf).toList()))
			.allowedHeaders(new HashSet<>(workload.allowedHeaders()))
			.allowCredentials(true)
			.maxAgeSeconds(1800);
		workload.domains().forEach((domain) -> cors.addOriginWithRegex("https://(.+)\\." + domain.replace(".", "\\.")));
		Context context = NotNeeded.in(Context.class);
		context.request.use(workload);
		return () -> {
			context.response.next();
			cors.handle(context);
			return context.response.status + context.response.headers.size();
		};
	}

	abstract static class Context implements RoutingContextInternal {

		private final Request request = NotNeeded.in(Request.class);

		private final Response response = NotNeeded.in(Response.class);

		@Override
		public HttpServerRequest request() {
			return this.request;
		}

		@Override
		public HttpServerResponse response() {
			return this.response;
		}

		@Override
		public RoutingContextInternal visitHandler(int id) {
			return this;
		}

		@Override
		public void next() {
			// The application: it does nothing.
		}

		@Override
		public void fail(int status, Throwable failure) {
			this.response.setStatusCode(status);
		}

	}

	abstract static class Request implements HttpServerRequest {

		private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

		private HttpMethod method = HttpMethod.GET;

		void use(Workload workload) {
			this.method = HttpMethod.valueOf(workload.method());
			List<String> lines = workload.headers(workload.asked().isEmpty() ? null : workload.asked().get(0));
			for (int i = 0; i < lines.size(); i += 2) {
				this.headers.add(lines.get(i), lines.get(i + 1));
			}
		}

		@Override
		public MultiMap headers() {
			return this.headers;
		}

		@Override
		public String getHeader(CharSequence name) {
			return this.headers.get(name);
		}

		@Override
		public HttpMethod method() {
			return this.method;
		}

	}

	abstract static class Response implements HttpServerResponse {

		private MultiMap headers = MultiMap.caseInsensitiveMultiMap();

		private int status;

		void next() {
			this.headers = MultiMap.caseInsensitiveMultiMap();
			this.status = 200;
		}

		@Override
		public MultiMap headers() {
			return this.headers;
		}

		@Override
		public HttpServerResponse putHeader(CharSequence name, CharSequence value) {
			this.headers.set(name, value);
			return this;
		}

		@Override
		public HttpServerResponse putHeader(CharSequence name, Iterable<CharSequence> values) {
			this.headers.set(name, values);
			return this;
		}

		@Override
		public HttpServerResponse putHeader(String name, String value) {
			this.headers.set(name, value);
			return this;
		}

		@Override
		public HttpServerResponse setStatusCode(int code) {
			this.status = code;
			return this;
		}

		@Override
		public HttpServerResponse setStatusMessage(String message) {
			return this;
		}

		@Override
		public Future<Void> end() {
			return Future.succeededFuture();
		}

	}

}
