package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.util.pattern.PathPattern;

/**
 * All handler methods with {@code @CrossOrigin}.
 *
 * @param <M> the type of their mapping conditions
 * @since 0.1.0
 */
public final class AnnotatedHandlers<M> {

	private final Map<HandlerMethod, AnnotatedHandler> byMethod = new HashMap<>();

	private final List<Entry<M>> entries = new ArrayList<>();

	private final Set<HandlerMethod> nuanced = new HashSet<>();

	private final Set<String> literalPaths = new HashSet<>();

	private final List<Wildcard> wildcards = new ArrayList<>();

	private boolean anyPath;

	/**
	 * Add a handler method.
	 * @param method the handler method
	 * @param mapping its conditions
	 * @param paths the paths that it is mapped to, as the handler mapping sees them, or
	 * {@code null} if they are not path patterns, or not case-sensitive
	 * @param handler what its annotation says
	 */
	public void add(HandlerMethod method, M mapping, @Nullable Collection<PathPattern> paths,
			AnnotatedHandler handler) {
		this.byMethod.put(method, handler);
		this.entries.add(new Entry<>(mapping, handler));
		if (paths == null) {
			this.anyPath = true;
			return;
		}
		for (PathPattern path : paths) {
			if (isLiteral(path)) {
				this.literalPaths.add(path.getPatternString());
			}
			else {
				this.wildcards.add(new Wildcard(path));
			}
		}
	}

	/**
	 * Add that a preflight does not tell whether the request that follows is mapped to a
	 * handler method, annotated or not, for it does not carry the headers that decide.
	 * @param method the handler method
	 */
	public void addNuanced(HandlerMethod method) {
		this.nuanced.add(method);
	}

	/**
	 * Return whether a pattern matches nothing but its own text.
	 */
	private static boolean isLiteral(PathPattern pattern) {
		String text = pattern.getPatternString();
		return literalStart(text).length() == text.length() && text.startsWith("/")
				&& !pattern.matches(PathContainer.parsePath(text + "/"));
	}

	private static String literalStart(String pattern) {
		int end = 0;
		while (end < pattern.length() && "*?{\\%".indexOf(pattern.charAt(end)) < 0) {
			end++;
		}
		return pattern.substring(0, end);
	}

	/**
	 * Return whether no handler method is annotated.
	 * @return whether there is nothing to look for
	 */
	public boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Return all handlers.
	 * @return the handlers
	 */
	public List<AnnotatedHandler> all() {
		return this.entries.stream().map(Entry::handler).toList();
	}

	/**
	 * Return whether a path may lead to an annotated handler method. Allocates nothing,
	 * and only compares how the path starts.
	 * @param path the path as the handler mapping sees it
	 * @return whether it is worth the while to parse it
	 */
	public boolean mayMatch(String path) {
		if (this.anyPath || RequestedPath.hasSeveralForms(path) || this.literalPaths.contains(path)) {
			return true;
		}
		for (int i = 0; i < this.wildcards.size(); i++) {
			if (path.startsWith(this.wildcards.get(i).start())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether a path leads to an annotated handler method, if there is no better
	 * one.
	 * @param path the path as the handler mapping sees it
	 * @return whether the handler has to be looked up
	 */
	public boolean matches(PathContainer path) {
		return this.anyPath || this.literalPaths.contains(path.value())
				|| this.wildcards.stream().anyMatch((wildcard) -> wildcard.pattern().matches(path))
				|| (RequestedPath.hasSeveralForms(path.value()) && matchesDecoded(path));
	}

	/** A literal pattern matches the segments of a path decoded, without parameters. */
	private boolean matchesDecoded(PathContainer path) {
		StringBuilder decoded = new StringBuilder();
		path.elements()
			.forEach((element) -> decoded.append(
					(element instanceof PathContainer.PathSegment segment) ? segment.valueToMatch() : element.value()));
		return this.literalPaths.contains(decoded.toString());
	}

	/**
	 * Return the handler of a request.
	 * @param best the handler method that the request is mapped to, or anything else that
	 * it is mapped to
	 * @return the handler, or nothing if it is not annotated
	 */
	public List<AnnotatedHandler> find(@Nullable Object best) {
		AnnotatedHandler handler = (best instanceof HandlerMethod) ? this.byMethod.get(best) : null;
		return (handler != null) ? List.of(handler) : List.of();
	}

	/**
	 * Return the handlers that the request after a preflight may reach.
	 * @param best the handler method that the preflight is mapped to, {@code null} if
	 * there are several
	 * @param matches whether the preflight matches the conditions of a mapping
	 * @return the handlers, possibly none
	 */
	public List<AnnotatedHandler> find(@Nullable Object best, Predicate<M> matches) {
		if (best != null && !this.nuanced.contains(best)) {
			return find(best);
		}
		return this.entries.stream()
			.filter((entry) -> matches.test(entry.mapping()))
			.map(Entry::handler)
			.distinct()
			.toList();
	}

	private record Wildcard(PathPattern pattern, String start) {

		Wildcard(PathPattern pattern) {
			this(pattern, literalStart(pattern.getPatternString()));
		}

	}

	private record Entry<M>(M mapping, AnnotatedHandler handler) {
	}

}
