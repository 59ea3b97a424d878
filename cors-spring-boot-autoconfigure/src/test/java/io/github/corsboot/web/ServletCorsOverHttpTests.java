package io.github.corsboot.web;

import org.springframework.boot.WebApplicationType;

/**
 * CORS over real HTTP in a servlet application.
 */
class ServletCorsOverHttpTests extends AbstractCorsOverHttpTests {

	ServletCorsOverHttpTests() {
		super(WebApplicationType.SERVLET);
	}

}
