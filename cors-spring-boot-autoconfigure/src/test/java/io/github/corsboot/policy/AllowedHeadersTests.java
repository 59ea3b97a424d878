package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AllowedHeaders}.
 */
class AllowedHeadersTests {

	private final AllowedHeaders names = new AllowedHeaders(
			List.of("X-One", "Content-Type", "x-three", "X-Zz", "x-on", "x_one"));

	@ParameterizedTest
	@ValueSource(strings = { "", "x-one", "X-ONE", "content-type,x-one", "x-one,content-type", "x-three , x-one",
			"x-one\t,\tcontent-type", ",", ", ,x-one,,", "x-on", "x-zz,x-zz,x-on", "Content-Type", "x_one,X_ONE" })
	void checkWhenAllNamesAreAllowedReturnsNothing(String list) {
		assertThat(this.names.check(list)).isNull();
		assertThat(this.names.refused(list)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-two", "x-one,x-two", "x-on3", "x-onee", "x-o", "x", "y", "@-one", "[-one", "x-ze",
			"content", "x-three2", "content-type-x", "x-zz,a", "`-one", "x?one", "x\u007fone" })
	void checkWhenANameIsNotAllowedReturnsTheReason(String list) {
		assertThat(this.names.check(list)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "x-one,*", "x one", "x-one;x-two", "x-one/", "x-\u00f6ne", "x-one\u0000", "x-one,(",
			"\"x\"" })
	void checkWhenListIsMalformedSaysSo(String list) {
		assertThat(this.names.check(list)).isEqualTo(RejectionReason.HEADER_LIST_MALFORMED);
		assertThat(this.names.refused(list)).isEmpty();
		assertThat(new AllowedHeaders(List.of("*")).check(list)).isEqualTo(RejectionReason.HEADER_LIST_MALFORMED);
	}

	@Test
	void refusedReturnsTheNamesAsTheyWereSent() {
		assertThat(this.names.refused(" X-Two,x-one, x-FOUR ,x-five")).containsExactly("X-Two", "x-FOUR", "x-five");
		assertThat(this.names.refused(null)).isEmpty();
	}

	@Test
	void checkWhenListIsLongerThanAnyBrowserSendsRefusesIt() {
		String longest = "x-one," + "x-on,".repeat(100);
		String padded = longest + " ".repeat(AllowedHeaders.MAX_LENGTH - longest.length());
		assertThat(this.names.check(padded)).isNull();
		assertThat(this.names.check(padded + " ")).isEqualTo(RejectionReason.HEADER_LIST_MALFORMED);
	}

	@Test
	void checkWhenListHasMoreElementsThanAnyBrowserSendsRefusesIt() {
		String most = String.join(",", Collections.nCopies(AllowedHeaders.MAX_ELEMENTS, "x-on"));
		assertThat(this.names.check(most)).isNull();
		assertThat(this.names.check(most + ",")).isEqualTo(RejectionReason.HEADER_LIST_MALFORMED);
		assertThat(this.names.check(",".repeat(AllowedHeaders.MAX_ELEMENTS - 1))).isNull();
		assertThat(this.names.check(",".repeat(AllowedHeaders.MAX_ELEMENTS)))
			.isEqualTo(RejectionReason.HEADER_LIST_MALFORMED);
	}

	@Test
	void checkWhenAnyIsAllowedLetsTokensPass() {
		assertThat(new AllowedHeaders(List.of("*", "Authorization")).check("x-y, authorization,Z")).isNull();
	}

	@Test
	void checkAgreesWithASearchOfEachName() {
		Random random = new Random(1);
		for (int i = 0; i < 3000; i++) {
			List<String> configured = names(random, random.nextInt(20));
			List<String> asked = new ArrayList<>(names(random, 3));
			configured.forEach((name) -> asked.add(random.nextBoolean() ? name : name.toUpperCase(Locale.ROOT)));
			Collections.shuffle(asked, random);
			List<String> some = asked.subList(0, random.nextInt(asked.size() + 1));
			List<String> expected = some.stream()
				.filter((name) -> configured.stream().noneMatch(name::equalsIgnoreCase))
				.toList();
			AllowedHeaders names = new AllowedHeaders(configured);
			String list = String.join(random.nextBoolean() ? "," : ", ", some);
			assertThat(names.refused(list)).as("%s asked %s", configured, list).isEqualTo(expected);
			assertThat(names.check(list)).isEqualTo(expected.isEmpty() ? null : RejectionReason.HEADER_NOT_ALLOWED);
		}
	}

	private static List<String> names(Random random, int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> "ab-z".repeat(5).substring(0, 1 + random.nextInt(3)) + (char) ('a' + random.nextInt(26))
					+ random.nextInt(3))
			.distinct()
			.toList();
	}

	@Test
	void checkFindsSortedNamesAsBrowsersSendThem() {
		String[] sorted = IntStream.range(0, 100).mapToObj((i) -> "x-%02d".formatted(i)).toArray(String[]::new);
		AllowedHeaders many = new AllowedHeaders(Arrays.asList(sorted));
		assertThat(many.check(String.join(",", sorted))).isNull();
		for (String name : sorted) {
			assertThat(many.check(name)).isNull();
			assertThat(many.check(name + "0")).isEqualTo(RejectionReason.HEADER_NOT_ALLOWED);
		}
	}

}
