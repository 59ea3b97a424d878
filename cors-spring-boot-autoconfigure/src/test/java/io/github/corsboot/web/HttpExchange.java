package io.github.corsboot.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Sends bytes as they are written here, which no HTTP client does: two {@code Origin}
 * lines, bytes that are no text, paths that are not normalized.
 */
public record HttpExchange(int status, List<String> headerLines, String body) {

	private static final int TIMEOUT = 10_000;

	/**
	 * Send a request.
	 * @param port the port on this machine
	 * @param requestLine method and target, such as {@code GET /data}
	 * @param headerLines the headers, except {@code Host} unless it is among them
	 * @return what came back
	 */
	public static HttpExchange send(int port, String requestLine, String... headerLines) {
		StringBuilder request = new StringBuilder(requestLine + " HTTP/1.1\r\n");
		if (Arrays.stream(headerLines).noneMatch((line) -> line.startsWith("Host:"))) {
			request.append("Host: localhost:").append(port).append("\r\n");
		}
		if (Arrays.stream(headerLines).noneMatch((line) -> line.startsWith("Connection:"))) {
			request.append("Connection: close\r\n");
		}
		for (String line : headerLines) {
			request.append(line).append("\r\n");
		}
		return exchange(port, request.append("\r\n").toString());
	}

	static HttpExchange sendBody(int port, String requestLine, String body, String... headerLines) {
		return exchange(port, requestLine + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n"
				+ "Content-Length: " + body.length() + "\r\n" + String.join("\r\n", headerLines) + "\r\n\r\n" + body);
	}

	private static HttpExchange exchange(int port, String request) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(TIMEOUT);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
		}
		catch (IOException ex) {
			throw new IllegalStateException("No answer to:\n" + request, ex);
		}
	}

	static HttpExchange parse(String response) {
		int end = response.indexOf("\r\n\r\n");
		if (end < 0) {
			throw new IllegalStateException("Not a response: '" + response + "'");
		}
		String[] lines = response.substring(0, end).split("\r\n", -1);
		HttpExchange exchange = new HttpExchange(Integer.parseInt(lines[0].substring(9, 12)),
				List.of(lines).subList(1, lines.length), response.substring(end + "\r\n\r\n".length()));
		return "chunked".equals(exchange.header("Transfer-Encoding"))
				? new HttpExchange(exchange.status, exchange.headerLines, dechunk(exchange.body)) : exchange;
	}

	private static String dechunk(String chunked) {
		StringBuilder body = new StringBuilder();
		int position = 0;
		while (true) {
			int line = chunked.indexOf("\r\n", position);
			if (line < 0) {
				// The server gave up in the middle.
				return body.toString();
			}
			int length = Integer.parseInt(chunked.substring(position, line), 16);
			if (length == 0) {
				return body.toString();
			}
			body.append(chunked, line + 2, line + 2 + length);
			position = line + 2 + length + 2;
		}
	}

	/**
	 * Return the values of a header, in the order of the lines.
	 */
	public List<String> headers(String name) {
		List<String> values = new ArrayList<>();
		String prefix = name.toLowerCase(Locale.ROOT) + ":";
		for (String line : this.headerLines) {
			if (line.toLowerCase(Locale.ROOT).startsWith(prefix)) {
				values.add(line.substring(prefix.length()).trim());
			}
		}
		return values;
	}

	/**
	 * Return the only value of a header.
	 */
	public String header(String name) {
		List<String> values = headers(name);
		if (values.size() > 1) {
			throw new IllegalStateException(name + " was sent more than once: " + values);
		}
		return values.isEmpty() ? null : values.get(0);
	}

	/**
	 * Return the names of all CORS headers, in lower case and sorted.
	 */
	public List<String> corsHeaderNames() {
		return this.headerLines.stream()
			.map((line) -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
			.filter((name) -> name.startsWith("access-control-"))
			.sorted()
			.toList();
	}

	/**
	 * Return the tokens of all {@code Vary} lines, in lower case, sorted, each once.
	 */
	public List<String> vary() {
		TreeSet<String> tokens = new TreeSet<>();
		for (String line : headers("Vary")) {
			for (String token : line.split(",", -1)) {
				tokens.add(token.trim().toLowerCase(Locale.ROOT));
			}
		}
		return List.copyOf(tokens);
	}

}
