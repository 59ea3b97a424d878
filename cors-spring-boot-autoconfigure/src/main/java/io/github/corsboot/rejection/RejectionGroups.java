package io.github.corsboot.rejection;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The groups of all rejections, at most {@value #MAX_GROUPS}. When there is no room, a
 * rejection that recurs takes the place of a group that does not: a flood of rejections
 * that are all different leaves the others where they are, and those that recur during
 * the flood get in. The idea is that of TinyLFU: Einziger, Friedman and Manes, "TinyLFU:
 * A Highly Efficient Cache Admission Policy". Thread-safe.
 */
final class RejectionGroups {

	static final int MAX_GROUPS = 1000;

	/** How many groups are compared before one of them has to go. */
	private static final int SAMPLE = 8;

	private final Map<GroupKey, RejectionGroup> byKey = new ConcurrentHashMap<>();

	private final @Nullable RejectionGroup[] places = new @Nullable RejectionGroup[MAX_GROUPS];

	private int taken;

	/** The place at which the next comparison starts. */
	private int hand;

	/** Needed only when there is no room. */
	private @Nullable FrequencySketch frequencies;

	/** The group of the latest rejection: often the next has the same. */
	private volatile @Nullable RejectionGroup last;

	/**
	 * Find the group of a rejection, or make room for it. Allocates nothing if the same
	 * request is refused again and again.
	 * @return the group, which the rejection is not yet added to, or {@code null} if
	 * there is no room
	 */
	@Nullable RejectionGroup find(LazyCorsRejection rejection) {
		RejectionGroup last = this.last;
		if (last != null && last.hasOneLike(rejection)) {
			return last;
		}
		GroupKey key = rejection.groupKey();
		RejectionGroup known = this.byKey.get(key);
		RejectionGroup group = (known != null) ? known : create(key, rejection);
		if (group != null) {
			this.last = group;
		}
		return group;
	}

	private synchronized @Nullable RejectionGroup create(GroupKey key, LazyCorsRejection rejection) {
		RejectionGroup known = this.byKey.get(key);
		if (known != null) {
			return known;
		}
		int place = (this.taken < MAX_GROUPS) ? this.taken++ : makeRoom(key, rejection.millis());
		if (place < 0) {
			return null;
		}
		RejectionGroup group = new RejectionGroup(key, rejection);
		this.places[place] = group;
		this.byKey.put(key, group);
		return group;
	}

	/**
	 * Remove the least group of a few, if the new one has recurred more often.
	 * @return the place that is free, or -1 if all groups stay
	 */
	private int makeRoom(GroupKey key, long time) {
		FrequencySketch frequencies = this.frequencies;
		if (frequencies == null) {
			frequencies = new FrequencySketch();
			this.frequencies = frequencies;
		}
		int frequency = frequencies.add(key.hashCode());
		int least = -1;
		RejectionGroup victim = null;
		for (int i = 0; i < SAMPLE; i++) {
			RejectionGroup group = this.places[this.hand];
			if (group != null && (victim == null || isLess(group, victim, time))) {
				least = this.hand;
				victim = group;
			}
			this.hand = (this.hand + 1) % MAX_GROUPS;
		}
		if (victim == null || frequency <= victim.weight(time)) {
			return -1;
		}
		this.byKey.remove(victim.key());
		victim.forget();
		return least;
	}

	private static boolean isLess(RejectionGroup group, RejectionGroup other, long time) {
		int difference = Long.compare(group.weight(time), other.weight(time));
		return difference < 0 || (difference == 0 && group.latest().millis() < other.latest().millis());
	}

	/**
	 * Forget all groups.
	 */
	synchronized void clear() {
		this.byKey.values().forEach(RejectionGroup::forget);
		this.byKey.clear();
		Arrays.fill(this.places, null);
		this.taken = 0;
		this.frequencies = null;
	}

	/**
	 * Return all groups, in no order.
	 */
	Collection<RejectionGroup> all() {
		return this.byKey.values();
	}

}
