package io.github.corsboot.browsers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * Serves the pages, under every name that leads here.
 */
final class PageServer implements AutoCloseable {

	static {
		// Otherwise each response takes 40 ms more.
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Script script;

	PageServer(Certificate certificate, Script script) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		if (certificate != null) {
			HttpsServer https = HttpsServer.create(address, 0);
			https.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
			this.server = https;
		}
		else {
			this.server = HttpServer.create(address, 0);
		}
		this.script = script;
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			switch (path) {
				case "/cases" -> send(exchange, "application/json",
						this.script.read(Place.valueOf(exchange.getRequestURI().getQuery())));
				case "/report" -> {
					this.script.report(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
					send(exchange, "text/plain", "taken");
				}
				case "/page.html", "/runner.js", "/worker.js" -> send(exchange,
						path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8", resource(path));
				default -> exchange.sendResponseHeaders(404, -1);
			}
		}
	}

	private static void send(HttpExchange exchange, String type, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.getResponseHeaders().set("Cache-Control", "no-store");
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	private static String resource(String path) throws IOException {
		try (InputStream resource = PageServer.class.getResourceAsStream("/browsers" + path)) {
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
