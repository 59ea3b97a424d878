package io.github.corsboot.benchmarks;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who handles a request.
 */
public enum Subject {

	/** What the stand-ins cost by themselves: the request passes. */
	SERVLET_STAND_IN,

	/** The least that has to be done. */
	SERVLET_FLOOR,

	/** This project without the guard of the response and the record of a refusal. */
	SERVLET_BARE,

	/** The filter of this project that decides. */
	SERVLET_STARTER,

	/** That filter, and what looks once more behind it, before the handler. */
	SERVLET_ALL_LOOKS,

	/** Spring's processor, without its lookup by path. */
	SERVLET_SPRING,

	/** Tomcat's filter, which knows no patterns. */
	TOMCAT,

	/** Vert.x's handler, on stand-ins of its own. */
	VERTX,

	REACTIVE_STAND_IN,

	REACTIVE_FLOOR,

	REACTIVE_BARE,

	REACTIVE_STARTER,

	REACTIVE_ALL_LOOKS,

	REACTIVE_SPRING;

	private static final Set<Workload> COMMON = EnumSet.of(Workload.NO_ORIGIN, Workload.ACTUAL_1_ORIGIN,
			Workload.PREFLIGHT_3_HEADERS, Workload.REFUSED);

	private static final Set<Workload> PATTERNS = EnumSet.of(Workload.ACTUAL_1_PATTERN, Workload.ACTUAL_1000_PATTERNS);

	private static final Set<Workload> HOSTILE = EnumSet.of(Workload.ORIGIN_OF_8_KB, Workload.HEADERS_OF_16_KB);

	Handler create(Workload workload) {
		return switch (this) {
			case SERVLET_STAND_IN -> ServletSubjects.standIn(workload);
			case SERVLET_FLOOR -> ServletSubjects.floor(workload);
			case SERVLET_BARE -> ServletSubjects.bare(workload);
			case SERVLET_STARTER -> ServletSubjects.starter(workload);
			case SERVLET_ALL_LOOKS -> ServletSubjects.allLooks(workload);
			case SERVLET_SPRING -> ServletSubjects.spring(workload);
			case TOMCAT -> ServletSubjects.tomcat(workload);
			case VERTX -> VertxSubject.create(workload);
			case REACTIVE_STAND_IN -> ReactiveSubjects.standIn(workload);
			case REACTIVE_FLOOR -> ReactiveSubjects.floor(workload);
			case REACTIVE_BARE -> ReactiveSubjects.bare(workload);
			case REACTIVE_STARTER -> ReactiveSubjects.starter(workload);
			case REACTIVE_ALL_LOOKS -> ReactiveSubjects.allLooks(workload);
			case REACTIVE_SPRING -> ReactiveSubjects.spring(workload);
		};
	}

	/**
	 * Return with what this is compared.
	 */
	Subject floor() {
		return name().startsWith("REACTIVE") ? REACTIVE_FLOOR : SERVLET_FLOOR;
	}

	/**
	 * Return the workloads that say something about this.
	 */
	List<Workload> workloads() {
		return EnumSet.allOf(Workload.class).stream().filter(this::runs).toList();
	}

	private boolean runs(Workload workload) {
		return switch (this) {
			case SERVLET_FLOOR, SERVLET_STARTER -> true;
			case SERVLET_STAND_IN, REACTIVE_STAND_IN, SERVLET_ALL_LOOKS, REACTIVE_ALL_LOOKS ->
				COMMON.contains(workload);
			case SERVLET_BARE, SERVLET_SPRING, REACTIVE_FLOOR, REACTIVE_BARE, REACTIVE_STARTER, REACTIVE_SPRING ->
				COMMON.contains(workload) || PATTERNS.contains(workload) || HOSTILE.contains(workload);
			case TOMCAT -> COMMON.contains(workload) || workload == Workload.HEADERS_OF_16_KB;
			case VERTX -> COMMON.contains(workload) || PATTERNS.contains(workload);
		};
	}

}
