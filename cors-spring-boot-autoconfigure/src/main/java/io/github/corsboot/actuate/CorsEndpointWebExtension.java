package io.github.corsboot.actuate;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.MediaType;

/**
 * Adds {@code /rejections}, {@code /explain} and {@code /reload} to the endpoint.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = CorsEndpoint.class)
public final class CorsEndpointWebExtension {

	private static final String REJECTIONS = "rejections";

	private static final String EXPLAIN = "explain";

	private static final String RELOAD = "reload";

	private static final String DRY_RUN = "dryRun";

	private static final int UNPROCESSABLE = 422;

	private final CorsEndpoint endpoint;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 */
	public CorsEndpointWebExtension(CorsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return the endpoint as a page, to clients that prefer HTML to JSON.
	 * @return the page
	 */
	@ReadOperation(produces = MediaType.TEXT_HTML_VALUE + ";charset=UTF-8")
	public String page() {
		return CorsPage.html();
	}

	/**
	 * Return the policies and the recent rejections.
	 * @param scope {@code fleet} for the rejections of all instances, {@code instance} or
	 * nothing for those of this one
	 * @return status 200 and the description; 400 and an {@code error} in a sentence if
	 * the scope is another, or nothing is known of other instances
	 */
	@ReadOperation
	public WebEndpointResponse<Object> cors(@Nullable String scope) {
		return answer(() -> this.endpoint.cors(scope));
	}

	/**
	 * Return recent rejections, or an explanation. Actuator knows one operation for all
	 * paths of one element, so it has the parameters of both.
	 * @param view {@code rejections} or {@code explain}
	 * @param since for {@code rejections}: a time in ISO 8601, or a duration before now,
	 * such as {@code 15m}
	 * @param reason for {@code rejections}: the code of a reason
	 * @param origin an {@code Origin}; for {@code explain} that of the page
	 * @param path for {@code rejections}: the path, or its start
	 * @param limit for {@code rejections}: how many at most, by default 100
	 * @param id for {@code explain}: the ID of a rejection
	 * @param console for {@code explain}: a line of a browser's console, at most 4096
	 * characters
	 * @param url for {@code explain}: an absolute URL, or a path of the application
	 * @param method for {@code explain}: the method, by default {@code GET}
	 * @param headers for {@code explain}: names of headers, or names and values with a
	 * colon between; a text or a list. As a list alone, one value would be split at its
	 * commas
	 * @param credentials for {@code explain}: whether the script asks for credentials
	 * @param mode for {@code explain}: {@code cors}, {@code no-cors}, {@code navigate} or
	 * {@code websocket}
	 * @param scope for {@code rejections}: {@code instance} or nothing, since only this
	 * instance has them
	 * @return status 200 and what was asked for; 400 and an {@code error} in a sentence
	 * if a parameter is missing or wrong; 404 for another view
	 */
	@ReadOperation
	public WebEndpointResponse<Object> view(@Selector String view, @Nullable String since, @Nullable String reason,
			@Nullable String origin, @Nullable String path, @Nullable Integer limit, @Nullable String id,
			@Nullable String console, @Nullable String url, @Nullable String method, @Nullable Object headers,
			@Nullable Boolean credentials, @Nullable String mode, @Nullable String scope) {
		return switch (view) {
			case REJECTIONS -> answer(() -> Map.of(REJECTIONS,
					this.endpoint.rejections(new RejectionFilter(since, reason, origin, path, limit), scope)));
			case EXPLAIN -> answer(() -> this.endpoint
				.explain(new ExplainParameters(id, console, url, origin, method, texts(headers), credentials, mode)));
			default -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		};
	}

	private static List<String> texts(@Nullable Object value) {
		return (value instanceof Collection<?> values) ? values.stream().map(String::valueOf).toList()
				: (value != null) ? List.of(value.toString()) : List.of();
	}

	private static WebEndpointResponse<Object> answer(Supplier<Object> answer) {
		try {
			return new WebEndpointResponse<>(answer.get());
		}
		catch (IllegalArgumentException ex) {
			return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	/**
	 * Reload the policies, or say what a reload would change.
	 * @param view {@code reload}
	 * @param dryRun whether nothing is to be changed: {@code true}, or empty, or by
	 * default {@code false}. In a query also {@code dry-run}
	 * @return status 200 and what has changed, or would; 422 and a {@code failure} if the
	 * configuration is wrong or the policies cannot be reloaded, so that everything stays
	 * as it is; 400 and an {@code error} if {@code dryRun} is neither; 404 for another
	 * view
	 */
	@WriteOperation
	public WebEndpointResponse<Object> reload(@Selector String view, @Nullable String dryRun) {
		if (!view.equals(RELOAD)) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		try {
			ReloadDescriptor reload = this.endpoint.reload(isDryRun(dryRun));
			return new WebEndpointResponse<>(reload,
					(reload.failure() != null) ? UNPROCESSABLE : WebEndpointResponse.STATUS_OK);
		}
		catch (UnsupportedOperationException ex) {
			return new WebEndpointResponse<>(Map.of("failure", String.valueOf(ex.getMessage())), UNPROCESSABLE);
		}
		catch (IllegalArgumentException ex) {
			return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	private static boolean isDryRun(@Nullable String text) {
		if (text == null || text.equalsIgnoreCase("false")) {
			return false;
		}
		if (text.isEmpty() || text.equalsIgnoreCase("true")) {
			return true;
		}
		throw new IllegalArgumentException("'dry-run' has to be true or false");
	}

	/**
	 * Return the name that Actuator knows for a parameter. It can only be that of a
	 * variable.
	 * @param written the name as it is written in a query, such as {@code dry-run}
	 * @return the name of the parameter; {@code null} if a write operation has none like
	 * it, so that it is refused: whoever means a dry run must not reload. A name that
	 * begins with {@code _} is one of others, such as {@code _csrf}
	 */
	public static @Nullable String parameterName(String written) {
		return written.replaceAll("[-_]", "").equalsIgnoreCase(DRY_RUN) ? DRY_RUN
				: (written.isEmpty() || written.startsWith("_")) ? written : null;
	}

	/**
	 * Forget the rejections that are kept, and their groups. What was counted since the
	 * start stays.
	 * @param view {@code rejections}
	 * @return status 204, or 404 for another view
	 */
	@DeleteOperation
	public WebEndpointResponse<Void> clear(@Selector String view) {
		if (!view.equals(REJECTIONS)) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		this.endpoint.clear();
		return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
	}

}
