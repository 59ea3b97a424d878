package io.github.corsboot.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who cancels a request does not wait for its response, so that nothing is blocked.
 */
class CancelledRequestTests {

	private static final CountDownLatch SUBSCRIBED = new CountDownLatch(1);

	private static final CountDownLatch CANCELLED = new CountDownLatch(1);

	@Test
	void requestThatIsCancelledIsNotRecorded() throws IOException, InterruptedException {
		try (TestServer server = TestServer.Kind.NETTY.start(new Class<?>[] { NeverController.class })) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
				socket.getOutputStream()
					.write("GET /uncovered/never HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.test\r\n\r\n"
						.getBytes(StandardCharsets.US_ASCII));
				assertThat(SUBSCRIBED.await(10, TimeUnit.SECONDS)).isTrue();
			}
			assertThat(CANCELLED.await(10, TimeUnit.SECONDS)).isTrue();
			server.send("GET /uncovered/data", "Origin: https://next.test");
			CorsRejections rejections = server.context().getBean(CorsRejections.class);
			await().atMost(Duration.ofSeconds(5)).until(() -> !rejections.recent().isEmpty());
			assertThat(rejections.recent()).extracting(CorsRejection::origin).containsExactly("https://next.test");
		}
	}

	@RestController
	static class NeverController {

		@GetMapping("/uncovered/never")
		Mono<String> never() {
			return Mono.<String>never()
				.doOnSubscribe((subscription) -> SUBSCRIBED.countDown())
				.doOnCancel(CANCELLED::countDown);
		}

	}

}
