package io.github.corsboot.actuate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.PassReason;
import io.github.corsboot.policy.RejectionReason;

/**
 * Counts requests by kind, outcome, reason and policy. Counting one that is allowed or
 * passes allocates nothing, unless it is the first of its combination. Thread-safe.
 */
final class RequestCounts {

	/** The value of whatever a request does not have. */
	static final String NONE = "none";

	/** Several policies decided together. */
	static final String SEVERAL = "several";

	/** The policies beyond {@link #MAX_POLICIES}. */
	static final String OTHER = "other";

	/** Policies can be replaced at run time, each time by others. */
	static final int MAX_POLICIES = 1000;

	private final Map<String, PolicyCounts> policies = new ConcurrentHashMap<>();

	private final Consumer<? super Series> created;

	/**
	 * Create counts.
	 * @param created is told about each combination when it occurs for the first time;
	 * must not throw
	 */
	RequestCounts(Consumer<? super Series> created) {
		this.created = created;
	}

	void countAllowed(String policy, Kind kind) {
		count(policy, kind, kind.code(), "allowed", NONE);
	}

	void countRejected(String policy, Kind kind, RejectionReason reason) {
		count(policy, new Rejection(kind, reason), kind.code(), "rejected", reason.code());
	}

	void countPassed(PassReason reason) {
		count(NONE, reason, NONE, "passed", reason.code());
	}

	private void count(String policy, Object combination, String kind, String outcome, String reason) {
		PolicyCounts counts = this.policies.get(policy);
		if (counts == null) {
			counts = create(policy);
		}
		LongAdder count = counts.byCombination.get(combination);
		if (count == null) {
			count = create(counts, combination, kind, outcome, reason);
		}
		count.increment();
	}

	private PolicyCounts create(String policy) {
		// An ambiguous path is decided by policies that are combined for the request.
		boolean combined = policy.indexOf(',') >= 0;
		String tag = combined ? SEVERAL : (this.policies.size() < MAX_POLICIES) ? policy : OTHER;
		return this.policies.computeIfAbsent(tag, PolicyCounts::new);
	}

	private LongAdder create(PolicyCounts counts, Object combination, String kind, String outcome, String reason) {
		LongAdder created = new LongAdder();
		LongAdder present = counts.byCombination.putIfAbsent(combination, created);
		if (present != null) {
			return present;
		}
		this.created.accept(new Series(kind, outcome, reason, counts.policy, created));
		return created;
	}

	/**
	 * One combination that has occurred.
	 *
	 * @param kind the code of the kind
	 * @param outcome {@code allowed}, {@code passed} or {@code rejected}
	 * @param reason the code of the reason
	 * @param policy the name of the policy
	 * @param count the number of requests
	 */
	record Series(String kind, String outcome, String reason, String policy, LongAdder count) {
	}

	private record Rejection(Kind kind, RejectionReason reason) {
	}

	private static final class PolicyCounts {

		private final String policy;

		/** By the kind of what is allowed, the reason why it passes, or the rejection. */
		private final Map<Object, LongAdder> byCombination = new ConcurrentHashMap<>();

		PolicyCounts(String policy) {
			this.policy = policy;
		}

	}

}
