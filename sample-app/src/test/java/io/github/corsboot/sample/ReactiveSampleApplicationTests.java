package io.github.corsboot.sample;

import org.springframework.boot.WebApplicationType;

/**
 * The sample as a reactive application.
 */
class ReactiveSampleApplicationTests extends AbstractSampleApplicationTests {

	ReactiveSampleApplicationTests() {
		super(WebApplicationType.REACTIVE);
	}

}
