package io.github.corsboot.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A service behind a gateway that has CORS of its own, which is open to everyone.
 */
final class Backend implements AutoCloseable {

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	Backend() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
		exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
		exchange.getResponseHeaders().add("Access-Control-Allow-Methods", "GET");
		exchange.getResponseHeaders().add("Access-Control-Expose-Headers", "X-Backend");
		exchange.getResponseHeaders().add("Vary", "Accept-Encoding");
		exchange.getResponseHeaders().add("Vary", "Accept-Language");
		exchange.getResponseHeaders().add("X-Backend", "true");
		byte[] body = "backend".getBytes(StandardCharsets.US_ASCII);
		exchange.sendResponseHeaders(exchange.getRequestURI().getPath().endsWith("/teapot") ? 418 : 200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	String uri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Return the requests that arrived since the last call.
	 */
	List<String> takeRequests() {
		List<String> taken = List.copyOf(this.requests);
		this.requests.clear();
		return taken;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
