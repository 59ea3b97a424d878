package io.github.corsboot.rejection;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Origins that are not those of web sites, but of applications with a browser inside and
 * of extensions of browsers.
 *
 * @since 0.1.0
 */
public enum ApplicationOrigin {

	/** Capacitor on iOS. */
	CAPACITOR_IOS("capacitor://localhost", Text.SHARED, "Capacitor on iOS"),

	/** Capacitor on Android. */
	CAPACITOR_ANDROID("https://localhost", Text.SHARED, "Capacitor on Android, and of pages on the user's own machine"),

	/** Capacitor and Ionic on Android, if they are told to use http. */
	CAPACITOR_ANDROID_HTTP("http://localhost", Text.SHARED,
			"Capacitor or Ionic on Android that uses http, and of pages on the user's own machine"),

	/** Older versions of Ionic. */
	IONIC("ionic://localhost", Text.SHARED, "older versions of Ionic"),

	/** Tauri on macOS, Linux and iOS. */
	TAURI("tauri://localhost", Text.SHARED, "Tauri on macOS, Linux and iOS"),

	/** Tauri on Windows and Android. */
	TAURI_WINDOWS("http://tauri.localhost", Text.SHARED, "Tauri on Windows and Android"),

	/** Electron and Cordova, and files on a disk. */
	FILE("file://*", Text.SHARED, "Electron and Cordova, and of pages that are opened from a disk"),

	/** Cordova. */
	CONTENT("content://*", Text.SHARED, "Cordova"),

	/** Electron. */
	ELECTRON("app://*", Text.OWN, "Electron"),

	/** Extensions of Chrome. */
	CHROME_EXTENSION("chrome-extension://*",
			"It is the origin of an extension of Chrome: the host is the ID of the "
					+ "extension, the same for all users."),

	/** Extensions of Firefox. */
	FIREFOX_EXTENSION("moz-extension://*",
			"It is the origin of an extension of Firefox: each installation has another "
					+ "host, so that no list of origins contains it."),

	/** Extensions of Safari. */
	SAFARI_EXTENSION("safari-web-extension://*", "It is the origin of an extension of Safari.");

	private final String pattern;

	private final String description;

	ApplicationOrigin(String pattern, String text, String applications) {
		this(pattern, text.formatted(applications));
	}

	ApplicationOrigin(String pattern, String description) {
		this.pattern = pattern;
		this.description = description;
	}

	/**
	 * Return what is known of an origin.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return a sentence, or {@code null} if it is not one of these
	 */
	public static @Nullable String describe(String origin) {
		return Arrays.stream(values())
			.filter((application) -> application.matches(origin))
			.findFirst()
			.map((application) -> application.description)
			.orElse(null);
	}

	private boolean matches(String origin) {
		return this.pattern.endsWith("*") ? origin.startsWith(this.pattern.substring(0, this.pattern.length() - 1))
				: origin.equals(this.pattern);
	}

	/** Constants that constructors may refer to. */
	private static final class Text {

		static final String SHARED = "It is the origin of every application with %s, not only of yours.";

		static final String OWN = "It is the origin of an application with %s: others may have the same.";

	}

}
