package io.github.corsboot.sample;

import org.springframework.boot.WebApplicationType;

/**
 * The story between hosts, with the sample as a servlet application.
 */
class ServletContainerStoryIT extends AbstractContainerStoryIT {

	ServletContainerStoryIT() {
		super(WebApplicationType.SERVLET);
	}

}
