package io.github.corsboot.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.corsboot.fleet.FleetPicture.Instance;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejectionGroup;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.LiveRejectionGroup;
import io.github.corsboot.reload.Reload;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows, all of it in memory. Thread-safe.
 */
final class LocalReports {

	private final CorsRejections rejections;

	private final CorsNotices notices;

	private final CorsPolicies policies;

	private final Supplier<@Nullable Reload> lastReload;

	private final @Nullable String host;

	/**
	 * Create the reports of an instance.
	 * @param rejections its rejections
	 * @param notices its notices
	 * @param policies its policies
	 * @param lastReload gives the last reload of these, or {@code null}
	 * @param host the name of this machine or container, or {@code null}
	 */
	LocalReports(CorsRejections rejections, CorsNotices notices, CorsPolicies policies,
			Supplier<@Nullable Reload> lastReload, @Nullable String host) {
		this.rejections = rejections;
		this.notices = notices;
		this.policies = policies;
		this.lastReload = lastReload;
		this.host = host;
	}

	/**
	 * Describe the instance.
	 * @param unpublished how much the others never learn of
	 */
	Instance instance(long unpublished) {
		PolicyMapping mapping = this.policies.mapping();
		Reload reload = this.lastReload.get();
		Map<String, Long> counts = new LinkedHashMap<>();
		this.rejections.counts().forEach((reason, count) -> counts.put(reason.code(), count));
		return new Instance(this.rejections.instance(), this.host, null, mapping.version(), mapping.hashText(),
				(reload != null) ? reload.outcome().code() : null, counts, this.rejections.dropped(), unpublished,
				false);
	}

	/**
	 * Return the number of rejections and notices since the start.
	 */
	long recorded() {
		return Stream.concat(this.rejections.counts().values().stream(), this.notices.counts().values().stream())
			.mapToLong(Long::longValue)
			.sum();
	}

	/**
	 * Return a report of each group and notice, without computing their values.
	 */
	List<Report> all() {
		List<Report> reports = new ArrayList<>();
		for (CorsNotice notice : this.notices.all()) {
			reports
				.add(new Report(List.of(notice.kind(), notice.policy(), notice.pattern(), notice.name(), notice.hint()),
						notice.count(), (number) -> FleetEntry.of(instance(0), number, notice)));
		}
		for (LiveRejectionGroup group : this.rejections.liveGroups()) {
			reports.add(new Report(group, group.count(), (number) -> fields(number, group)));
		}
		return reports;
	}

	private Map<String, String> fields(long number, LiveRejectionGroup group) {
		// First, so that it is not newer than the policies of the instance.
		CorsRejectionGroup view = group.view();
		return FleetEntry.of(instance(0), number, view);
	}

	/**
	 * Return everything in the form of entries, as if each had been written at its last
	 * rejection.
	 * @param now the present time of Redis, which may not be that of this instance
	 */
	List<FleetEntry> entries(Instance self, Instant now) {
		List<FleetEntry> entries = new ArrayList<>();
		entries.add(new FleetEntry(now, FleetEntry.of(self)));
		for (CorsNotice notice : this.notices.all()) {
			entries.add(new FleetEntry(time(notice.last(), now), FleetEntry.of(self, entries.size(), notice)));
		}
		for (CorsRejectionGroup group : this.rejections.groups()) {
			entries.add(new FleetEntry(time(group.last(), now), FleetEntry.of(self, entries.size(), group)));
		}
		return entries;
	}

	private static Instant time(Instant last, Instant now) {
		Duration ago = Duration.between(last, Instant.now());
		return ago.isNegative() ? now : now.minus(ago);
	}

	/**
	 * What there is to say of a group or notice.
	 *
	 * @param subject a key that is equal as long as it is the same group or notice
	 * @param count the number of rejections, or how often it was noticed
	 * @param fields gives the fields of its entry, by its number
	 */
	record Report(Object subject, long count, LongFunction<Map<String, String>> fields) {
	}

}
