package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.corsboot.policy.ForeignWrite;
import io.github.corsboot.mapping.RequestedPath;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Adds headers to what is read from an endpoint, and refuses write operations that a page
 * of another origin asks for.
 *
 * @since 0.1.0
 * @see ForeignWrite
 */
public final class EndpointFilter implements Filter {

	private final Supplier<String> endpoint;

	private final Supplier<Map<String, String>> headers;

	private final UnaryOperator<String> parameterNames;

	/**
	 * Create a filter.
	 * @param endpoint gives the path of the endpoint within the application, empty if it
	 * is not served
	 * @param headers gives the headers of each response to a request that reads it
	 * @param parameterNames makes the name of a parameter of what is written in the query
	 * of a write operation
	 */
	public EndpointFilter(Supplier<String> endpoint, Supplier<Map<String, String>> headers,
			UnaryOperator<String> parameterNames) {
		this.endpoint = endpoint;
		this.headers = headers;
		this.parameterNames = parameterNames;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse httpResponse) {
			boolean reads = ForeignWrite.isRead(http.getMethod());
			if (!reads && isForEndpoint(http)) {
				if (ForeignWrite.is(new ServletCorsRequest(http))) {
					CorsAnswer.send(HttpServletResponse.SC_FORBIDDEN, ForeignWrite.MESSAGE, httpResponse);
				}
				else {
					chain.doFilter(new WriteRequest(http, this.parameterNames), response);
				}
				return;
			}
			if (reads && RequestedPath.mayLeadTo(http.getRequestURI(), this.endpoint.get()) && isForEndpoint(http)) {
				this.headers.get().forEach(httpResponse::setHeader);
			}
		}
		chain.doFilter(request, response);
	}

	/**
	 * A write operation without a body is one with an empty JSON object: Actuator wants a
	 * content type where an operation has parameters.
	 */
	private static final class WriteRequest extends HttpServletRequestWrapper {

		private final UnaryOperator<String> parameterNames;

		WriteRequest(HttpServletRequest request, UnaryOperator<String> parameterNames) {
			super(request);
			this.parameterNames = parameterNames;
		}

		@Override
		public @Nullable String getContentType() {
			return (getContentLengthLong() > 0 || getHeader(HttpHeaders.TRANSFER_ENCODING) != null)
					? super.getContentType() : MediaType.APPLICATION_JSON_VALUE;
		}

		@Override
		public Map<String, String[]> getParameterMap() {
			Map<String, String[]> parameters = new LinkedHashMap<>();
			super.getParameterMap().forEach((name, values) -> parameters.put(this.parameterNames.apply(name), values));
			return parameters;
		}

	}

	private boolean isForEndpoint(HttpServletRequest request) {
		String path = this.endpoint.get();
		String dispatched = ServletPathReader.dispatched(request, false);
		return !path.isEmpty() && dispatched.startsWith(path)
				&& (dispatched.length() == path.length() || dispatched.charAt(path.length()) == '/');
	}

}
