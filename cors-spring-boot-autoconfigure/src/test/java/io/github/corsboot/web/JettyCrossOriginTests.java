package io.github.corsboot.web;

import org.springframework.boot.WebApplicationType;

/**
 * {@code @CrossOrigin} in a servlet application on Jetty.
 */
class JettyCrossOriginTests extends AbstractCrossOriginTests {

	JettyCrossOriginTests() {
		super(WebApplicationType.SERVLET, TestServer.JettyConfiguration.class);
	}

}
