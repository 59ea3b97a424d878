package io.github.corsboot.policy;

import java.util.AbstractList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Patterns of which only the text is kept: a policy may have a million of them. Each is
 * parsed again when it is asked for.
 */
final class CompactPatternList extends AbstractList<OriginPattern> implements RandomAccess {

	/** The patterns of another list, which come first. */
	private final List<OriginPattern> shared;

	private final String[] texts;

	CompactPatternList(@Nullable List<OriginPattern> shared, List<OriginPattern> patterns) {
		this.shared = (shared != null) ? shared : List.of();
		Set<String> distinct = new LinkedHashSet<>();
		for (OriginPattern pattern : patterns) {
			distinct.add(pattern.toString());
		}
		this.texts = distinct.toArray(new String[0]);
	}

	@Override
	public OriginPattern get(int index) {
		int sharedSize = this.shared.size();
		return (index < sharedSize) ? this.shared.get(index) : OriginPattern.parse(this.texts[index - sharedSize]);
	}

	@Override
	public int size() {
		return this.shared.size() + this.texts.length;
	}

}
