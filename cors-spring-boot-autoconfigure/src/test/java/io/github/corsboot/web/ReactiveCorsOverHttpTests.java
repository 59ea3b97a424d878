package io.github.corsboot.web;

import org.springframework.boot.WebApplicationType;

/**
 * CORS over real HTTP in a reactive application.
 */
class ReactiveCorsOverHttpTests extends AbstractCorsOverHttpTests {

	ReactiveCorsOverHttpTests() {
		super(WebApplicationType.REACTIVE);
	}

}
