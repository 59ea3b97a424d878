package io.github.corsboot.web;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.HiddenHttpMethodFilter;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * Filters, a servlet and controllers with which {@link RewritingApplication} serves
 * requests elsewhere, on servlets.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ServletRewritingConfiguration {

	/** A plain bean, without an order. */
	@Bean
	RewritingFilter rewritingFilter() {
		return new RewritingFilter();
	}

	@Bean
	MappedInterceptor interceptorOfTheApplication() {
		return new MappedInterceptor(null, new HandlerInterceptor() {
		});
	}

	@Bean
	HiddenHttpMethodFilter plainHiddenHttpMethodFilter() {
		return new HiddenHttpMethodFilter();
	}

	@Bean
	UrlHandlerFilter urlHandlerFilter() {
		return UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build();
	}

	@Bean
	FilterRegistrationBean<Filter> lateFilter() {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(new LateFilter());
		registration.setOrder(Ordered.LOWEST_PRECEDENCE);
		registration.setMatchAfter(true);
		return registration;
	}

	/** Containers put filters for the name of a servlet behind those for paths. */
	@Bean
	FilterRegistrationBean<Filter> namedFilter() {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(new NamedFilter());
		registration.setServletNames(List.of("dispatcherServlet", "forwarding"));
		registration.setMatchAfter(true);
		return registration;
	}

	/** It is in front of the policies. */
	@Bean
	FilterRegistrationBean<Filter> failingFilter() {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
			if (((HttpServletRequest) request).getParameter("early") != null) {
				((HttpServletResponse) response).sendError(429);
				return;
			}
			chain.doFilter(request, response);
		});
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		registration.setUrlPatterns(List.of("/private/early", "/early"));
		return registration;
	}

	@Bean
	ErrorPageRegistrar privateErrorPage() {
		return (pages) -> pages.addErrorPages(new ErrorPage(HttpStatus.GONE, "/private/x"));
	}

	@Bean
	ServletRegistrationBean<HttpServlet> forwardingServlet() {
		ServletRegistrationBean<HttpServlet> servlet = new ServletRegistrationBean<>(new ForwardingServlet(),
				"/forward/servlet", "/forward/writer", "/async/*", "/including", "/error-forward", "/xc/including",
				"/private/including");
		servlet.setName("forwarding");
		servlet.setAsyncSupported(true);
		return servlet;
	}

	@Controller
	static class ForwardingController {

		@GetMapping("/forward/controller")
		String forward() {
			return "forward:/private/x";
		}

		@GetMapping("/forward/legacy")
		String forwardToLegacy() {
			return "forward:/legacy/x";
		}

		@GetMapping("/private/forward")
		String forwardToPlainLegacy() {
			return "forward:/legacy/plain";
		}

		@GetMapping("/fail/thrown")
		void fail() {
			throw new IllegalStateException("thrown");
		}

		@ExceptionHandler
		String failed(IllegalStateException ex) {
			return "forward:/private/x";
		}

		@GetMapping("/fail/status")
		void fail(HttpServletResponse response) throws IOException {
			response.sendError(HttpStatus.GONE.value());
		}

		@GetMapping("/forward/twice")
		String forwardTwice() {
			return "forward:/forward/controller";
		}

	}

	@RestController
	static class FiltersController {

		/**
		 * Return the filters that are on the stack, the last first.
		 */
		@GetMapping("/filters")
		String filters() {
			return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
				.walk((frames) -> frames.map(StackWalker.StackFrame::getDeclaringClass)
					.filter(Filter.class::isAssignableFrom)
					.map(Class::getSimpleName)
					.collect(Collectors.joining(",")));
		}

	}

	static class RewritingFilter extends HttpFilter {

		@Override
		protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			String path = request.getRequestURI();
			if (request.getDispatcherType() == DispatcherType.REQUEST && path.equals("/forward/filter")) {
				request.getRequestDispatcher("/private/x").forward(request, response);
				return;
			}
			if (path.equals("/attribute")) {
				// Spring MVC prefers it to the path, whether or not anything is included.
				request.setAttribute(RequestDispatcher.INCLUDE_REQUEST_URI, "/private/x");
			}
			String target = RewritingApplication.target(path);
			chain.doFilter(target.equals(path) ? request : new Rewritten(request, path, target), response);
		}

	}

	/** Some filters change only what they look at themselves. */
	private static final class Rewritten extends HttpServletRequestWrapper {

		private final String path;

		private final String target;

		Rewritten(HttpServletRequest request, String path, String target) {
			super(request);
			this.path = path;
			this.target = target;
		}

		@Override
		public String getRequestURI() {
			return this.path.startsWith("/servlet-path/") ? super.getRequestURI() : this.target;
		}

		@Override
		public String getServletPath() {
			return this.path.startsWith("/uri/") ? super.getServletPath() : this.target;
		}

		@Override
		public Object getAttribute(String name) {
			boolean hides = this.path.startsWith("/hidden/") || this.path.startsWith("/anonymous/");
			return (hides && name.startsWith("io.github.corsboot")) ? null : super.getAttribute(name);
		}

		@Override
		public String getHeader(String name) {
			return name.equalsIgnoreCase("Origin") ? origin(super.getHeader(name)) : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			boolean changes = this.path.startsWith("/trusted/") || this.path.startsWith("/anonymous/");
			String origin = (changes && name.equalsIgnoreCase("Origin")) ? origin(null) : null;
			return (changes && name.equalsIgnoreCase("Origin"))
					? Collections.enumeration((origin != null) ? List.of(origin) : List.of()) : super.getHeaders(name);
		}

		private String origin(String sent) {
			return this.path.startsWith("/trusted/") ? "https://app.example.com"
					: this.path.startsWith("/anonymous/") ? null : sent;
		}

	}

	static class LateFilter extends HttpFilter {

		@Override
		protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			chain.doFilter(request, response);
		}

	}

	static class NamedFilter extends LateFilter {

		@Override
		protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			chain.doFilter(request, response);
		}

	}

	private static final class ForwardingServlet extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response)
				throws IOException, ServletException {
			RequestDispatcher secret = request.getRequestDispatcher("/private/x");
			switch (request.getRequestURI()) {
				case "/async/dispatch" -> request.startAsync().dispatch("/private/x");
				case "/async/forward" -> request.startAsync().dispatch("/forward/controller");
				case "/private/including" -> {
					response.getOutputStream().print("outer ");
					request.getRequestDispatcher("/legacy/x").include(request, response);
					secret.include(request, response);
				}
				case "/including", "/xc/including" -> {
					response.getOutputStream().print("outer ");
					secret.include(request, response);
				}
				case "/forward/writer" -> {
					response.getWriter().write("begun");
					secret.forward(request, response);
				}
				case "/error-forward" -> {
					response.setStatus(404);
					secret.forward(request, response);
				}
				default -> secret.forward(request, response);
			}
		}

	}

}
