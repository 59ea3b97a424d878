package io.github.corsboot.rejection;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The groups of all rejections, at most {@value #MAX_GROUPS}. Half of the places are for
 * what is nearly allowed, which is rather a mistake than an attack, and half for the
 * rest, so that a flood of one kind leaves the other alone. When a half has no room, a
 * rejection that recurs takes the place of a group that does not: a flood of rejections
 * that are all different leaves the others where they are, and those that recur during
 * the flood get in. Of those that occur once, {@value #MAX_EXAMINED_A_MINUTE} a minute
 * are examined for whether they belong to the half that has room. The idea is that of
 * TinyLFU: Einziger, Friedman and Manes, "TinyLFU: A Highly Efficient Cache Admission
 * Policy". Thread-safe.
 */
final class RejectionGroups {

	static final int MAX_GROUPS = 1000;

	/**
	 * How many rejections are examined in a minute that occur for the first time and have
	 * a place in one half only.
	 */
	private static final int MAX_EXAMINED_A_MINUTE = 100;

	/** How many groups are compared before one of them has to go. */
	private static final int SAMPLE = 8;

	private final Map<GroupKey, RejectionGroup> byKey = new ConcurrentHashMap<>();

	private final Half near = new Half();

	private final Half others = new Half();

	private final MinuteLimit examinedNew = new MinuteLimit(MAX_EXAMINED_A_MINUTE);

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
		long time = rejection.millis();
		int frequency = frequency(key);
		int amongNear = this.near.findPlace(frequency, time);
		int amongOthers = this.others.findPlace(frequency, time);
		// To find out to which half it belongs takes time, which a flood of new ones
		// must not cost.
		boolean inBoth = amongNear >= 0 && amongOthers >= 0;
		boolean inOne = amongNear >= 0 || amongOthers >= 0;
		if (!inBoth && !(inOne && (frequency > 1 || this.examinedNew.permits(time)))) {
			return null;
		}
		boolean isNear = RejectionHint.isNear(rejection);
		int place = isNear ? amongNear : amongOthers;
		if (place < 0) {
			return null;
		}
		RejectionGroup group = new RejectionGroup(key, rejection, isNear);
		RejectionGroup removed = (isNear ? this.near : this.others).put(place, group);
		if (removed != null) {
			this.byKey.remove(removed.key());
			removed.forget();
		}
		this.byKey.put(key, group);
		return group;
	}

	/**
	 * Return the estimated number of recent rejections of a group, this one included: 1
	 * as long as there is room for all.
	 */
	private int frequency(GroupKey key) {
		if (!this.near.isFull() && !this.others.isFull()) {
			return 1;
		}
		FrequencySketch frequencies = this.frequencies;
		if (frequencies == null) {
			frequencies = new FrequencySketch();
			this.frequencies = frequencies;
		}
		return frequencies.add(key.hashCode());
	}

	/**
	 * Forget all groups.
	 */
	synchronized void clear() {
		this.byKey.values().forEach(RejectionGroup::forget);
		this.byKey.clear();
		this.near.clear();
		this.others.clear();
		this.frequencies = null;
	}

	/**
	 * Return all groups, in no order.
	 */
	Collection<RejectionGroup> all() {
		return this.byKey.values();
	}

	/**
	 * Half of the places.
	 */
	private static final class Half {

		private final @Nullable RejectionGroup[] places = new @Nullable RejectionGroup[MAX_GROUPS / 2];

		private int taken;

		/** The place at which the next comparison starts. */
		private int hand;

		boolean isFull() {
			return this.taken == this.places.length;
		}

		/**
		 * Find a place for a group: a free one, or that of the least of a few groups.
		 * @param frequency the recent number of rejections of the group
		 * @return the place, or -1 if the group has recurred less often than these
		 */
		int findPlace(int frequency, long time) {
			if (!isFull()) {
				return this.taken;
			}
			int least = -1;
			RejectionGroup victim = null;
			for (int i = 0; i < SAMPLE; i++) {
				RejectionGroup group = this.places[this.hand];
				if (group != null && (victim == null || isLess(group, victim, time))) {
					least = this.hand;
					victim = group;
				}
				this.hand = (this.hand + 1) % this.places.length;
			}
			return (victim != null && frequency > victim.weight(time)) ? least : -1;
		}

		private static boolean isLess(RejectionGroup group, RejectionGroup other, long time) {
			int difference = Long.compare(group.weight(time), other.weight(time));
			return difference < 0 || (difference == 0 && group.lastSeen() < other.lastSeen());
		}

		/**
		 * Put a group into a place.
		 * @return the group that was there, or {@code null}
		 */
		@Nullable RejectionGroup put(int place, RejectionGroup group) {
			RejectionGroup removed = this.places[place];
			this.places[place] = group;
			if (removed == null) {
				this.taken++;
			}
			return removed;
		}

		void clear() {
			Arrays.fill(this.places, null);
			this.taken = 0;
		}

	}

}
