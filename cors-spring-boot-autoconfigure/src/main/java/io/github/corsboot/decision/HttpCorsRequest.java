package io.github.corsboot.decision;

import java.util.Objects;

import io.github.corsboot.policy.CorsRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request of a web stack. Keeps the headers that several checks read.
 *
 * @since 0.1.0
 */
public abstract class HttpCorsRequest implements CorsRequest {

	private final @Nullable String origin;

	private @Nullable String fetchSite;

	private @Nullable String fetchMode;

	/**
	 * Create a view of a request.
	 * @param origin the value of {@code Origin}, or {@code null} if there is none
	 */
	protected HttpCorsRequest(@Nullable String origin) {
		this.origin = origin;
	}

	@Override
	public final @Nullable String origin() {
		return this.origin;
	}

	@Override
	public final String fetchSite() {
		if (this.fetchSite == null) {
			this.fetchSite = fetchMetadata("Sec-Fetch-Site");
		}
		return this.fetchSite;
	}

	@Override
	public final String fetchMode() {
		if (this.fetchMode == null) {
			this.fetchMode = fetchMetadata("Sec-Fetch-Mode");
		}
		return this.fetchMode;
	}

	private String fetchMetadata(String name) {
		String first = firstLine(name);
		// With these values no request passes, so further lines do not matter.
		boolean enough = first == null || first.equals("cors") || first.equals("cross-site");
		return Objects.requireNonNullElse(enough ? first : header(name), "");
	}

	/**
	 * Return the first line of a header.
	 * @param name the name, in any case
	 * @return the line, or {@code null} if there is none
	 */
	protected abstract @Nullable String firstLine(String name);

}
