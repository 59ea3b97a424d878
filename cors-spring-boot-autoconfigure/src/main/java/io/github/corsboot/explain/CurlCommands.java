package io.github.corsboot.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.rejection.SafeText;

/**
 * Commands that send what a browser sends, for a POSIX shell. Values of headers that may
 * be secret are left out.
 */
final class CurlCommands {

	private static final int MAX_LENGTH = 4096;

	private CurlCommands() {
	}

	static List<String> of(BrowserFetch fetch) {
		List<String> commands = new ArrayList<>();
		if (fetch.needsPreflight()) {
			commands.add(command(fetch.preflight(), fetch.url()));
		}
		commands.add(command(fetch.actual(), fetch.url()));
		return commands;
	}

	private static String command(RehearsedRequest request, RequestUrl url) {
		StringBuilder command = new StringBuilder("curl -i -g --path-as-is");
		command.append(request.method().equals("HEAD") ? " --head" : " -X " + quote(request.method()));
		command.append(' ').append(quote(url.isRelative() ? "https://<server>" + url.shownPath() : url.withoutQuery()));
		for (Map.Entry<String, String> header : request.headers().entrySet()) {
			String line = header.getKey() + ": " + SafelistedHeaders.withoutSecret(header.getKey(), header.getValue());
			command.append(" -H ").append(quote(line));
		}
		return command.toString();
	}

	private static String quote(String text) {
		return "'" + SafeText.of(text, MAX_LENGTH).replace("'", "'\\''") + "'";
	}

}
