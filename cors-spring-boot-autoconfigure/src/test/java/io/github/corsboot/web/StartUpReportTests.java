package io.github.corsboot.web;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of what is printed when an application does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpReportTests {

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
	void mistakeIsPrintedOnceBeforeAServerIsThere(TestServer.Kind kind, CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> kind.start(new Class<?>[0], "--cors.allowed-origins=https://*example.com",
					"--logging.level.root=info", "--cors.policies.x.paths=x"));
		assertThat(output).containsOnlyOnce("APPLICATION FAILED TO START")
			.containsOnlyOnce("'https://*example.com' is invalid at position 8")
			.containsOnlyOnce("    cors.allowed-origins=https://*.example.com")
			.doesNotContain("Starting Servlet engine", "jetty-", "Error starting Tomcat");
	}

}
