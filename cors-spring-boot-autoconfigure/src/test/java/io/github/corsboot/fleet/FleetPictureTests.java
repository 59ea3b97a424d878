package io.github.corsboot.fleet;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.corsboot.fleet.FleetPicture.Instance;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsRejectionGroup;
import io.github.corsboot.rejection.StoredCorsRejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FleetPicture} and {@link FleetEntry}.
 */
class FleetPictureTests {

	private static final Instance ONE = instance("aaaaaa", "one");

	private static final Instance TWO = instance("bbbbbb", "two");

	private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

	private static Instance instance(String id, String host) {
		return new Instance(id, host, null, 3, "0123456789ab", "changed",
				Map.of("origin-not-allowed", 5L, "no-policy", 1L), 7, 9, false);
	}

	private static CorsRejectionGroup group(long count, Instant first, Instant last) {
		return new CorsRejectionGroup("https://a.test", "/api/**", RejectionReason.METHOD_NOT_ALLOWED, "PUT", count,
				first, last, true,
				new StoredCorsRejection("aaaaaa-" + count, 3, last, CorsRequest.Kind.PREFLIGHT,
						RejectionReason.METHOD_NOT_ALLOWED, null, List.of("default", "api"), "/api/**",
						"https://a.test", "PUT", "/api/x", List.of("x-a", "x-b"),
						List.of(new AttributeSource("cors.allowed-methods", "class path resource [a.yml] - 3:20"),
								new AttributeSource("cors.policies.api.allowed-methods", null)),
						"Add PUT.", "https://shop.test"));
	}

	private static CorsNotice notice(long count) {
		return new CorsNotice(CorsNotice.Kind.HEADER_NOT_EXPOSED, "api", "/api/**", "X-Total", count, NOON,
				NOON.plusSeconds(count), "https://a.test", "GET", "/api/x", "Expose it.");
	}

	private static FleetEntry entry(Instant time, Map<String, String> fields) {
		return new FleetEntry(time, fields);
	}

	private static FleetPicture picture(List<FleetEntry> entries) {
		return FleetPicture.of(entries, List.of());
	}

	@Test
	void nothingIsLostOnTheWay() {
		CorsRejectionGroup group = group(4, NOON, NOON.plusMillis(1));
		FleetPicture picture = picture(List.of(entry(NOON, FleetEntry.of(ONE)),
				entry(NOON, FleetEntry.of(ONE, 1, group)), entry(NOON, FleetEntry.of(ONE, 1, notice(2)))));
		assertThat(picture.unreadable()).isZero();
		assertThat(picture.failures()).isEmpty();
		assertThat(picture.instances()).containsExactly(
				new Instance(ONE.id(), ONE.host(), NOON, 3, ONE.policiesHash(), "changed", ONE.counts(), 7, 9, false));
		assertThat(picture.rejections()).containsExactly(new FleetPicture.Rejections(group, Map.of("one", 4L)));
		assertThat(picture.notices()).containsExactly(new FleetPicture.Notices(notice(2), Map.of("one", 2L)));
	}

	@Test
	void textThatIsEmptyOrMissingStaysSo() {
		CorsRejectionGroup group = new CorsRejectionGroup("", "/", RejectionReason.SPRING_CORS, "", 1, NOON, NOON,
				false,
				new StoredCorsRejection("aaaaaa-1", 1, NOON, CorsRequest.Kind.ACTUAL, RejectionReason.SPRING_CORS,
						RejectionReason.ORIGIN_NOT_ALLOWED, List.of(), "", "", "", "/", List.of(), List.of(), null,
						null));
		Instance nameless = new Instance("cccccc", null, null, 1, "0123456789ab", "changed", Map.of(), 0, 0, false);
		FleetPicture picture = picture(
				List.of(entry(NOON, FleetEntry.of(nameless, 1, group)), entry(NOON, FleetEntry.of(nameless))));
		assertThat(picture.rejections()).containsExactly(new FleetPicture.Rejections(group, Map.of("cccccc", 1L)));
		assertThat(picture.instances()).singleElement()
			.satisfies((instance) -> assertThat(instance.host()).isNull())
			.satisfies((instance) -> assertThat(instance.counts()).isEmpty());
	}

	@Test
	void instancesAreAddedUp() {
		FleetPicture picture = picture(
				List.of(entry(NOON, FleetEntry.of(TWO, 1, group(2, NOON.minusSeconds(5), NOON.minusSeconds(1)))),
						entry(NOON, FleetEntry.of(ONE, 1, group(40, NOON.minusSeconds(3), NOON))),
						entry(NOON, FleetEntry.of(TWO, 1, notice(1))), entry(NOON, FleetEntry.of(ONE, 1, notice(6)))));
		assertThat(picture.rejections()).singleElement().satisfies((each) -> {
			assertThat(each.instances()).isEqualTo(Map.of("one", 40L, "two", 2L));
			assertThat(each.group().count()).isEqualTo(42);
			assertThat(each.group().first()).isEqualTo(NOON.minusSeconds(5));
			assertThat(each.group().last()).isEqualTo(NOON);
		});
		assertThat(picture.notices()).singleElement()
			.satisfies((each) -> assertThat(each.notice().count()).isEqualTo(7));
	}

	@Test
	void newestEntryOfAnInstanceCounts() {
		FleetPicture picture = picture(List.of(entry(NOON, FleetEntry.of(ONE, 1, group(9, NOON, NOON.plusSeconds(9)))),
				entry(NOON, FleetEntry.of(ONE, 1, group(4, NOON, NOON.plusSeconds(4)))),
				entry(NOON, FleetEntry.of(ONE)), entry(NOON.minusSeconds(30), FleetEntry.of(ONE))));
		assertThat(picture.rejections()).singleElement()
			.satisfies((each) -> assertThat(each.group().count()).isEqualTo(9));
		assertThat(picture.instances()).singleElement()
			.satisfies((instance) -> assertThat(instance.lastReport()).isEqualTo(NOON));
	}

	@Test
	void whatAnInstanceHasForgottenAndSeenAgainIsAddedUp() {
		FleetPicture picture = picture(
				List.of(entry(NOON, FleetEntry.of(ONE, 2, group(1, NOON.plusSeconds(60), NOON.plusSeconds(60)))),
						entry(NOON, FleetEntry.of(ONE, 1, group(4, NOON, NOON.plusSeconds(4))))));
		assertThat(picture.rejections()).singleElement()
			.satisfies((each) -> assertThat(each.instances()).isEqualTo(Map.of("one", 5L)));
	}

	@Test
	void clockOfAnInstanceThatIsWrongDecidesNothing() {
		// Written last, by a clock that went back an hour.
		FleetPicture picture = picture(List.of(
				entry(NOON.plusSeconds(2),
						FleetEntry.of(ONE, 1, group(9, NOON.minusSeconds(3600), NOON.minusSeconds(3600)))),
				entry(NOON.plusSeconds(1), FleetEntry.of(TWO, 1, group(4, NOON, NOON))),
				entry(NOON, FleetEntry.of(ONE, 1, group(8, NOON, NOON)))));
		assertThat(picture.rejections()).singleElement().satisfies((each) -> {
			assertThat(each.group().latest().id()).isEqualTo("aaaaaa-9");
			assertThat(each.instances()).isEqualTo(Map.of("one", 9L, "two", 4L));
			assertThat(each.group().last()).isEqualTo(NOON);
		});
	}

	@Test
	void groupsThatLookTheSameAreAddedUp() {
		// They were of different origins, until these were escaped.
		FleetPicture picture = picture(List.of(entry(NOON, FleetEntry.of(ONE, 1, group(4, NOON, NOON))),
				entry(NOON, FleetEntry.of(ONE, 2, group(3, NOON, NOON)))));
		assertThat(picture.rejections()).singleElement()
			.satisfies((each) -> assertThat(each.instances()).isEqualTo(Map.of("one", 7L)));
	}

	@Test
	void hugeNumbersDoNotOverflow() {
		long max = Long.MAX_VALUE;
		Instance huge = new Instance("cccccc", "three", null, 1, "0123456789ab", "changed", Map.of("no-policy", max),
				max, max, false);
		FleetPicture picture = picture(List.of(entry(NOON, FleetEntry.of(ONE, 1, group(max, NOON, NOON))),
				entry(NOON, FleetEntry.of(ONE, 2, group(3, NOON, NOON))),
				entry(NOON, FleetEntry.of(TWO, 1, group(3, NOON, NOON))), entry(NOON, FleetEntry.of(ONE)),
				entry(NOON, FleetEntry.of(huge))));
		assertThat(picture.rejections()).singleElement()
			.satisfies((each) -> assertThat(each.group().count()).isEqualTo(max))
			.satisfies((each) -> assertThat(each.instances()).isEqualTo(Map.of("one", max, "two", 3L)));
		assertThat(picture.counts()).isEqualTo(Map.of("no-policy", max, "origin-not-allowed", 5L));
		assertThat(picture.dropped()).isEqualTo(max);
	}

	@Test
	void instanceThatHasSaidThatItEndsIsSilent() {
		FleetPicture picture = picture(List.of(entry(NOON, FleetEntry.of(TWO)),
				entry(NOON.plusSeconds(1), FleetEntry.of(ONE.endedNow())), entry(NOON, FleetEntry.of(ONE))));
		assertThat(picture.instances().stream().map(Instance::host)).containsExactly("one", "two");
		assertThat(picture.instances().stream().map(picture::isSilent)).containsExactly(true, false);
	}

	@Test
	void rejectionIsFoundWhateverElseThereIs() {
		FleetEntry found = entry(NOON, FleetEntry.of(ONE, 1, group(4, NOON, NOON)));
		assertThat(found.isAbout("aaaaaa-4")).isTrue();
		assertThat(found.isAbout("aaaaaa-5")).isFalse();
		assertThat(found.hasPolicies(ONE.policiesHash())).isTrue();
		assertThat(found.hasPolicies("another")).isFalse();
		Instance reloaded = new Instance("aaaaaa", "one", null, 4, "0123456789ff", null, Map.of(), 0, 0, false);
		assertThat(entry(NOON, FleetEntry.of(reloaded, 1, group(4, NOON, NOON))).hasPolicies("0123456789ff")).isFalse();
		for (Map<String, String> other : List.of(Map.of("id", "aaaaaa-4"), Map.of("id", "aaaaaa-4", "format", "1"),
				Map.of("id", "aaaaaa-4", "format", "1", "instance", "x", "subject", "REJECTIONS"))) {
			assertThat(entry(NOON, other).isAbout("aaaaaa-4")).isFalse();
		}
	}

	@Test
	void instanceThatReportsNoMoreIsSilent() {
		FleetPicture picture = picture(
				List.of(entry(NOON, FleetEntry.of(ONE)), entry(NOON.minusSeconds(121), FleetEntry.of(TWO)),
						entry(NOON.minusSeconds(120), FleetEntry.of(instance("cccccc", "three")))));
		assertThat(picture.instances().stream().map(picture::isSilent)).containsExactly(false, false, true);
		assertThat(picture(List.of(entry(NOON, FleetEntry.of(ONE)))).isSilent(ONE)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "format=2", "format=", "subject=POLICY", "instance=", "reason=unknown", "count=-1",
			"count=x", "count=99999999999999999999", "first=", "last=noon", "id=", "kind=post", "policiesVersion=",
			"near=", "number=", "number=x", "springReason=unknown" })
	void entryThatCannotBeReadIsCounted(String change) {
		Map<String, String> fields = new HashMap<>(FleetEntry.of(ONE, 1, group(4, NOON, NOON)));
		int equals = change.indexOf('=');
		fields.put(change.substring(0, equals), change.substring(equals + 1));
		FleetPicture picture = picture(
				List.of(entry(NOON, fields), entry(NOON, FleetEntry.of(ONE)), entry(NOON, Map.of())));
		assertThat(picture.unreadable()).isEqualTo(2);
		assertThat(picture.rejections()).isEmpty();
		assertThat(picture.instances()).hasSize(1);
	}

	@Test
	void fieldsOfANewerVersionAreIgnored() {
		Map<String, String> fields = new HashMap<>(FleetEntry.of(ONE, 1, group(4, NOON, NOON)));
		fields.put("tomorrow", "more");
		assertThat(picture(List.of(entry(NOON, fields))).rejections()).hasSize(1);
	}

	@Test
	void textOfTheStreamIsMadeSafe() {
		check("method", "PUT\r\nX: 1", (latest) -> assertThat(latest.method()).isEqualTo("PUT\\u000D\\u000AX: 1"));
		check("path", "/\u202e", (latest) -> assertThat(latest.path()).isEqualTo("/\\u202E"));
		check("policies", "a\u0000b\nc", (latest) -> assertThat(latest.policies()).containsExactly("a\\u0000b", "c"));
		check("decidedBy", "a\tb\tc\n\u2028", (latest) -> assertThat(latest.decidedBy())
			.containsExactly(new AttributeSource("a", "b\\u0009c"), new AttributeSource("\\u2028", null)));
		check("hint", "x".repeat(5000), (latest) -> assertThat(latest.hint()).hasSize(2049));
	}

	private static void check(String name, String value, Consumer<StoredCorsRejection> check) {
		Map<String, String> fields = new HashMap<>(FleetEntry.of(ONE, 1, group(4, NOON, NOON)));
		fields.put(name, value);
		assertThat(picture(List.of(entry(NOON, fields))).rejections()).singleElement()
			.satisfies((each) -> check.accept((StoredCorsRejection) each.group().latest()));
	}

	@Test
	void longListsLoseTheirEnd() {
		List<String> names = IntStream.range(0, 128).mapToObj((i) -> "x".repeat(100) + i).toList();
		CorsRejectionGroup group = group(1, NOON, NOON);
		StoredCorsRejection latest = (StoredCorsRejection) group.latest();
		Map<String, String> fields = FleetEntry.of(ONE, 1,
				new CorsRejectionGroup(group.origin(), group.pattern(), group.reason(), group.detail(), 1, NOON, NOON,
						true,
						new StoredCorsRejection(latest.id(), 1, NOON, latest.kind(), latest.reason(), null, names,
								latest.pattern(), latest.origin(), latest.method(), latest.path(), names, List.of(),
								null)));
		assertThat(fields.values()).allMatch((value) -> value.length() <= 2048);
		assertThat(picture(List.of(entry(NOON, fields))).rejections()).singleElement()
			.satisfies((each) -> assertThat(each.group().latest().refusedHeaders()).hasSizeBetween(15, 25)
				.isEqualTo(names.subList(0, each.group().latest().refusedHeaders().size())));
	}

}
