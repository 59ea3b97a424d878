package io.github.corsboot.sample;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.EventListener;

/**
 * Starts everything: on Tomcat, or with
 * {@code --spring.main.web-application-type=reactive} on Netty.
 */
@SpringBootApplication
@EnableConfigurationProperties(SampleProperties.class)
public class SampleApplication {

	private static final Log logger = LogFactory.getLog(SampleApplication.class);

	private final Addresses addresses;

	SampleApplication(Addresses addresses) {
		this.addresses = addresses;
	}

	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

	@EventListener(ApplicationReadyEvent.class)
	void tell() {
		logger.info("Open " + this.addresses.allowedPage() + " and, as a stranger, " + this.addresses.strangerPage());
	}

}
