package io.github.corsboot.servlet;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The token that Spring Security, which may not be there, expects with requests that
 * change something.
 */
final class CsrfToken {

	/** Where the {@code CsrfFilter} leaves the token that it expects. */
	private static final String ATTRIBUTE = "org.springframework.security.web.csrf.CsrfToken";

	private CsrfToken() {
	}

	/**
	 * Return whether the {@code CsrfFilter} has looked for a token, and there is none
	 * under the names that Spring Security uses by default.
	 */
	static boolean isMissing(HttpServletRequest request) {
		return request.getAttribute(ATTRIBUTE) != null && request.getHeader("X-CSRF-TOKEN") == null
				&& request.getHeader("X-XSRF-TOKEN") == null && request.getParameter("_csrf") == null
				&& !isBearer(request.getHeader("Authorization"));
	}

	/**
	 * Return whether a request needs no token, since no browser authenticates it by
	 * itself.
	 */
	private static boolean isBearer(@Nullable String authorization) {
		return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ");
	}

}
