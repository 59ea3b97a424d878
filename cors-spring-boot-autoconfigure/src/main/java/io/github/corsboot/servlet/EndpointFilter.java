package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

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
import org.springframework.util.StringUtils;

/**
 * Adds headers to what is read from an endpoint, and refuses write operations that a page
 * of another origin asks for.
 *
 * @since 0.1.0
 * @see ForeignWrite
 */
public final class EndpointFilter implements Filter {

	/** The length of a body that says nothing. */
	private static final int EMPTY_OBJECT = "{}".length();

	private final Supplier<String> endpoint;

	private final Supplier<Map<String, String>> headers;

	private final Function<String, @Nullable String> parameterNames;

	/**
	 * Create a filter.
	 * @param endpoint gives the path of the endpoint within the application, empty if it
	 * is not served
	 * @param headers gives the headers of each response to a request that reads it
	 * @param parameterNames makes the name of a parameter of what is written in the query
	 * of a write operation, {@code null} if there is none
	 */
	public EndpointFilter(Supplier<String> endpoint, Supplier<Map<String, String>> headers,
			Function<String, @Nullable String> parameterNames) {
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
				else if (!http.getMethod().equals("POST")) {
					chain.doFilter(request, response);
				}
				else if (isMiswritten(http)) {
					CorsAnswer.send(HttpServletResponse.SC_BAD_REQUEST, ForeignWrite.MISWRITTEN, httpResponse);
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
	 * Return whether something would be ignored that may be meant for a dry run.
	 */
	private boolean isMiswritten(HttpServletRequest request) {
		return request.getRequestURI().indexOf(';') >= 0 || request.getContentLengthLong() > EMPTY_OBJECT
				|| request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
				|| request.getParameterMap()
					.keySet()
					.stream()
					.anyMatch((name) -> this.parameterNames.apply(name) == null);
	}

	/**
	 * A write operation without a body is one with an empty JSON object: Actuator wants a
	 * content type where an operation has parameters.
	 */
	private static final class WriteRequest extends HttpServletRequestWrapper {

		private final Function<String, @Nullable String> parameterNames;

		WriteRequest(HttpServletRequest request, Function<String, @Nullable String> parameterNames) {
			super(request);
			this.parameterNames = parameterNames;
		}

		@Override
		public String getContentType() {
			return MediaType.APPLICATION_JSON_VALUE;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) ? getContentType() : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) ? Collections.enumeration(List.of(getContentType()))
					: super.getHeaders(name);
		}

		@Override
		public Map<String, String[]> getParameterMap() {
			Map<String, String[]> parameters = new LinkedHashMap<>();
			super.getParameterMap().forEach((name, values) -> parameters
				.merge(String.valueOf(this.parameterNames.apply(name)), values, StringUtils::concatenateStringArrays));
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
