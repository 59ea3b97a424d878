package io.github.corsboot.annotation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.corsboot.mapping.PatternText;
import io.github.corsboot.mapping.RequestedPath;
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

	/** All handler methods, annotated or not, by the handler mapping that has them. */
	private final Map<Object, List<MappedMethod<M>>> byMapping = new HashMap<>();

	/**
	 * Add a handler method.
	 * @param handlerMapping the handler mapping that has the method
	 * @param method the handler method and its conditions
	 * @param comparable whether its paths can be compared as strings
	 */
	public void add(Object handlerMapping, MappedMethod<M> method, boolean comparable) {
		List<MappedMethod<M>> ofMapping = this.byMapping.get(handlerMapping);
		if (ofMapping == null) {
			ofMapping = new ArrayList<>();
			this.byMapping.put(handlerMapping, ofMapping);
		}
		ofMapping.add(method);
		AnnotatedHandler handler = method.handler();
		if (handler == null) {
			return;
		}
		Entry<M> entry = new Entry<>(method.mapping(), handler);
		this.entries.add(entry);
		this.byMethod.computeIfAbsent(method.method(), (key) -> new ArrayList<>()).add(entry);
		Collection<PathPattern> paths = method.paths();
		if (paths == null || !comparable) {
			this.byAnyPath.add(entry);
			return;
		}
		for (PathPattern path : paths) {
			if (isLiteral(path)) {
				this.byLiteralPath.computeIfAbsent(path.getPatternString(), (key) -> new ArrayList<>()).add(entry);
			}
			else {
				this.byWildcard
					.add(new Wildcard<>(path, new PatternText(path.getPatternString()).literalStart(), entry));
			}
		}
	}

	/**
	 * Return whether a pattern matches nothing but its own text.
	 */
	private static boolean isLiteral(PathPattern pattern) {
		String text = pattern.getPatternString();
		return new PatternText(text).isLiteral() && text.startsWith("/")
				&& !pattern.matches(PathContainer.parsePath(text + "/"));
	}

	/**
	 * Return whether no handler method is annotated.
	 * @return whether there is nothing to look for
	 */
	public boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Return all annotated handlers.
	 * @return the handlers
	 */
	public List<AnnotatedHandler> all() {
		List<AnnotatedHandler> all = new ArrayList<>(this.entries.size());
		for (Entry<M> entry : this.entries) {
			all.add(entry.handler());
		}
		return List.copyOf(all);
	}

	/**
	 * Return whether a path may lead to an annotated handler method: a cheap check by its
	 * start, which allocates nothing.
	 * @param path the path as the handler mapping sees it
	 * @return whether the path has to be parsed
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
		FoundHandlers found = FoundHandlers.of(matching(path).map(Entry::handler).distinct().toList(), true);
		if (!found.orNoneIfIrrelevant(decision, origin).isEmpty()) {
			return null;
		}
		return (decision instanceof Rejected) ? found : FoundHandlers.NONE;
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
	 * Return the handler of a request that is not a preflight.
	 * @param handler the handler that the request is mapped to
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
	 * Find the handlers of a handler mapping that the request after a preflight may
	 * reach. A preflight shows only its path and method. So every handler for these is a
	 * candidate, in order, up to the first without further conditions.
	 * @param handlerMapping the handler mapping
	 * @param path the path as the handler mapping sees it
	 * @param method the method that the preflight asks for
	 * @param matches whether the preflight matches the conditions of a mapping that has
	 * no path patterns
	 * @return the handlers, possibly none; {@code null} if nothing in the handler mapping
	 * has path and method
	 */
	public @Nullable FoundHandlers findForPreflight(Object handlerMapping, PathContainer path, String method,
			Predicate<M> matches) {
		List<Match<M>> candidates = new ArrayList<>();
		for (MappedMethod<M> candidate : this.byMapping.getOrDefault(handlerMapping, List.of())) {
			Match<M> match = candidate.allows(method) ? match(candidate, path, matches) : null;
			if (match != null) {
				candidates.add(match);
			}
		}
		if (candidates.isEmpty()) {
			return null;
		}
		candidates.sort(Match::compareTo);
		Set<AnnotatedHandler> found = new LinkedHashSet<>();
		boolean mayBeUnannotated = false;
		Match<M> last = null;
		for (Match<M> candidate : candidates) {
			if (last != null && last.compareTo(candidate) < 0) {
				break;
			}
			AnnotatedHandler handler = candidate.method().handler();
			if (handler != null) {
				found.add(handler);
			}
			mayBeUnannotated = mayBeUnannotated || handler == null;
			last = candidate.method().conditional() ? last : candidate;
		}
		return FoundHandlers.of(List.copyOf(found), mayBeUnannotated);
	}

	private static <M> @Nullable Match<M> match(MappedMethod<M> method, PathContainer path, Predicate<M> matches) {
		Collection<PathPattern> paths = method.paths();
		if (paths == null) {
			return matches.test(method.mapping()) ? new Match<>(method, null) : null;
		}
		return paths.stream()
			.filter((pattern) -> pattern.matches(path))
			.min(PathPattern.SPECIFICITY_COMPARATOR)
			.map((pattern) -> new Match<>(method, pattern))
			.orElse(null);
	}

	/**
	 * A handler method and its mapping conditions.
	 *
	 * @param <M> the type of its mapping conditions
	 * @param method the handler method
	 * @param mapping its conditions
	 * @param paths its paths, as the handler mapping sees them, or {@code null} if they
	 * are not path patterns
	 * @param methods its HTTP methods, empty for all
	 * @param conditional whether there are conditions beside path and method
	 * @param handler its annotation, or {@code null} if it has none
	 * @since 0.1.0
	 */
	public record MappedMethod<M>(HandlerMethod method, M mapping, @Nullable Collection<PathPattern> paths,
			Set<String> methods, boolean conditional, @Nullable AnnotatedHandler handler) {

		boolean allows(String method) {
			return this.methods.isEmpty() || this.methods.contains(method)
					|| (method.equals("HEAD") && this.methods.contains("GET"));
		}

	}

	/**
	 * A handler method that has the path of a preflight.
	 */
	private record Match<M>(MappedMethod<M> method, @Nullable PathPattern pattern) {

		int compareTo(Match<M> other) {
			return (this.pattern == null || other.pattern == null) ? 0
					: PathPattern.SPECIFICITY_COMPARATOR.compare(this.pattern, other.pattern);
		}

	}

	private record Wildcard<M>(PathPattern pattern, String start, Entry<M> entry) {
	}

	private record Entry<M>(M mapping, AnnotatedHandler handler) {
	}

}
