package io.github.corsboot.policy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.corsboot.policy.CorsDecision.Allowed;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks what reads requests and configuration. Run with the other tests these go
 * through the inputs in {@code PolicyFuzzTestsInputs}; {@code CONTRIBUTING.md} says how
 * to look for new ones. An input for which time is no longer proportional to its length
 * is reported by the fuzzer as a timeout.
 */
class PolicyFuzzTests {

	private static final CorsPolicy POLICY = CorsPolicy.builder()
		.allowedOrigins("https://app.example.com", "https://*.example.com", "https://*.a.example.com:8443",
				"http://localhost:*", "https://*.tenant.example:*", "http://[::1]:3000", "https://pr-*.preview.example",
				"https://a*b.preview.example:*")
		.allowedMethods(List.of("*"))
		.allowedHeaders(List.of("*"))
		.allowCredentials(true)
		.dangerouslyAllowInsecureOrigins(true)
		.build();

	@FuzzTest(maxDuration = "10m")
	void originIsReadOrNot(FuzzedDataProvider data) {
		String text = data.consumeRemainingAsString();
		Origin origin = Origin.parse(text);
		if (origin == null) {
			assertThat(POLICY.allowsOrigin(text)).isFalse();
			return;
		}
		assertThat(origin).hasToString(text);
		assertThat(text).hasSizeLessThanOrEqualTo(OriginText.MAX_LENGTH)
			.matches("[!-~]+")
			.isEqualTo(text.toLowerCase(Locale.ROOT));
		assertThat(origin.isSameAs(origin.scheme(), origin.host(), origin.port())).isTrue();
	}

	@FuzzTest(maxDuration = "10m")
	void patternContainsOnlyItsOwnSites(FuzzedDataProvider data) {
		String written = data.consumeString(OriginText.MAX_LENGTH + 10);
		String asked = data.consumeRemainingAsString();
		OriginPattern pattern;
		try {
			pattern = OriginPattern.parse(written);
		}
		catch (OriginPatternException ex) {
			assertThat(ex.getMessage()).isNotBlank();
			return;
		}
		OriginIndex<String> index = new OriginIndex<>();
		index.addIfAbsent(pattern, "found");
		boolean found = index.find(asked) != null;
		assertThat(found).isEqualTo(pattern.matches(asked));
		if (found && !pattern.isAny()) {
			assertSameSite(written, asked);
		}
	}

	/**
	 * Compare scheme, port and labels, by cutting the texts apart.
	 */
	private static void assertSameSite(String pattern, String origin) {
		String[] expected = pattern.split("://", 2);
		String[] actual = origin.split("://", 2);
		assertThat(actual[0]).isEqualTo(expected[0]);
		assertThat(port(actual[1])).isEqualTo(port(expected[1]).equals("*") ? port(actual[1]) : port(expected[1]));
		if (expected[1].equals("*")) {
			assertThat(expected[0]).doesNotStartWith("http");
			return;
		}
		List<String> labels = List.of(host(expected[1]).split("\\.", -1));
		List<String> asked = List.of(host(actual[1]).split("\\.", -1));
		if (labels.get(0).equals("*")) {
			List<String> suffix = labels.subList(1, labels.size());
			assertThat(asked).hasSizeGreaterThan(suffix.size()).allMatch((label) -> label.matches("[a-z0-9_-]*"));
			assertThat(asked.subList(asked.size() - suffix.size(), asked.size())).isEqualTo(suffix);
		}
		else if (labels.get(0).contains("*")) {
			String regex = Pattern.quote(labels.get(0)).replace("*", "\\E[a-z0-9_-]+\\Q");
			assertThat(asked.get(0)).matches(regex);
			assertThat(asked.subList(1, asked.size())).isEqualTo(labels.subList(1, labels.size()));
		}
		else {
			assertThat(asked).isEqualTo(labels);
		}
	}

	private static String port(String authority) {
		int colon = authority.lastIndexOf(':');
		return (colon > authority.lastIndexOf(']')) ? authority.substring(colon + 1) : "";
	}

	private static String host(String authority) {
		int colon = authority.lastIndexOf(':');
		return (colon > authority.lastIndexOf(']')) ? authority.substring(0, colon) : authority;
	}

	@FuzzTest(maxDuration = "10m")
	void headerListIsAllowedOnlyNameByName(FuzzedDataProvider data) {
		List<String> names = Arrays.stream(data.consumeString(200).split(","))
			.filter(Token::isToken)
			.filter((name) -> !name.equals("*"))
			.toList();
		String list = data.consumeRemainingAsString();
		AllowedHeaders headers = new AllowedHeaders(names);
		RejectionReason reason = headers.check(list);
		List<String> refused = headers.refused(list);
		assertThat(refused).hasSizeLessThanOrEqualTo(AllowedHeaders.MAX_ELEMENTS).allMatch(Token::isToken);
		assertThat(refused.isEmpty()).isEqualTo(reason != RejectionReason.HEADER_NOT_ALLOWED);
		if (reason == null) {
			assertThat(list.split(","))
				.allMatch((element) -> element.replaceAll("[ \t]", "").isEmpty() || names.stream()
					.anyMatch((name) -> name.equalsIgnoreCase(element.replaceAll("^[ \t]+|[ \t]+$", ""))));
		}
	}

	@FuzzTest(maxDuration = "10m")
	void decisionIsMadeWhateverIsAsked(FuzzedDataProvider data) {
		TestRequest request = TestRequest.of(data.pickValue(new String[] { "GET", "OPTIONS", "CONNECT", "x" }),
				data.consumeString(400));
		if (data.consumeBoolean()) {
			request.with(CorsHeaders.REQUEST_METHOD, data.consumeString(40));
		}
		if (data.consumeBoolean()) {
			request.with(CorsHeaders.REQUEST_HEADERS, data.consumeString(5000));
		}
		request.with(data.pickValue(new String[] { "Upgrade", "Sec-Fetch-Site", "Sec-Fetch-Mode" }),
				data.consumeRemainingAsString());
		CorsDecision decision = POLICY.evaluate(request);
		Map<String, String> written = new LinkedHashMap<>();
		decision.headers().writeTo(request, written, Map::put);
		// Nothing that is echoed can end a line or belong to somebody else.
		assertThat(written.values()).allMatch((value) -> value.matches("[ \t!-~]*"));
		if (decision instanceof Allowed || !decision.headers().isEmpty()) {
			assertThat(POLICY.allowsOrigin(written.get(CorsHeaders.ALLOW_ORIGIN))).isTrue();
		}
	}

	@FuzzTest(maxDuration = "10m")
	void mistakesOfAnyConfigurationAreReported(FuzzedDataProvider data) {
		CorsPolicy.Builder builder = CorsPolicy.builder()
			.allowedOrigins(List.of(data.consumeString(200), data.consumeString(200)))
			.allowedMethods(List.of(data.consumeString(40)))
			.allowedHeaders(List.of(data.consumeString(40)))
			.exposedHeaders(List.of(data.consumeString(40)))
			.allowCredentials(data.consumeBoolean());
		try {
			assertThat(builder.build().warnings()).allMatch((warning) -> !warning.toString().isBlank());
		}
		catch (InvalidCorsPolicyException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
	}

}
