package io.github.corsboot.web;

import org.springframework.boot.WebApplicationType;

/**
 * {@code @CrossOrigin} in a reactive application.
 */
class ReactiveCrossOriginTests extends AbstractCrossOriginTests {

	ReactiveCrossOriginTests() {
		super(WebApplicationType.REACTIVE);
	}

}
