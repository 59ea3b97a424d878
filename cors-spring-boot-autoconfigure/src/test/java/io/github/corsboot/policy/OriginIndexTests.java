package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OriginIndex}.
 */
class OriginIndexTests {

	private static final String[] SCHEMES = { "http", "https" };

	private static final String[] LABELS = { "a", "b", "ab", "a-b", "_", "x1" };

	private static final String[] PARTS = { "a*.", "*b.", "a*b.", "a-*.", "*-b.", "x*." };

	private static final String[] PORTS = { "", ":8080", ":1" };

	private static String host(Random random) {
		StringBuilder host = new StringBuilder();
		int labels = 1 + random.nextInt(3);
		for (int i = 0; i < labels; i++) {
			host.append(LABELS[random.nextInt(LABELS.length)]).append('.');
		}
		return host.append("test").toString();
	}

	private static String pattern(Random random) {
		String port = random.nextInt(4) == 0 ? ":*" : PORTS[random.nextInt(PORTS.length)];
		String below = (random.nextInt(3) == 0) ? PARTS[random.nextInt(PARTS.length)] : "*.";
		return SCHEMES[random.nextInt(2)] + "://" + (random.nextBoolean() ? below : "") + host(random) + port;
	}

	private static String origin(Random random) {
		return SCHEMES[random.nextInt(2)] + "://" + host(random) + PORTS[random.nextInt(PORTS.length)];
	}

	/**
	 * The order that the index has to find, computed by comparing all matching entries.
	 */
	private static boolean isMoreSpecific(OriginPattern one, OriginPattern other) {
		if (one.isExact() != other.isExact()) {
			return one.isExact();
		}
		if (kind(one.text()) != kind(other.text())) {
			return kind(one.text()) < kind(other.text());
		}
		if (one.text().isWithinLabel() && literals(one.text()) != literals(other.text())) {
			return literals(one.text()) > literals(other.text());
		}
		if (one.text().isWithinLabel() && one.text().prefixLength() != other.text().prefixLength()) {
			return one.text().prefixLength() > other.text().prefixLength();
		}
		if (one.host().length() != other.host().length()) {
			return one.host().length() > other.host().length();
		}
		return other.text().isAnyPort();
	}

	private static int kind(OriginText pattern) {
		return pattern.isSubdomains() ? 2 : pattern.isWithinLabel() ? 1 : 0;
	}

	private static int literals(OriginText pattern) {
		return pattern.prefixLength() + pattern.suffixLength();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void findReturnsWhatComparingAllEntriesFinds(long seed) {
		Random random = new Random(seed);
		Set<OriginPattern> patterns = new LinkedHashSet<>();
		for (int i = 0; i < 60; i++) {
			patterns.add(OriginPattern.parse(pattern(random)));
		}
		OriginIndex<OriginPattern> index = new OriginIndex<>();
		patterns.forEach((pattern) -> index.addIfAbsent(pattern, pattern));
		for (int i = 0; i < 2000; i++) {
			String origin = origin(random);
			OriginPattern expected = null;
			for (OriginPattern pattern : patterns) {
				if (pattern.matches(origin) && (expected == null || isMoreSpecific(pattern, expected))) {
					expected = pattern;
				}
			}
			assertThat(index.find(origin)).as(origin).isEqualTo(expected);
		}
	}

	@Test
	void findWhenThereAreManyEntriesFindsEach() {
		OriginIndex<String> index = new OriginIndex<>();
		List<String> suffixes = new ArrayList<>();
		for (int i = 0; i < 50_000; i++) {
			String suffix = "tenant" + i + ".example.com";
			suffixes.add(suffix);
			index.addIfAbsent(OriginPattern.parse("https://*." + suffix), suffix);
		}
		assertThat(suffixes).allSatisfy((suffix) -> assertThat(index.find("https://app." + suffix)).isEqualTo(suffix));
		assertThat(index.find("https://app.tenant50000.example.com")).isNull();
		assertThat(index.find("https://tenant1.example.com")).isNull();
	}

	@Test
	void findWhenThereAreManyEntriesWithinLabelsFindsEach() {
		OriginIndex<String> index = new OriginIndex<>();
		for (int i = 0; i < 50_000; i++) {
			index.addIfAbsent(OriginPattern.parse("https://app-%d-*.vercel.app".formatted(i)), "app " + i);
		}
		for (int i = 0; i < 50_000; i++) {
			assertThat(index.find("https://app-%d-x1.vercel.app".formatted(i))).isEqualTo("app " + i);
		}
		assertThat(index.find("https://app-50000-x1.vercel.app")).isNull();
		assertThat(index.find("https://app-1-.vercel.app")).isNull();
	}

	@Test
	void findWhenSchemeHasAnyHostRanksItLast() {
		OriginIndex<String> index = new OriginIndex<>();
		for (String entry : List.of("*", "moz-extension://*", "moz-extension://*.a", "moz-extension://x*.a",
				"moz-extension://a")) {
			index.addIfAbsent(OriginPattern.parse(entry), entry);
		}
		assertThat(index.find("moz-extension://a")).isEqualTo("moz-extension://a");
		assertThat(index.find("moz-extension://b.a")).isEqualTo("moz-extension://*.a");
		assertThat(index.find("moz-extension://xb.a")).isEqualTo("moz-extension://x*.a");
		assertThat(index.find("moz-extension://0c-1")).isEqualTo("moz-extension://*");
		assertThat(index.find("chrome-extension://0c-1")).isEqualTo("*");
		assertThat(index.find("moz-extension://0c-1:8")).isEqualTo("*");
	}

	@Test
	void addIfAbsentWhenEntryIsThereKeepsIt() {
		OriginIndex<String> index = new OriginIndex<>();
		for (String entry : List.of("*", "https://a.test", "https://*.a.test", "https://*.a.test:*", "https://a.test:*",
				"https://pr-*.a.test", "https://pr-*.a.test:*", "app://*")) {
			assertThat(index.addIfAbsent(OriginPattern.parse(entry), "first " + entry)).isNull();
			assertThat(index.addIfAbsent(OriginPattern.parse(entry), "second")).isEqualTo("first " + entry);
		}
		assertThat(index.find("https://a.test")).isEqualTo("first https://a.test");
		assertThat(index.find("null")).isEqualTo("first *");
	}

	@Test
	void findWhenHostsHaveTheSameHashComparesThem() {
		OriginIndex<String> index = new OriginIndex<>();
		index.addIfAbsent(OriginPattern.parse("https://*.0c.example"), "0c");
		assertThat(index.find("https://x.0c.example")).isEqualTo("0c");
		assertThat(index.find("https://x.na.example")).isNull();
		index.addIfAbsent(OriginPattern.parse("https://*.na.example"), "na");
		assertThat(index.find("https://x.0c.example")).isEqualTo("0c");
		assertThat(index.find("https://x.na.example")).isEqualTo("na");
	}

	@Test
	void findWhenOriginIsLongerThanAnyReturnsNothing() {
		OriginIndex<String> index = new OriginIndex<>();
		index.addIfAbsent(OriginPattern.parse("*"), "any");
		String longest = "s".repeat(64) + "://" + "a.".repeat(126) + "a:65535";
		assertThat(longest).hasSize(OriginText.MAX_LENGTH);
		assertThat(index.find(longest)).isEqualTo("any");
		assertThat(index.find(longest + "5")).isNull();
	}

}
