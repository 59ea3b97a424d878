package io.github.corsboot.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsRejectionGroup;
import org.jspecify.annotations.Nullable;

/**
 * What all instances of an application know together.
 *
 * @param instances the instances, that with the newest report first
 * @param rejections the groups of rejections, that of the newest rejection first by the
 * clocks of the instances
 * @param notices the notices, the newest first
 * @param unreadable the number of entries that this version cannot read
 * @param failures sentences, without their ends, on why the other instances are missing,
 * or what does not work between them and this one
 * @since 0.1.0
 */
public record FleetPicture(List<Instance> instances, List<Rejections> rejections, List<Notices> notices,
		long unreadable, List<String> failures) {

	private static final Duration SILENCE = Duration.ofMinutes(2);

	/**
	 * One instance.
	 *
	 * @param id the text that the IDs of its rejections begin with
	 * @param host the name of its machine or container, or {@code null}
	 * @param lastReport the time of Redis at which it has reported last; one that runs
	 * does so at least twice a minute
	 * @param policiesVersion the version of its policies
	 * @param policiesHash the hash of its policies
	 * @param lastReload the outcome of its last reload, or {@code null} if it had none
	 * @param counts the number of its rejections since its start, by the code of the
	 * reason
	 * @param dropped how many of them it has not kept
	 * @param unpublished how many rejections and notices it could not publish, and never
	 * will
	 * @param ended whether that was its last report, because it was stopped
	 */
	public record Instance(String id, @Nullable String host, @Nullable Instant lastReport, int policiesVersion,
			String policiesHash, @Nullable String lastReload, Map<String, Long> counts, long dropped, long unpublished,
			boolean ended) {

		/**
		 * Return the last report of this.
		 */
		Instance endedNow() {
			return new Instance(this.id, this.host, this.lastReport, this.policiesVersion, this.policiesHash,
					this.lastReload, this.counts, this.dropped, this.unpublished, true);
		}

	}

	/**
	 * A group of rejections of one or several instances.
	 *
	 * @param group the group
	 * @param instances the number of rejections by the name of the instance: its host, or
	 * its ID if that is not known
	 */
	public record Rejections(CorsRejectionGroup group, Map<String, Long> instances) {
	}

	/**
	 * A notice of one or several instances.
	 *
	 * @param notice the notice
	 * @param instances how often it was noticed, by the name of the instance
	 */
	public record Notices(CorsNotice notice, Map<String, Long> instances) {
	}

	/**
	 * Return whether an instance does not report any more, since it has ended, at least
	 * probably.
	 * @param instance one of the instances
	 * @return whether it has said so, or another one has reported more than two minutes
	 * after it
	 */
	public boolean isSilent(Instance instance) {
		return instance.ended() || isLong(instance.lastReport(), this.instances.get(0).lastReport());
	}

	private static boolean isLong(@Nullable Instant from, @Nullable Instant to) {
		return from != null && to != null && Duration.between(from, to).compareTo(SILENCE) > 0;
	}

	/**
	 * Return the number of rejections of all instances since their start.
	 * @return the number by the code of the reason
	 */
	public Map<String, Long> counts() {
		Map<String, Long> counts = new LinkedHashMap<>();
		for (Instance instance : this.instances) {
			instance.counts().forEach((reason, count) -> counts.merge(reason, count, FleetPicture::sum));
		}
		return counts;
	}

	/**
	 * Return the number of rejections that the instances have not kept.
	 * @return the number
	 */
	public long dropped() {
		return this.instances.stream().mapToLong(Instance::dropped).reduce(0, FleetPicture::sum);
	}

	/**
	 * Add two numbers. What comes from the stream may be as large as there are.
	 */
	private static long sum(long one, long other) {
		return (one > Long.MAX_VALUE - other) ? Long.MAX_VALUE : one + other;
	}

	/**
	 * Create a picture.
	 * @param entries the entries of the stream, in any order: the clock of Redis decides
	 * what is newer, since that of an instance may be wrong
	 * @param failures sentences on what does not work
	 */
	static FleetPicture of(List<FleetEntry> entries, List<String> failures) {
		List<FleetEntry> newestFirst = entries.stream()
			.sorted(Comparator.comparing(FleetEntry::time).reversed())
			.toList();
		Map<String, Instance> instances = new LinkedHashMap<>();
		Map<List<Object>, Parts<CorsRejectionGroup>> groups = new LinkedHashMap<>();
		Map<List<Object>, Parts<CorsNotice>> notices = new LinkedHashMap<>();
		long unreadable = 0;
		for (FleetEntry entry : newestFirst) {
			try {
				switch (entry.subject()) {
					case INSTANCE -> instances.putIfAbsent(entry.writer(), entry.toInstance());
					case REJECTIONS -> {
						CorsRejectionGroup group = entry.toGroup();
						long number = entry.number();
						groups
							.computeIfAbsent(List.of(group.origin(), group.pattern(), group.reason(), group.detail()),
									(key) -> new Parts<>())
							.add(entry, number, group, group.count());
					}
					case NOTICE -> {
						CorsNotice notice = entry.toNotice();
						long number = entry.number();
						notices
							.computeIfAbsent(List.of(notice.kind(), notice.policy(), notice.pattern(), notice.name(),
									notice.hint()), (key) -> new Parts<>())
							.add(entry, number, notice, notice.count());
					}
				}
			}
			catch (IllegalArgumentException ex) {
				unreadable++;
			}
		}
		return new FleetPicture(List.copyOf(instances.values()),
				groups.values()
					.stream()
					.map(FleetPicture::rejections)
					.sorted(Comparator.comparing((Rejections each) -> each.group().last()).reversed())
					.toList(),
				notices.values()
					.stream()
					.map(FleetPicture::notices)
					.sorted(Comparator.comparing((Notices each) -> each.notice().last()).reversed())
					.toList(),
				unreadable, List.copyOf(failures));
	}

	private static Rejections rejections(Parts<CorsRejectionGroup> parts) {
		CorsRejectionGroup newest = parts.values.get(0);
		return new Rejections(
				new CorsRejectionGroup(newest.origin(), newest.pattern(), newest.reason(), newest.detail(),
						parts.count(), parts.first(CorsRejectionGroup::first), parts.last(CorsRejectionGroup::last),
						parts.values.stream().anyMatch(CorsRejectionGroup::near), newest.latest()),
				parts.instances);
	}

	private static Notices notices(Parts<CorsNotice> parts) {
		CorsNotice newest = parts.values.get(0);
		return new Notices(new CorsNotice(newest.kind(), newest.policy(), newest.pattern(), newest.name(),
				parts.count(), parts.first(CorsNotice::first), parts.last(CorsNotice::last), newest.origin(),
				newest.method(), newest.path(), newest.hint()), parts.instances);
	}

	/**
	 * The entries of all instances about the same group or notice, the newest first. One
	 * instance may have several: it dropped a group and created it again, or two origins
	 * look equal once they are escaped and shortened.
	 */
	private static final class Parts<T> {

		private final Set<List<Object>> known = new HashSet<>();

		private final List<T> values = new ArrayList<>();

		private final Map<String, Long> instances = new TreeMap<>();

		void add(FleetEntry entry, long number, T value, long count) {
			if (this.known.add(List.of(entry.writer(), number))) {
				this.values.add(value);
				this.instances.merge(entry.instanceName(), count, FleetPicture::sum);
			}
		}

		long count() {
			return this.instances.values().stream().reduce(0L, FleetPicture::sum);
		}

		Instant first(Function<T, Instant> time) {
			return this.values.stream().map(time).min(Comparator.naturalOrder()).orElseThrow();
		}

		Instant last(Function<T, Instant> time) {
			return this.values.stream().map(time).max(Comparator.naturalOrder()).orElseThrow();
		}

	}

}
