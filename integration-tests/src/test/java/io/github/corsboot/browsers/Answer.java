package io.github.corsboot.browsers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.core.io.ClassPathResource;

/**
 * What the application answers.
 *
 * @param status the status
 * @param body the body; if it is empty, the number of requests of the case that have
 * reached a handler, so that what comes out of a cache can be told
 * @param headers the headers; the name of a {@link Place} in braces stands for its origin
 */
record Answer(int status, String body, Map<String, String> headers) {

	static final Answer OK = new Answer(200, "", Map.of("Content-Type", "text/plain"));

	static Answer of(String type, String body) {
		return new Answer(200, body, Map.of("Content-Type", type));
	}

	static Answer redirect(Place place, String path) {
		return redirect("{" + place + "}" + path);
	}

	static Answer redirect(String location) {
		return OK.status(302).header("Location", location);
	}

	/**
	 * Return the bytes of the body, which can be written in Base64 or stand in a file.
	 */
	byte[] bytes() throws IOException {
		if (this.body.startsWith("file:")) {
			return new ClassPathResource("browsers/" + this.body.substring("file:".length())).getContentAsByteArray();
		}
		return this.body.startsWith("base64:") ? Base64.getDecoder().decode(this.body.substring("base64:".length()))
				: this.body.getBytes(StandardCharsets.UTF_8);
	}

	Answer status(int status) {
		return new Answer(status, this.body, this.headers);
	}

	Answer header(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(name, value);
		return new Answer(this.status, this.body, headers);
	}

}
