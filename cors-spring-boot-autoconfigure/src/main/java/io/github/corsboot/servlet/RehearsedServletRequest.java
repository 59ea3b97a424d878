package io.github.corsboot.servlet;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.mapping.RequestedPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriComponentsBuilder;

/**
 * A servlet request that nobody has sent. Answers as a container would; of the 80 methods
 * of the interface, these are asked by whoever looks for a handler.
 */
final class RehearsedServletRequest implements InvocationHandler {

	private final RehearsedRequest request;

	private final ServletContext servletContext;

	private final ServletMatch servlet;

	private final Map<String, Object> attributes = new HashMap<>();

	private RehearsedServletRequest(RehearsedRequest request, ServletContext servletContext) {
		this.request = request;
		this.servletContext = servletContext;
		this.servlet = ServletMatch.find(servletContext,
				RequestedPath.dispatched(request.path().substring(servletContext.getContextPath().length())));
	}

	/**
	 * Create a request.
	 * @param request the request
	 * @param servletContext the application
	 */
	static HttpServletRequest create(RehearsedRequest request, ServletContext servletContext) {
		return (HttpServletRequest) Proxy.newProxyInstance(RehearsedServletRequest.class.getClassLoader(),
				new Class<?>[] { HttpServletRequest.class }, new RehearsedServletRequest(request, servletContext));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
		String name = (arguments != null && arguments[0] instanceof String text) ? text : "";
		return switch (method.getName()) {
			case "equals" -> arguments != null && proxy == arguments[0];
			case "hashCode" -> System.identityHashCode(proxy);
			case "toString" -> this.request.toString();
			case "getMethod" -> this.request.method();
			case "getScheme" -> this.request.scheme();
			case "isSecure" -> this.request.scheme().equals("https");
			case "getServerName" -> this.request.host();
			case "getServerPort" -> this.request.port();
			case "getProtocol" -> "HTTP/1.1";
			case "getLocale" -> Locale.ROOT;
			case "getLocales" -> Collections.enumeration(List.of(Locale.ROOT));
			case "getServletContext" -> this.servletContext;
			case "getDispatcherType" -> DispatcherType.REQUEST;
			case "getContentLengthLong" -> -1L;
			case "getContentType" -> this.request.header("Content-Type");
			case "getHeader" -> this.request.header(name);
			case "getHeaders" -> Collections.enumeration(headers(name));
			case "getHeaderNames" -> Collections.enumeration(this.request.headers().keySet());
			case "getAttribute" -> this.attributes.get(name);
			case "getAttributeNames" -> Collections.enumeration(List.copyOf(this.attributes.keySet()));
			case "setAttribute" -> setAttribute(name, (arguments != null) ? arguments[1] : null);
			case "removeAttribute" -> setAttribute(name, null);
			case "getParameterMap" -> parameters();
			case "getParameterNames" -> Collections.enumeration(parameters().keySet());
			case "getParameterValues" -> parameters().get(name);
			case "getParameter" -> firstParameter(name);
			default -> ofPath(method);
		};
	}

	private List<String> headers(String name) {
		String value = this.request.header(name);
		return (value != null) ? List.of(value) : List.of();
	}

	private @Nullable Object setAttribute(String name, @Nullable Object value) {
		if (value != null) {
			this.attributes.put(name, value);
		}
		else {
			this.attributes.remove(name);
		}
		return null;
	}

	private Map<String, String[]> parameters() {
		Map<String, String[]> parameters = new LinkedHashMap<>();
		String query = this.request.query();
		if (query != null) {
			UriComponentsBuilder.newInstance()
				.query(query)
				.build()
				.getQueryParams()
				.forEach((name, values) -> parameters.put(name, values.toArray(String[]::new)));
		}
		return parameters;
	}

	private @Nullable String firstParameter(String name) {
		String[] values = parameters().get(name);
		return (values != null) ? values[0] : null;
	}

	@SuppressWarnings("JdkObsolete")
	private @Nullable Object ofPath(Method method) {
		return switch (method.getName()) {
			case "getRequestURI" -> this.request.path();
			case "getRequestURL" -> new StringBuffer(this.request.path());
			case "getQueryString" -> this.request.query();
			case "getContextPath" -> this.servletContext.getContextPath();
			case "getServletPath" -> this.servlet.servletPath();
			case "getPathInfo" -> this.servlet.pathInfo();
			case "getHttpServletMapping" -> this.servlet;
			default -> defaultOf(method.getReturnType());
		};
	}

	private static @Nullable Object defaultOf(Class<?> type) {
		if (type == boolean.class) {
			return false;
		}
		return (type == int.class) ? -1 : null;
	}

}
