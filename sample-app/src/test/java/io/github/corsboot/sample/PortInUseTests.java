package io.github.corsboot.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Whichever of the three ports is in use, the report names it.
 */
@ExtendWith(OutputCaptureExtension.class)
class PortInUseTests {

	@ParameterizedTest
	@CsvSource({ "SERVLET, 0", "SERVLET, 1", "SERVLET, 2", "REACTIVE, 0", "REACTIVE, 1", "REACTIVE, 2" })
	void reportNamesThePort(WebApplicationType type, int index, CapturedOutput output) throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int[] ports = new int[3];
			ports[index] = socket.getLocalPort();
			assertThatException().isThrownBy(() -> CourseTests.run(type, ports[0], ports[1], ports[2]).close());
			assertThat(output).contains("APPLICATION FAILED TO START")
				.containsPattern("(?i)port " + ports[index] + "\\b");
		}
	}

}
