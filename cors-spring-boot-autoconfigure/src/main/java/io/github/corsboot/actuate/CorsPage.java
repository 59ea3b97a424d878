package io.github.corsboot.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * The page that shows the endpoint in a browser: one document, with its style and script
 * inside, that asks the endpoint for its JSON. It contains nothing of the application.
 *
 * @since 0.1.0
 */
public final class CorsPage {

	private static final String STYLE = read("page.css");

	private static final String SCRIPT = read("page.js");

	/** Only the style and the script inside may be used. */
	private static final String POLICY = "default-src 'none'; style-src '" + hash(STYLE) + "'; script-src '"
			+ hash(SCRIPT) + "'; connect-src 'self'; base-uri 'none'; form-action 'none'";

	private static final String HTML = read("page.html").replace("<!-- content-security-policy -->", POLICY)
		.replace("/* page.css */", STYLE)
		.replace("/* page.js */", SCRIPT);

	private static final Map<String, String> HEADERS = Map.of("Content-Security-Policy",
			POLICY + "; frame-ancestors 'none'", "Cache-Control", "no-store", "X-Content-Type-Options", "nosniff",
			"Referrer-Policy", "no-referrer");

	private CorsPage() {
	}

	/**
	 * Return the headers that the page needs beside its own meta elements, such as that
	 * nobody may show it in a frame. They do no harm to the JSON.
	 * @return the values by name
	 */
	public static Map<String, String> headers() {
		return HEADERS;
	}

	static String html() {
		return HTML;
	}

	private static String read(String name) {
		try (InputStream resource = CorsPage.class.getResourceAsStream(name)) {
			if (resource == null) {
				throw new IllegalStateException("There is no " + name);
			}
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the hash by which a policy allows an element.
	 * @see <a href="https://www.w3.org/TR/CSP3/#match-element-to-source-list">Content
	 * Security Policy, does element match source list</a>
	 */
	private static String hash(String content) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
