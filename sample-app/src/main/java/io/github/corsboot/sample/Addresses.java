package io.github.corsboot.sample;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Where everything is served. Three ports make three origins.
 */
@Component
class Addresses {

	private final Environment environment;

	private final PagePorts ports;

	Addresses(Environment environment, PagePorts ports) {
		this.environment = environment;
		this.ports = ports;
	}

	String api() {
		return localhost(this.environment.getRequiredProperty("local.server.port", Integer.class));
	}

	String allowedPage() {
		return localhost(this.ports.allowed());
	}

	String strangerPage() {
		return localhost(this.ports.stranger());
	}

	private static String localhost(int port) {
		return "http://localhost:" + port;
	}

}
