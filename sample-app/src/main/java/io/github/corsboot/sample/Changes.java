package io.github.corsboot.sample;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;

import org.springframework.stereotype.Component;

/**
 * What the page has changed. The policies of {@code application.yml} stay as they are: an
 * application changes them by {@link CorsPolicies#replace}.
 */
@Component
class Changes {

	private final CorsPolicies policies;

	private final Addresses addresses;

	private final List<MappedPolicy> configured;

	private final Set<Change> made = EnumSet.noneOf(Change.class);

	Changes(CorsPolicies policies, Addresses addresses) {
		this.policies = policies;
		this.addresses = addresses;
		this.configured = policies.mapping().policies();
	}

	synchronized void make(Change change) {
		this.made.add(change);
		replace();
	}

	synchronized void undo(Change change) {
		this.made.remove(change);
		replace();
	}

	synchronized void undoAll() {
		this.made.clear();
		replace();
	}

	synchronized boolean isMade(Change change) {
		return this.made.contains(change);
	}

	synchronized Set<Change> made() {
		return Set.copyOf(this.made);
	}

	private void replace() {
		List<MappedPolicy> changed = this.configured;
		for (Change change : this.made) {
			changed = change.apply(changed, this.addresses);
		}
		this.policies.replace(new PolicyMapping(changed));
	}

}
