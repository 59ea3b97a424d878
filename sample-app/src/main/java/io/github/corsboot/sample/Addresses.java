package io.github.corsboot.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Where browsers find everything. Three ports make three origins, and three names do.
 */
@Component
class Addresses {

	private final Environment environment;

	private final SampleProperties sample;

	private final PagePorts ports;

	Addresses(Environment environment, SampleProperties sample, PagePorts ports) {
		this.environment = environment;
		this.sample = sample;
		this.ports = ports;
	}

	String api() {
		int port = this.environment.getRequiredProperty("local.server.port", Integer.class);
		return orLocalhost(this.sample.apiUrl(), port);
	}

	String allowedPage() {
		return orLocalhost(this.sample.allowedPageUrl(), this.ports.allowed());
	}

	String strangerPage() {
		return orLocalhost(this.sample.strangerPageUrl(), this.ports.stranger());
	}

	/**
	 * The domain of which the policy for orders has the sub-domains.
	 */
	String apexPage() {
		return "http://shop.localhost:" + this.ports.allowed();
	}

	private static String orLocalhost(@Nullable String url, int port) {
		return (url != null) ? url : "http://localhost:" + port;
	}

}
