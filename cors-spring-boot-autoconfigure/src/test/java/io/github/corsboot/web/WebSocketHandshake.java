package io.github.corsboot.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;

import io.github.corsboot.rejection.CorsRejectionRepository;

import org.springframework.context.ApplicationContext;

/**
 * Opens WebSockets as a page does.
 */
final class WebSocketHandshake {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private WebSocketHandshake() {
	}

	/**
	 * Send a handshake.
	 * @param port the port on this machine
	 * @param path the path
	 * @param origin the origin of the page
	 * @return the status, 101 if the handshake is accepted
	 */
	static int send(int port, String path, String origin) {
		try {
			CLIENT.newWebSocketBuilder()
				.header("Origin", origin)
				.buildAsync(URI.create("ws://localhost:" + port + path), new WebSocket.Listener() {
				})
				.join()
				.abort();
			return 101;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof WebSocketHandshakeException refused) {
				return refused.getResponse().statusCode();
			}
			throw ex;
		}
	}

	/**
	 * Return kind, reason and origin of all rejections, the oldest first.
	 */
	static List<String> rejections(ApplicationContext context) {
		List<String> rejections = new ArrayList<>(context.getBean(CorsRejectionRepository.class)
			.findAll()
			.stream()
			.map((rejection) -> rejection.kind().code() + " " + rejection.reason().code() + " " + rejection.origin())
			.toList());
		Collections.reverse(rejections);
		return rejections;
	}

}
