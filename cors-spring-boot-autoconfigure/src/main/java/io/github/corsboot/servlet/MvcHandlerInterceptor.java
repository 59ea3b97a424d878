package io.github.corsboot.servlet;

import java.io.IOException;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRejections;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Has the last look at a request, at the handler that Spring MVC has mapped it to: only
 * here it is known which annotation counts.
 *
 * @since 0.1.0
 */
public final class MvcHandlerInterceptor implements HandlerInterceptor {

	private final ServletCors cors;

	private final MvcHandlerLookup handlers;

	/**
	 * Create an interceptor.
	 * @param policies the policies
	 * @param handlers knows the annotated handlers
	 * @param rejections takes what is refused
	 */
	public MvcHandlerInterceptor(CorsPolicies policies, MvcHandlerLookup handlers, CorsRejections rejections) {
		this.cors = new ServletCors(policies, handlers, rejections);
		this.handlers = handlers;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws IOException {
		return !this.cors.isRefused(request, response, this.handlers, handler);
	}

}
