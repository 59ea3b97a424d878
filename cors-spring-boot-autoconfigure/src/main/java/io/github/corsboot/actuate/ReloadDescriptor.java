package io.github.corsboot.actuate;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.corsboot.actuate.CorsDescriptor.Warning;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.explain.ExplanationCode;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.rejection.CorsRejectionGroup;
import io.github.corsboot.reload.CorsReloader.Candidate;
import io.github.corsboot.reload.PolicyDifference;
import io.github.corsboot.reload.Reload;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a reload: the changes that it has made, or would make.
 *
 * @param dryRun whether nothing was changed
 * @param policiesVersion the version of the policies in force now
 * @param changed whether anything has changed, or would
 * @param failure the report of what is wrong, several lines as at the start, left out if
 * nothing is
 * @param added the names of the policies that are new
 * @param removed the names of those that are gone
 * @param changes the attributes of the others that are changed
 * @param rejections the groups of rejections that would be decided otherwise, only if
 * nothing was changed
 * @param undecided how many groups there are beside these whose request is not known well
 * enough to be decided again
 * @param warnings the warnings that are new
 * @param needRestart the properties whose new values take effect only at the next start
 * @since 0.1.0
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReloadDescriptor(boolean dryRun, int policiesVersion, boolean changed, @Nullable String failure,
		List<String> added, List<String> removed, List<Change> changes, List<ChangedRejection> rejections,
		int undecided, List<Warning> warnings, List<String> needRestart) {

	private static final int MAX_VALUES = 100;

	static ReloadDescriptor of(Reload reload) {
		PolicyDifference difference = reload.difference();
		return new ReloadDescriptor(false, reload.version(), reload.changed(), reload.failure(), difference.added(),
				difference.removed(), changes(difference), List.of(), 0, warnings(reload.newWarnings()),
				reload.needRestart());
	}

	static ReloadDescriptor of(Candidate candidate, CorsPolicies inForce, CorsWarnings warnings,
			List<CorsRejectionGroup> groups, CorsExplainer explainer) {
		PolicyDifference difference = candidate.difference(inForce);
		List<ChangedRejection> rejections = new ArrayList<>();
		int undecided = 0;
		boolean checked = candidate.preview().mapping().isEnabled() && inForce.mapping().isEnabled();
		for (CorsRejectionGroup group : checked ? groups : List.<CorsRejectionGroup>of()) {
			try {
				Step before = explainer.verdict(group.latest(), inForce);
				Step after = explainer.verdict(group.latest(), candidate.preview());
				if (before.code() != after.code()) {
					rejections.add(ChangedRejection.of(group, before, after));
				}
			}
			catch (IllegalArgumentException ex) {
				undecided++;
			}
		}
		return new ReloadDescriptor(true, inForce.mapping().version(), candidate.changed(), null, difference.added(),
				difference.removed(), changes(difference), rejections, undecided,
				warnings(candidate.newWarnings(warnings)), candidate.needRestart());
	}

	static ReloadDescriptor failed(boolean dryRun, int version, String failure) {
		return new ReloadDescriptor(dryRun, version, false, failure, List.of(), List.of(), List.of(), List.of(), 0,
				List.of(), List.of());
	}

	private static List<Change> changes(PolicyDifference difference) {
		return difference.changed().stream().map(Change::of).toList();
	}

	private static List<Warning> warnings(List<CorsWarning> warnings) {
		return warnings.stream().map((warning) -> Warning.of(warning, false)).toList();
	}

	private static List<String> first(List<String> values) {
		return values.subList(0, Math.min(values.size(), MAX_VALUES));
	}

	/**
	 * An attribute that is changed.
	 *
	 * @param policy the name of the policy, left out if it belongs to none
	 * @param attribute the last element of the property, such as {@code allowed-origins}
	 * @param added the values that are new; at most 100
	 * @param removed the values that are gone; at most 100
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record Change(String policy, String attribute, List<String> added, List<String> removed) {

		static Change of(PolicyDifference.Change change) {
			return new Change(change.policy(), change.attribute(), first(change.added()), first(change.removed()));
		}

	}

	/**
	 * A group of rejections whose latest request is decided otherwise.
	 *
	 * @param origin the {@code Origin}
	 * @param pattern the path pattern of the group
	 * @param reason the code of the reason why it was refused
	 * @param count how many there are
	 * @param method the method of the last one
	 * @param path the path of the last one
	 * @param id the ID of the last one, for {@code explain}
	 * @param before the verdict of the policies in force
	 * @param after the verdict of those that would be, such as {@code allowed}
	 * @param text what it says
	 */
	public record ChangedRejection(String origin, String pattern, String reason, long count, String method, String path,
			String id, ExplanationCode before, ExplanationCode after, String text) {

		static ChangedRejection of(CorsRejectionGroup group, Step before, Step after) {
			return new ChangedRejection(group.origin(), group.pattern(), group.reason().code(), group.count(),
					group.latest().method(), group.latest().path(), group.latest().id(), before.code(), after.code(),
					after.text());
		}

	}

}
