package io.github.corsboot.servlet;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.RequestedPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Decides servlet requests that nobody has sent.
 *
 * @since 0.1.0
 */
public final class ServletRehearsal implements Rehearsal {

	private final ServletContext servletContext;

	private final String servletPath;

	private final HandlerLookup<HttpServletRequest> handlers;

	/**
	 * Create a rehearsal.
	 * @param servletContext the application
	 * @param servletPath the path of the {@code DispatcherServlet}, empty for {@code /}
	 * @param handlers finds the handler of a request
	 */
	public ServletRehearsal(ServletContext servletContext, String servletPath,
			HandlerLookup<HttpServletRequest> handlers) {
		this.servletContext = servletContext;
		this.servletPath = servletPath;
		this.handlers = handlers;
	}

	@Override
	public String contextPath() {
		return this.servletContext.getContextPath();
	}

	@Override
	public RequestDecision decide(RehearsedRequest rehearsed, CorsPolicies policies) {
		HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { HttpServletRequest.class }, new Request(rehearsed));
		return new CorsDecider<>(policies, null, ServletPathReader.READER).decide(request,
				new ServletCorsRequest(request), null, this.handlers);
	}

	/**
	 * Answers as a container would. The interface has 80 methods, of which few matter.
	 */
	private final class Request implements InvocationHandler {

		private final RehearsedRequest request;

		private final String dispatched;

		private final Map<String, Object> attributes = new HashMap<>();

		private final MultiValueMap<String, String> parameters;

		Request(RehearsedRequest request) {
			this.request = request;
			this.dispatched = RequestedPath.dispatched(request.path().substring(contextPath().length()));
			this.parameters = UriComponentsBuilder.newInstance().query(request.query()).build().getQueryParams();
		}

		private boolean isBelowServlet() {
			return !servletPath().isEmpty()
					&& (this.dispatched.equals(servletPath()) || this.dispatched.startsWith(servletPath() + "/"));
		}

		private String servletPath() {
			return ServletRehearsal.this.servletPath;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
			String name = (arguments != null && arguments[0] instanceof String text) ? text : "";
			return switch (method.getName()) {
				case "getMethod" -> this.request.method();
				case "getScheme" -> this.request.scheme();
				case "isSecure" -> this.request.scheme().equals("https");
				case "getServerName" -> this.request.host();
				case "getServerPort" -> this.request.port();
				case "getProtocol" -> "HTTP/1.1";
				case "getLocale" -> Locale.getDefault();
				case "getLocales" -> Collections.enumeration(List.of(Locale.getDefault()));
				case "getServletContext" -> ServletRehearsal.this.servletContext;
				case "getDispatcherType" -> DispatcherType.REQUEST;
				case "getContentLength" -> -1;
				case "getContentLengthLong" -> -1L;
				case "equals" -> arguments != null && proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				case "toString" -> this.request.toString();
				default -> (method.getName().contains("Attribute")) ? attribute(method.getName(), name, arguments)
						: (method.getName().contains("Parameter")) ? parameter(method.getName(), name)
								: (method.getName().contains("Header") || method.getName().equals("getContentType"))
										? header(method.getName(), name) : path(method);
			};
		}

		private @Nullable Object path(Method method) {
			return switch (method.getName()) {
				case "getRequestURI" -> this.request.path();
				case "getRequestURL" -> new StringBuffer(this.request.path());
				case "getQueryString" -> this.request.query();
				case "getContextPath" -> contextPath();
				case "getServletPath" -> isBelowServlet() ? servletPath() : this.dispatched;
				case "getPathInfo" -> (isBelowServlet() && this.dispatched.length() > servletPath().length())
						? this.dispatched.substring(servletPath().length()) : null;
				case "getHttpServletMapping" -> mapping();
				default -> (method.getReturnType() == boolean.class) ? false
						: (method.getReturnType() == int.class) ? 0 : null;
			};
		}

		private @Nullable Object attribute(String method, String name, Object @Nullable [] arguments) {
			return switch (method) {
				case "getAttribute" -> this.attributes.get(name);
				case "getAttributeNames" -> Collections.enumeration(List.copyOf(this.attributes.keySet()));
				case "removeAttribute" -> {
					this.attributes.remove(name);
					yield null;
				}
				default -> {
					if (arguments != null && arguments.length > 1) {
						this.attributes.put(name, arguments[1]);
					}
					yield null;
				}
			};
		}

		private @Nullable Object parameter(String method, String name) {
			List<String> values = this.parameters.get(name);
			return switch (method) {
				case "getParameter" -> this.parameters.getFirst(name);
				case "getParameterValues" -> (values != null) ? values.toArray(String[]::new) : null;
				case "getParameterNames" -> Collections.enumeration(this.parameters.keySet());
				default -> {
					Map<String, String[]> all = new HashMap<>();
					this.parameters.forEach((key, value) -> all.put(key, value.toArray(String[]::new)));
					yield all;
				}
			};
		}

		private @Nullable Object header(String method, String name) {
			String value = this.request.header(name);
			return switch (method) {
				case "getHeader" -> value;
				case "getHeaders" -> Collections.enumeration((value != null) ? List.of(value) : List.of());
				case "getHeaderNames" -> Collections.enumeration(this.request.headers().keySet());
				case "getContentType" -> this.request.header("Content-Type");
				default -> -1;
			};
		}

		private HttpServletMapping mapping() {
			boolean below = isBelowServlet();
			return new HttpServletMapping() {

				@Override
				public String getMatchValue() {
					return "";
				}

				@Override
				public String getPattern() {
					return below ? servletPath() + "/*" : "/";
				}

				@Override
				public String getServletName() {
					return "dispatcherServlet";
				}

				@Override
				public MappingMatch getMappingMatch() {
					return below ? MappingMatch.PATH : MappingMatch.DEFAULT;
				}

			};
		}

	}

}
