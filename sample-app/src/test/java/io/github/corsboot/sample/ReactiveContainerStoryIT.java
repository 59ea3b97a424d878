package io.github.corsboot.sample;

import org.springframework.boot.WebApplicationType;

/**
 * The story between hosts, with the sample as a reactive application.
 */
class ReactiveContainerStoryIT extends AbstractContainerStoryIT {

	ReactiveContainerStoryIT() {
		super(WebApplicationType.REACTIVE);
	}

}
