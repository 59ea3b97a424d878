package io.github.corsboot.sample;

import org.springframework.boot.WebApplicationType;

/**
 * The sample as a servlet application.
 */
class ServletSampleApplicationTests extends AbstractSampleApplicationTests {

	ServletSampleApplicationTests() {
		super(WebApplicationType.SERVLET);
	}

}
