package io.github.corsboot.mapping;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.util.StringUtils;

/**
 * The path of a request, within the application, in each form under which something in
 * the application may serve it. Servlet containers dispatch by the decoded and normalized
 * path, handler mappings match the parsed raw one, static resources are looked up by a
 * third. Whoever sends a request chooses the forms, so the policies of all of them have
 * to allow it: {@link PathPolicies#strictest}.
 *
 * @since 0.1.0
 */
public final class RequestedPath {

	/** Paths that have been decoded before: a second time would find another path. */
	private static final PathContainer.Options DECODED = PathContainer.Options.create('/', false);

	private final List<PathContainer> forms;

	private RequestedPath(@Nullable PathContainer... forms) {
		this.forms = Arrays.stream(forms).filter(Objects::nonNull).toList();
	}

	/**
	 * Return a form without the slash at its end, under which a static resource may be
	 * served.
	 */
	static @Nullable PathContainer withoutTrailingSlash(PathContainer form) {
		return endsWithSlash(form.value()) ? form.subPath(0, form.elements().size() - 1) : null;
	}

	static boolean endsWithSlash(String path) {
		return path.length() > 1 && path.charAt(path.length() - 1) == '/';
	}

	/**
	 * Return whether a raw path has more than one form. Without {@code %}, {@code ;},
	 * {@code //}, {@code /.} and {@code \} all forms are equal. A slash at the end is the
	 * matter of {@link PolicyMapping}.
	 * @param rawPath the path as it was sent
	 * @return whether it has to be decoded or normalized
	 */
	public static boolean hasSeveralForms(String rawPath) {
		char previous = 0;
		for (int i = 0; i < rawPath.length(); i++) {
			char c = rawPath.charAt(i);
			if (c == '%' || c == ';' || c == '\\' || (previous == '/' && (c == '/' || c == '.'))) {
				return true;
			}
			previous = c;
		}
		return false;
	}

	/**
	 * Return a path that needs no decoding.
	 * @param path the path, which {@linkplain #hasSeveralForms needs no decoding}
	 * @return the path
	 */
	public static RequestedPath of(String path) {
		return new RequestedPath(PathContainer.parsePath(path, DECODED));
	}

	/**
	 * Return a path from what a servlet container dispatched by.
	 * @param dispatchedPath the servlet path and path info, decoded and normalized
	 * @param rawPath the raw path within the application, parsed; {@code null} if it
	 * cannot be parsed
	 * @return the path
	 */
	public static RequestedPath of(String dispatchedPath, @Nullable PathContainer rawPath) {
		PathContainer normalized = (rawPath != null) ? normalize(rawPath) : null;
		return new RequestedPath(PathContainer.parsePath(dispatchedPath, DECODED), rawPath,
				(normalized != null && normalized.value().equals(dispatchedPath)) ? null : normalized);
	}

	/**
	 * Return a path from its raw form alone, from which the normalized form is derived.
	 * @param rawPath the raw path within the application, parsed
	 * @return the path
	 */
	public static RequestedPath of(PathContainer rawPath) {
		return new RequestedPath(rawPath, normalize(rawPath));
	}

	private static @Nullable PathContainer normalize(PathContainer rawPath) {
		String normalized = normalize(rawPath.value());
		return (normalized != null) ? PathContainer.parsePath(normalized, DECODED) : null;
	}

	/**
	 * Return a raw path without {@code ;} parameters, for logs and the endpoint.
	 * @param rawPath the path as it was sent
	 * @return the path without parameters
	 */
	public static String withoutParameters(String rawPath) {
		int semicolon = rawPath.indexOf(';');
		if (semicolon < 0) {
			return rawPath;
		}
		StringBuilder path = new StringBuilder(rawPath.length());
		int start = 0;
		while (semicolon >= 0) {
			path.append(rawPath, start, semicolon);
			int slash = rawPath.indexOf('/', semicolon);
			start = (slash >= 0) ? slash : rawPath.length();
			semicolon = rawPath.indexOf(';', start);
		}
		return path.append(rawPath, start, rawPath.length()).toString();
	}

	/**
	 * Return whether a raw path may be dispatched to another path, or below it, which
	 * costs other requests next to nothing.
	 * @param rawPath the path as it was sent
	 * @param path a path, decoded and without parameters
	 * @return {@code false} only if it is dispatched elsewhere
	 */
	public static boolean mayLeadTo(String rawPath, String path) {
		return rawPath.contains(path) || rawPath.indexOf(';') >= 0 || rawPath.indexOf('%') >= 0
				|| rawPath.contains("//") || rawPath.contains("/.");
	}

	/**
	 * Return a raw path as a server dispatches by it.
	 * @param rawPath the path as it was sent
	 * @return the path decoded and normalized, without parameters; as it was sent if it
	 * cannot be decoded
	 */
	public static String dispatched(String rawPath) {
		return Objects.requireNonNullElse(normalize(rawPath), rawPath);
	}

	/**
	 * Do what the lookup of a static resource does with a raw path, and what an
	 * {@code AntPathMatcher} does where the container lets an encoded slash pass.
	 */
	private static @Nullable String normalize(String rawPath) {
		String decoded;
		try {
			decoded = StringUtils.uriDecode(withoutParameters(rawPath), StandardCharsets.UTF_8).replace('\\', '/');
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
		Deque<String> segments = new ArrayDeque<>();
		for (String segment : StringUtils.delimitedListToStringArray(decoded, "/")) {
			if (segment.equals("..")) {
				segments.pollLast();
			}
			else if (!segment.isEmpty() && !segment.equals(".")) {
				segments.addLast(segment);
			}
		}
		String path = "/" + String.join("/", segments);
		return (decoded.endsWith("/") && path.length() > 1) ? path + "/" : path;
	}

	/**
	 * Return the forms.
	 * @return at least one
	 */
	List<PathContainer> forms() {
		return this.forms;
	}

}
