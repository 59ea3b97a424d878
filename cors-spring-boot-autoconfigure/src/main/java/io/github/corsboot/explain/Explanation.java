package io.github.corsboot.explain;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.corsboot.mapping.AttributeSource;
import org.jspecify.annotations.Nullable;

/**
 * What a policy decides about a request, why, and what a browser makes of it. Text that
 * comes from the request is bounded and safe to be printed; escape it in HTML.
 *
 * @param mode {@code what-if}, or {@code what-happened} to a request that was refused
 * @param policiesVersion the version of the policies that were asked
 * @param verdict the answer in a sentence, with the property that decides
 * @param steps how it came about, in the order in which it happens
 * @param preflight the preflight and its answer, or {@code null} if there is none
 * @param response the request and what the policy adds to its response, or {@code null}
 * if it is not sent
 * @param change the smallest safe change that would allow the request, or {@code null} if
 * none is proposed
 * @param notConsidered what can also stand in the way of this request, outside the
 * policies
 * @param curl commands for the preflight and the request
 * @param link the path of this answer below that of the endpoint, without the query of
 * the URL and without values of headers
 * @since 0.1.0
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder("allowed")
public record Explanation(String mode, int policiesVersion, Step verdict, List<Step> steps,
		@Nullable Exchange preflight, @Nullable Exchange response, @Nullable Change change, List<Step> notConsidered,
		List<String> curl, String link) {

	/**
	 * Create an explanation.
	 * @param mode the mode
	 * @param policiesVersion the version of the policies that were asked
	 * @param verdict the answer in a sentence
	 * @param steps how it came about
	 * @param preflight the preflight, or {@code null}
	 * @param response the request, or {@code null}
	 * @param change the change, or {@code null}
	 * @param notConsidered what can also stand in the way
	 * @param curl commands
	 * @param link the path of this answer
	 */
	public Explanation {
		steps = List.copyOf(steps);
		notConsidered = List.copyOf(notConsidered);
		curl = List.copyOf(curl);
	}

	/**
	 * Return whether the policies let the request succeed: a script can read the
	 * response, or the request is not subject to CORS.
	 * @return whether nothing of CORS stands in the way; not if no policy covers the path
	 */
	public boolean isAllowed() {
		return this.verdict.code() == ExplanationCode.ALLOWED || this.verdict.code() == ExplanationCode.NOT_CORS;
	}

	/**
	 * Return the verdict, for the messages of failed tests.
	 */
	@Override
	public String toString() {
		return this.verdict.code() + ": " + this.verdict.text();
	}

	/**
	 * A step of an explanation.
	 *
	 * @param step what it is about: {@code verdict}, {@code request}, {@code preflight},
	 * {@code policy}, {@code answer}, {@code check}, {@code console}, {@code cache},
	 * {@code change}, {@code history} or {@code not-considered}
	 * @param outcome {@code passed}, {@code failed} or {@code noted}
	 * @param code what it says
	 * @param text one or two sentences
	 * @param source the property or annotation that decides, or {@code null}
	 * @param steps details, possibly none
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record Step(String step, String outcome, ExplanationCode code, String text, @Nullable AttributeSource source,
			List<Step> steps) {

		/**
		 * Create a step.
		 * @param step what it is about
		 * @param outcome the outcome
		 * @param code the code
		 * @param text one or two sentences
		 * @param source the property or annotation that decides, or {@code null}
		 * @param steps details
		 */
		public Step {
			steps = List.copyOf(steps);
		}

		static Step passed(String step, ExplanationCode code, String text) {
			return new Step(step, "passed", code, text, null, List.of());
		}

		static Step failed(String step, ExplanationCode code, String text) {
			return new Step(step, "failed", code, text, null, List.of());
		}

		static Step noted(String step, ExplanationCode code, String text) {
			return new Step(step, "noted", code, text, null, List.of());
		}

		Step from(@Nullable AttributeSource source) {
			return new Step(this.step, this.outcome, this.code, this.text, source, this.steps);
		}

		Step with(List<Step> details) {
			return new Step(this.step, this.outcome, this.code, this.text, this.source, details);
		}

		boolean isFailed() {
			return this.outcome.equals("failed");
		}

	}

	/**
	 * A request and its answer.
	 *
	 * @param method the method that the browser sends
	 * @param url the URL without its query
	 * @param requestHeaders the headers that matter to a policy, as the browser sends
	 * them
	 * @param status the status of the answer, or {@code null} if the application decides
	 * @param responseHeaders the headers of the policy, exactly as they are sent
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Exchange(String method, String url, Map<String, String> requestHeaders, @Nullable Integer status,
			Map<String, String> responseHeaders) {
	}

	/**
	 * A change of the configuration.
	 *
	 * @param yaml the changed properties as YAML, or {@code null} if they are set
	 * elsewhere
	 * @param properties the changed properties as lines of a {@code .properties} file or
	 * as environment variables, {@code null} if they are YAML
	 * @param replaces where the property stands that this replaces, such as file and
	 * line; {@code null} if it is not set yet
	 * @param beside where another property of the policy stands, beside which this one
	 * belongs; {@code null} if it replaces one, or none is set
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Change(@Nullable String yaml, @Nullable String properties, @Nullable String replaces,
			@Nullable String beside) {
	}

}
