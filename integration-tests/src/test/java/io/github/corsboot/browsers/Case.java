package io.github.corsboot.browsers;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.corsboot.explain.BrowserRequest;

/**
 * What a page does, and what has to come of it. Without more, it is answered 200, the
 * script may read that, nothing is asked before, and the server records nothing.
 */
final class Case {

	private final String id;

	private final Place page;

	private final List<Step> steps;

	private final Map<String, Answer> answers = new LinkedHashMap<>();

	private final Map<Engine, String> seesElsewhere = new EnumMap<>(Engine.class);

	private final Map<Engine, List<String>> recordsElsewhere = new EnumMap<>(Engine.class);

	private final Map<Engine, Integer> preflightsElsewhere = new EnumMap<>(Engine.class);

	private final Set<Engine> unexplainedIn = EnumSet.noneOf(Engine.class);

	private final Set<Engine> printsOtherwiseIn = EnumSet.noneOf(Engine.class);

	private String sees = "200 1";

	private int preflights;

	private List<String> records = List.of();

	private boolean onlyHttps;

	private String unexplained = "";

	Case(String id, Place page, Step... steps) {
		this.id = id;
		this.page = page;
		this.steps = List.of(steps);
	}

	/** What the script sees, step by step. */
	Case sees(String... sees) {
		this.sees = String.join(" | ", sees);
		return this;
	}

	Case seesIn(Engine engine, String... sees) {
		this.seesElsewhere.put(engine, String.join(" | ", sees));
		return this;
	}

	Case blocked() {
		return sees("blocked");
	}

	/** How many preflights cross the wire. */
	Case preflights(int preflights) {
		this.preflights = preflights;
		return this;
	}

	Case preflightsIn(Engine engine, int preflights) {
		this.preflightsElsewhere.put(engine, preflights);
		return this;
	}

	/** The reasons of the rejections that the server records, in their order. */
	Case records(String... reasons) {
		this.records = List.of(reasons);
		return this;
	}

	Case recordsIn(Engine engine, String... reasons) {
		this.recordsElsewhere.put(engine, List.of(reasons));
		return this;
	}

	/** What the server answers. */
	Case answers(Answer answer) {
		return answers("", answer);
	}

	/** What the server answers to URLs with this end. */
	Case answers(String end, Answer answer) {
		this.answers.put(end, answer);
		return this;
	}

	Case onlyHttps() {
		this.onlyHttps = true;
		return this;
	}

	/** Why no step is compared with its explanation. */
	Case unexplained(String because) {
		this.unexplained = because;
		return this;
	}

	Case unexplainedIn(Engine engine) {
		this.unexplainedIn.add(engine);
		return this;
	}

	Case printsOtherwiseIn(Engine engine) {
		this.printsOtherwiseIn.add(engine);
		return this;
	}

	String id() {
		return this.id;
	}

	Place page() {
		return this.page;
	}

	boolean isFor(boolean https) {
		return https || !this.onlyHttps;
	}

	Answer answer(String end) {
		return this.answers.getOrDefault(end, Answer.OK);
	}

	String sees(Engine engine) {
		return this.seesElsewhere.getOrDefault(engine, this.sees);
	}

	int preflights(Engine engine) {
		return this.preflightsElsewhere.getOrDefault(engine, this.preflights);
	}

	List<String> records(Engine engine) {
		return this.recordsElsewhere.getOrDefault(engine, this.records);
	}

	boolean isExplained(Engine engine) {
		return this.unexplained.isEmpty() && !this.unexplainedIn.contains(engine);
	}

	boolean printsAsExplained(Engine engine) {
		return !this.printsOtherwiseIn.contains(engine);
	}

	/** The last step, which is compared with its explanation. */
	BrowserRequest asked(Site site) {
		return this.steps.get(this.steps.size() - 1).asked(site, this.page, this.id);
	}

	Map<String, Object> script(Site site) {
		return Map.of("id", this.id, "steps", this.steps.stream().map((step) -> step.script(site, this.id)).toList());
	}

}
