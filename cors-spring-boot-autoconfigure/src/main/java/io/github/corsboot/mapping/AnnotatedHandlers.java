package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Rejected;
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

	private final List<Entry<M>> entries = new ArrayList<>();

	private final Map<HandlerMethod, List<Entry<M>>> byMethod = new HashMap<>();

	private final Map<String, List<Entry<M>>> byLiteralPath = new HashMap<>();

	private final List<Wildcard<M>> byWildcard = new ArrayList<>();

	private final List<Entry<M>> byAnyPath = new ArrayList<>();

	private final Set<HandlerMethod> nuanced = new HashSet<>();

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
		Entry<M> entry = new Entry<>(mapping, handler);
		this.entries.add(entry);
		this.byMethod.computeIfAbsent(method, (key) -> new ArrayList<>()).add(entry);
		if (paths == null) {
			this.byAnyPath.add(entry);
			return;
		}
		for (PathPattern path : paths) {
			if (isLiteral(path)) {
				this.byLiteralPath.computeIfAbsent(path.getPatternString(), (key) -> new ArrayList<>()).add(entry);
			}
			else {
				this.byWildcard.add(new Wildcard<>(path, literalStart(path.getPatternString()), entry));
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
		if (!this.byAnyPath.isEmpty() || RequestedPath.hasSeveralForms(path) || this.byLiteralPath.containsKey(path)) {
			return true;
		}
		for (int i = 0; i < this.byWildcard.size(); i++) {
			if (path.startsWith(this.byWildcard.get(i).start())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Find handlers by the path alone, if no annotation could change a decision.
	 * @param path the path as the handler mapping sees it
	 * @param decision what the policy alone decides
	 * @param origin the {@code Origin} of the request
	 * @return nothing, or the handlers to be named in a refusal; {@code null} if the
	 * handler has to be looked up
	 */
	public @Nullable FoundHandlers findByPath(PathContainer path, CorsDecision decision, String origin) {
		List<AnnotatedHandler> handlers = matching(path).map(Entry::handler).distinct().toList();
		if (handlers.stream().anyMatch((handler) -> handler.mayChange(decision, origin))) {
			return null;
		}
		return (decision instanceof Rejected) ? FoundHandlers.of(handlers, true) : FoundHandlers.NONE;
	}

	private Stream<Entry<M>> matching(PathContainer path) {
		Stream<Entry<M>> literal = this.byLiteralPath.getOrDefault(decode(path), List.of()).stream();
		Stream<Entry<M>> wildcard = this.byWildcard.stream()
			.filter((candidate) -> candidate.pattern().matches(path))
			.map(Wildcard::entry);
		return Stream.concat(Stream.concat(this.byAnyPath.stream(), literal), wildcard);
	}

	/** A literal pattern matches the segments of a path decoded, without parameters. */
	private static String decode(PathContainer path) {
		if (!RequestedPath.hasSeveralForms(path.value())) {
			return path.value();
		}
		StringBuilder decoded = new StringBuilder();
		path.elements()
			.forEach((element) -> decoded.append(
					(element instanceof PathContainer.PathSegment segment) ? segment.valueToMatch() : element.value()));
		return decoded.toString();
	}

	/**
	 * Return the handler of a request that is no preflight.
	 * @param handler what the request is mapped to
	 * @param matches whether the request matches the conditions of a mapping
	 * @return the handler, or nothing if it is not annotated
	 */
	public FoundHandlers find(@Nullable Object handler, Predicate<M> matches) {
		if (!(handler instanceof HandlerMethod method)) {
			return FoundHandlers.NONE;
		}
		HandlerMethod original = method.getResolvedFromHandlerMethod();
		List<Entry<M>> mapped = this.byMethod.getOrDefault((original != null) ? original : method, List.of());
		return FoundHandlers.of(mapped.stream()
			.filter((entry) -> mapped.size() == 1 || matches.test(entry.mapping()))
			.limit(1)
			.map(Entry::handler)
			.toList(), false);
	}

	/**
	 * Return the handlers that the request after a preflight may reach.
	 * @param best the handler method that the preflight is mapped to, {@code null} if
	 * there are several with annotations
	 * @param matches whether the preflight matches the conditions of a mapping
	 * @return the handlers, possibly none
	 */
	public FoundHandlers findForPreflight(@Nullable Object best, Predicate<M> matches) {
		if (best != null && !this.nuanced.contains(best)) {
			return find(best, matches);
		}
		return FoundHandlers.of(this.entries.stream()
			.filter((entry) -> matches.test(entry.mapping()))
			.map(Entry::handler)
			.distinct()
			.toList(), best != null);
	}

	private record Wildcard<M>(PathPattern pattern, String start, Entry<M> entry) {
	}

	private record Entry<M>(M mapping, AnnotatedHandler handler) {
	}

}
