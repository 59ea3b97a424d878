package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;

/**
 * Finds what covers a path among so many patterns that it takes too long to try each:
 * only those are tried that start like the path.
 */
final class ManyPatterns {

	/** Up to this number, trying each is as fast. */
	private static final int FEW = 16;

	/** From the most specific pattern to the least. */
	private final List<FastPathPattern> rules = new ArrayList<>();

	/** The rank of each pattern. */
	private final List<EqualRankPatterns> levels = new ArrayList<>();

	private final LiteralStarts starts = new LiteralStarts();

	private ManyPatterns(List<EqualRankPatterns> levels) {
		for (EqualRankPatterns level : levels) {
			for (FastPathPattern rule : level.rules()) {
				this.starts.add(rule.literalStart(), this.rules.size());
				this.rules.add(rule);
				this.levels.add(level);
			}
		}
	}

	/**
	 * Create an index.
	 * @param levels the patterns by their rank, the most specific first
	 * @return the index, or {@code null} if there are only a few patterns
	 */
	static @Nullable ManyPatterns of(List<EqualRankPatterns> levels) {
		int count = 0;
		for (EqualRankPatterns level : levels) {
			count += level.rules().size();
		}
		return (count > FEW) ? new ManyPatterns(levels) : null;
	}

	@Nullable PathPolicies find(PathContainer path) {
		EqualRankPatterns level = null;
		List<FastPathPattern> matching = new ArrayList<>();
		for (int number : this.starts.find(path)) {
			if (level != null && this.levels.get(number) != level) {
				break;
			}
			if (this.rules.get(number).matches(path)) {
				level = this.levels.get(number);
				matching.add(this.rules.get(number));
			}
		}
		return (level != null) ? level.get(matching) : null;
	}

}
