package io.github.corsboot.servlet;

import java.io.IOException;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest.Kind;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The parts of {@link CorsPolicyFilter} without those that guard the response and record
 * a refusal: the difference is what these two cost. {@code BareSubjectsTests} compares
 * the answers of both.
 * <p>
 * It shares the package of the filter, as these parts are package-private. That works on
 * the class path, where benchmarks run, and not for modules.
 */
public final class BareFilter implements Filter {

	private final CorsPolicies policies;

	public BareFilter(CorsPolicies policies) {
		this.policies = policies;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		decide((HttpServletRequest) request, (HttpServletResponse) response, chain);
	}

	private void decide(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		PathPolicies covered = ServletPathReader.READER.find(request, this.policies.mapping());
		if (covered == null) {
			chain.doFilter(request, response);
			return;
		}
		String origin = request.getHeader(CorsHeaders.ORIGIN);
		if (origin == null) {
			CorsHeaders constant = covered.withoutOrigin().headers();
			if (constant.isEmpty()) {
				GuardedResponse.addVary(constant, response);
			}
			else {
				GuardedResponse.write(new ServletCorsRequest(request), constant, response);
			}
			chain.doFilter(request, response);
			return;
		}
		ServletCorsRequest cors = new ServletCorsRequest(request, origin);
		CorsDecision decision = covered.evaluate(cors);
		GuardedResponse.write(cors, decision.headers(), response);
		if (decision instanceof Rejected rejected) {
			CorsAnswer.sendStatusAndBody(rejected, response);
		}
		else if (decision instanceof Allowed allowed && allowed.kind() == Kind.PREFLIGHT) {
			CorsAnswer.sendStatusAndBody(decision, response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

}
