package io.github.corsboot.web;

import org.springframework.boot.WebApplicationType;

/**
 * {@code @CrossOrigin} in a servlet application.
 */
class ServletCrossOriginTests extends AbstractCrossOriginTests {

	ServletCrossOriginTests() {
		super(WebApplicationType.SERVLET);
	}

}
