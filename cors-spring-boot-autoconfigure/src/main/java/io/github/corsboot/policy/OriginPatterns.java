package io.github.corsboot.policy;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Patterns of which only the text is kept: a policy may have a million of them. Each is
 * parsed again when it is asked for.
 */
final class OriginPatterns extends AbstractList<OriginPattern> implements RandomAccess {

	private final String[] texts;

	OriginPatterns(List<OriginPattern> patterns) {
		this.texts = patterns.stream().map(OriginPattern::toString).distinct().toArray(String[]::new);
	}

	@Override
	public OriginPattern get(int index) {
		return OriginPattern.parse(this.texts[index]);
	}

	@Override
	public int size() {
		return this.texts.length;
	}

}
