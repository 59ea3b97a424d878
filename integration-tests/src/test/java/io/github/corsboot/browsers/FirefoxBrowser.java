package io.github.corsboot.browsers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * A Firefox that is asked for its console by WebDriver BiDi.
 *
 * @see <a href="https://w3c.github.io/webdriver-bidi/">WebDriver BiDi</a>
 */
final class FirefoxBrowser extends ProcessBrowser implements Viewer, WebSocket.Listener {

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final String LISTENS = "WebDriver BiDi listening on ";

	private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

	private final StringBuilder received = new StringBuilder();

	private final WebSocket socket;

	private final String context;

	private int commands;

	FirefoxBrowser(List<String> command, Path folder, String url) throws IOException {
		super(command, folder, LISTENS);
		await().atMost(Duration.ofSeconds(30)).until(() -> !super.console().isEmpty());
		String line = super.console().get(0);
		String address = line.substring(line.indexOf(LISTENS) + LISTENS.length()).strip() + "/session";
		this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(address), this).join();
		send("session.new", """
				{"capabilities": {"alwaysMatch": {"acceptInsecureCerts": true}}}""");
		send("session.subscribe", """
				{"events": ["log.entryAdded"]}""");
		this.context = send("browsingContext.getTree", "{}").at("/contexts/0/context").asString();
		open(url);
	}

	@Override
	public void open(String url) {
		send("browsingContext.navigate", """
				{"context": "%s", "url": "%s", "wait": "none"}""".formatted(this.context, url));
	}

	@Override
	public String evaluate(String expression) {
		return send("script.evaluate", MAPPER.writeValueAsString(Map.of("expression",
				"JSON.stringify(" + expression + ")", "target", Map.of("context", this.context), "awaitPromise", true)))
			.at("/result/value")
			.asString("");
	}

	private JsonNode send(String method, String parameters) {
		int id = ++this.commands;
		this.socket.sendText("{\"id\": %d, \"method\": \"%s\", \"params\": %s}".formatted(id, method, parameters), true)
			.join();
		await().atMost(Duration.ofSeconds(20)).until(() -> answer(id) != null);
		JsonNode answer = answer(id);
		if (answer == null || !answer.path("type").asString().equals("success")) {
			throw new IllegalStateException(method + " was answered by " + answer);
		}
		return answer.path("result");
	}

	private JsonNode answer(int id) {
		return this.messages.stream().filter((message) -> message.path("id").asInt(0) == id).findFirst().orElse(null);
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.received.append(data);
		if (last) {
			this.messages.add(MAPPER.readTree(this.received.toString()));
			this.received.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public List<String> console() {
		return this.messages.stream()
			.filter((message) -> message.path("method").asString("").equals("log.entryAdded"))
			.map((message) -> message.at("/params/text").asString())
			.toList();
	}

}
