package io.github.corsboot.autoconfigure;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.github.corsboot.annotation.AnnotatedHandler;
import io.github.corsboot.annotation.CrossOriginReader;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PatternText;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.policy.PolicyProblem.Reason;
import io.github.corsboot.properties.ConfigurationProblems;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Collects the handlers with {@code @CrossOrigin} when all of them are known, finds what
 * is unsafe about what they make of the policies, and lets the policies ignore the case
 * of paths if a handler mapping does.
 */
final class CrossOriginCollector implements ConfigurationCheck {

	private final ConfigurableApplicationContext context;

	private final Function<CrossOriginReader, List<AnnotatedHandler>> collect;

	private final BooleanSupplier ignoresCase;

	private volatile @Nullable List<AnnotatedHandler> handlers;

	CrossOriginCollector(ConfigurableApplicationContext context,
			Function<CrossOriginReader, List<AnnotatedHandler>> collect, BooleanSupplier ignoresCase) {
		this.context = context;
		this.collect = collect;
		this.ignoresCase = ignoresCase;
	}

	@Override
	public void check(Configured configured) {
		// Also without policies: others may replace them later.
		if (configured.policies().mapping().isEnabled()) {
			List<AnnotatedHandler> found = collect();
			if (this.ignoresCase.getAsBoolean()) {
				configured.policies().ignoreCase();
			}
			Check check = new Check(configured);
			for (AnnotatedHandler handler : found) {
				check.check(handler);
			}
		}
	}

	/**
	 * Collect the handlers, which stay the same as long as the application runs.
	 */
	private synchronized List<AnnotatedHandler> collect() {
		List<AnnotatedHandler> known = this.handlers;
		if (known == null) {
			CrossOriginReader reader = new CrossOriginReader(new EmbeddedValueResolver(this.context.getBeanFactory()));
			List<AnnotatedHandler> found = this.collect.apply(reader);
			known = (found.size() > 1) ? found.stream().sorted(Comparator.comparing(Object::toString)).toList() : found;
			this.handlers = known;
		}
		return known;
	}

	/**
	 * Return all handlers that were found.
	 */
	List<AnnotatedHandler> handlers() {
		List<AnnotatedHandler> known = this.handlers;
		return (known != null) ? known : List.of();
	}

	/**
	 * One check of all handlers.
	 */
	private static final class Check {

		private final CorsPolicies policies;

		private final CorsWarnings warnings;

		private final ConfigurationProblems problems;

		/** What has been reported: handlers of one class may share an annotation. */
		private final Set<List<String>> reported = new HashSet<>();

		Check(Configured configured) {
			this.policies = configured.policies();
			this.warnings = configured.warnings();
			this.problems = configured.problems();
		}

		private void check(AnnotatedHandler handler) {
			List<MappedPolicy> covering = handler.policy()
				.paths()
				.stream()
				.flatMap((path) -> this.policies.findAny(path).stream())
				.distinct()
				.toList();
			if (covering.isEmpty()) {
				return;
			}
			if (isAlwaysCovered(handler) && covering.stream().noneMatch((policy) -> handler.mayAdd(policy.policy()))) {
				warn(Code.BARE_CROSS_ORIGIN, handler, "",
						"it changes nothing, since policy '%s' decides: name in it what "
							.formatted(covering.get(0).name()) + "the policy lacks, or delete it");
			}
			handler.ignored()
				.forEach((mistake) -> warn(Code.CROSS_ORIGIN_MISTAKE, handler, mistake.value(),
						"is ignored: " + mistake.advice()));
			handler.unsafe().forEach((problem) -> check(handler, null, problem));
			covering.forEach(
					(policy) -> handler.unsafe(policy.policy()).forEach((problem) -> check(handler, policy, problem)));
		}

		/**
		 * Return whether a policy decides on every path of a handler, as far as that can
		 * be told.
		 */
		private boolean isAlwaysCovered(AnnotatedHandler handler) {
			return this.policies.mapping().everything() != null || handler.policy()
				.paths()
				.stream()
				.map(PathPattern::getPatternString)
				.allMatch((path) -> new PatternText(path).isLiteral() && this.policies.find(path) != null);
		}

		private void check(AnnotatedHandler handler, @Nullable MappedPolicy policy, PolicyProblem problem) {
			String advice = (policy != null)
					? "%s. The annotation widens policy '%s'".formatted(problem.advice(), policy.name())
					: problem.advice();
			if (problem.reason() != Reason.ANYBODY_WITH_CREDENTIALS) {
				warn(Code.CROSS_ORIGIN_MISTAKE, handler, problem.value(), advice);
			}
			else if (isFirst(handler, problem.value())) {
				this.problems.add(handler.place(), problem.value(), advice);
			}
		}

		private void warn(Code code, AnnotatedHandler handler, String value, String advice) {
			if (isFirst(handler, value + advice)) {
				this.warnings.add(new CorsWarning(code, handler.place(), value, advice));
			}
		}

		/**
		 * Return whether something has not been reported of the class of a handler.
		 */
		private boolean isFirst(AnnotatedHandler handler, String what) {
			String place = String.valueOf(handler.place().location());
			return this.reported.add(List.of(place.substring(0, place.indexOf('#') + 1), what));
		}

	}

}
