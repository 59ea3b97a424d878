package io.github.corsboot.decision;

import java.util.ArrayList;
import java.util.List;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What an application writes to the headers of a response and a policy is concerned with:
 * names that it exposes, headers that it does not expose, and headers that belong to the
 * policy.
 *
 * @since 0.1.0
 */
public final class ApplicationHeaders {

	/** An application may make names of what is requested. */
	private static final int MAX_NAMES = 16;

	private @Nullable String exposed;

	private final List<String> unreadable = new ArrayList<>(1);

	private final List<String> overruled = new ArrayList<>(1);

	/**
	 * Return whether a script probably wants to read a header, and cannot, unless the
	 * application exposes it.
	 * @param decision the decision about the request
	 * @param name the name of a response header
	 * @param value its value
	 * @return whether it is worth remembering
	 */
	public static boolean isUnreadable(CorsDecision decision, @Nullable String name, @Nullable String value) {
		return decision instanceof Allowed allowed && name != null && value != null
				&& !UnneededHeaders.containsAsWritten(name) && !isExposed(name, allowed.policy())
				&& !UnneededHeaders.contains(name, value);
	}

	private static boolean isExposed(String name, CorsPolicy policy) {
		List<String> exposed = policy.exposedHeaders();
		for (int i = 0; i < exposed.size(); i++) {
			if (exposed.get(i).equalsIgnoreCase(name) || exposed.get(i).equals("*")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Add the names that the application exposes: it may be the only one who knows the
	 * headers that it sends.
	 * @param value the value that it sets
	 */
	public void expose(@Nullable String value) {
		this.exposed = CorsHeaders.uniteExposed(this.exposed, value);
	}

	/**
	 * Return the names that the application exposes.
	 * @return the names, separated by commas, or {@code null} if there are none
	 */
	public @Nullable String exposed() {
		return this.exposed;
	}

	/**
	 * Remember a header that a script {@linkplain #isUnreadable cannot read}.
	 * @param name the name
	 */
	public void addUnreadable(String name) {
		add(this.unreadable, name);
	}

	/**
	 * Remember a header of the application that is ignored.
	 * @param name the name
	 */
	public void addOverruled(String name) {
		add(this.overruled, name);
	}

	private static void add(List<String> names, String name) {
		if (names.size() < MAX_NAMES && names.stream().noneMatch(name::equalsIgnoreCase)) {
			names.add(name);
		}
	}

	List<String> unreadable() {
		return this.unreadable;
	}

	List<String> overruled() {
		return this.overruled;
	}

	/**
	 * Return whether there is something to be noticed.
	 * @return whether a header has been remembered
	 */
	public boolean isWorthANotice() {
		return !this.unreadable.isEmpty() || !this.overruled.isEmpty();
	}

}
