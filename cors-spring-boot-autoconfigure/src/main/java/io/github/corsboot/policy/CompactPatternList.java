package io.github.corsboot.policy;

import java.util.AbstractList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Patterns of which only the text is kept: a policy may have a million of them. Each is
 * parsed again when it is asked for, which costs more than to compare its text.
 */
final class CompactPatternList extends AbstractList<OriginPattern> implements RandomAccess {

	/** The patterns of another list, which come first. */
	private final @Nullable CompactPatternList shared;

	private final String[] texts;

	CompactPatternList(@Nullable CompactPatternList shared, List<OriginPattern> patterns) {
		this.shared = shared;
		Set<String> distinct = new LinkedHashSet<>();
		for (OriginPattern pattern : patterns) {
			distinct.add(pattern.toString());
		}
		this.texts = distinct.toArray(new String[0]);
	}

	@Override
	public OriginPattern get(int index) {
		return OriginPattern.parse(text(index));
	}

	@Override
	public int size() {
		return sharedSize() + this.texts.length;
	}

	private int sharedSize() {
		return (this.shared != null) ? this.shared.size() : 0;
	}

	/**
	 * Return the text of a pattern, for whoever looks at many of them.
	 */
	String text(int index) {
		int sharedSize = sharedSize();
		return (this.shared != null && index < sharedSize) ? this.shared.text(index) : this.texts[index - sharedSize];
	}

}
