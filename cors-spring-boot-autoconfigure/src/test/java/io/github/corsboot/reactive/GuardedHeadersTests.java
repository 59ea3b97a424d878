package io.github.corsboot.reactive;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GuardedHeaders}.
 */
class GuardedHeadersTests {

	private static final String APP = "https://app.example.com";

	private static final String ORIGIN = "Access-Control-Allow-Origin";

	private static final String EXPOSE = "access-control-expose-headers";

	private final ReactiveFixture fixture = ReactiveFixture
		.of(policy("/api/**", (policy) -> policy.allowedOrigins(APP).exposedHeaders(List.of("X-Total"))));

	private final MockServerHttpResponse bare = new MockServerHttpResponse();

	private final HttpHeaders headers = guard("Origin: " + APP);

	private HttpHeaders guard(String... lines) {
		MockServerHttpRequest request = request("GET", "/api/x", lines);
		return GuardedResponse.guard(this.bare, this.fixture.evaluate(request), new ReactiveCorsRequest(request))
			.getHeaders();
	}

	private void complete() {
		this.bare.setComplete().block();
	}

	private List<String> corsHeaders() {
		return ReactiveFixture.corsHeaders(this.bare.getHeaders());
	}

	static Stream<Named<Consumer<HttpHeaders>>> changes() {
		return Stream.of(change("add", (headers) -> headers.add(ORIGIN, "*")),
				change("addAll", (headers) -> headers.addAll(ORIGIN, List.of("*", "*"))),
				change("addAll of a map", (headers) -> headers.addAll(other())),
				change("set", (headers) -> headers.set(ORIGIN, "*")),
				change("setAll", (headers) -> headers.setAll(Map.of("access-control-max-age", "5"))),
				change("put", (headers) -> headers.put(ORIGIN, List.of("*"))),
				change("putAll", (headers) -> headers.putAll(other())),
				change("putAll of a map", (headers) -> headers.putAll(Map.of(ORIGIN, List.of("*")))),
				change("putIfAbsent", (headers) -> headers.putIfAbsent("Access-Control-Max-Age", List.of("5"))),
				change("remove", (headers) -> headers.remove("ACCESS-CONTROL-ALLOW-ORIGIN")),
				change("a typed setter", (headers) -> headers.setAccessControlAllowCredentials(true)),
				change("another", (headers) -> headers.setAccessControlAllowMethods(List.of(HttpMethod.GET))),
				change("clear", HttpHeaders::clear));
	}

	private static Named<Consumer<HttpHeaders>> change(String name, Consumer<HttpHeaders> change) {
		return Named.of(name, change);
	}

	private static HttpHeaders other() {
		HttpHeaders other = new HttpHeaders();
		other.set(ORIGIN, "*");
		return other;
	}

	@ParameterizedTest
	@MethodSource("changes")
	void changeOfAHeaderOfThePolicyIsIgnored(Consumer<HttpHeaders> change) {
		change.accept(this.headers);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
	}

	static Stream<Named<Consumer<HttpHeaders>>> writingThrough() {
		return Stream.of(change("headerSet", (headers) -> headers.headerSet().clear()),
				change("headerNames", (headers) -> headers.headerNames().remove(ORIGIN)),
				change("single values", GuardedHeadersTests::clearSingleValues),
				change("multiple values", GuardedHeadersTests::clearMultipleValues));
	}

	@SuppressWarnings("removal")
	private static void clearSingleValues(HttpHeaders headers) {
		headers.asSingleValueMap().remove(ORIGIN);
	}

	@SuppressWarnings("removal")
	private static void clearMultipleValues(HttpHeaders headers) {
		headers.asMultiValueMap().clear();
	}

	@ParameterizedTest
	@MethodSource("writingThrough")
	void viewThatWritesThroughChangesNothingInTheEnd(Consumer<HttpHeaders> change) {
		change.accept(this.headers);
		complete();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void changeOfAnotherHeaderIsTheApplications() {
		this.headers.add("X-One", "1");
		this.headers.addAll("X-One", List.of("2"));
		this.headers.set("X-Two", "2");
		this.headers.put("X-Three", List.of("3"));
		this.headers.putIfAbsent("X-Four", List.of("4"));
		this.headers.putIfAbsent("X-One", List.of("5"));
		assertThat(this.headers.remove("X-Two")).containsExactly("2");
		assertThat(this.bare.getHeaders().get("X-One")).containsExactly("1", "2");
		assertThat(this.bare.getHeaders().get("X-Three")).containsExactly("3");
		assertThat(this.bare.getHeaders().get("X-Four")).containsExactly("4");
		assertThat(this.bare.getHeaders().containsHeader("X-Two")).isFalse();
	}

	@Test
	void setAllSetsWhatIsTheApplications() {
		this.headers.setAll(Map.of("X-One", "1", "vary", "Accept"));
		assertThat(this.bare.getHeaders().get("X-One")).containsExactly("1");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Accept", "Origin");
	}

	@Test
	void clearTakesAwayWhatIsTheApplications() {
		this.headers.add("X-One", "1");
		this.headers.clear();
		assertThat(this.bare.getHeaders().containsHeader("X-One")).isFalse();
	}

	@Test
	void putOfAnotherHeaderReturnsWhatWasThere() {
		this.headers.add("X-One", "1");
		assertThat(this.headers.put("X-One", List.of("2"))).containsExactly("1");
		assertThat(this.headers.putIfAbsent("X-One", List.of("3"))).containsExactly("2");
	}

	@Test
	@SuppressWarnings("removal")
	void viewsShowWhatIsThere() {
		assertThat(this.headers.headerNames()).contains(ORIGIN);
		assertThat(this.headers.headerSet()).extracting(Map.Entry::getKey).contains(ORIGIN);
		assertThat(this.headers.asSingleValueMap()).containsEntry(ORIGIN, APP);
		assertThat(this.headers.asMultiValueMap()).containsEntry(ORIGIN, List.of(APP));
	}

	@Test
	void changeWhenTheDecisionSetsNoHeadersIsTheApplications() {
		MockServerHttpResponse response = new MockServerHttpResponse();
		MockServerHttpRequest request = request("GET", "/api/x");
		HttpHeaders passing = GuardedResponse
			.guard(response, this.fixture.evaluate(request), new ReactiveCorsRequest(request))
			.getHeaders();
		passing.set(ORIGIN, "https://own.test");
		passing.add("Access-Control-Max-Age", "5");
		passing.put("Access-Control-Allow-Methods", List.of("GET"));
		passing.remove("Access-Control-Max-Age");
		assertThat(ReactiveFixture.corsHeaders(response.getHeaders()))
			.containsExactlyInAnyOrder("Allow-Origin: https://own.test", "Allow-Methods: GET");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "X-Session | X-Total, X-Session", "x-total, ETag | X-Total, ETag",
			"X-A,X-B | X-Total, X-A, X-B", "no name, X-C | X-Total, X-C", "'' | X-Total" })
	void setWhenTheApplicationExposesNamesUnitesThem(String exposed, String united) {
		this.headers.set(EXPOSE, exposed);
		assertThat(this.bare.getHeaders().get(EXPOSE)).containsExactly(united);
	}

	@Test
	void exposedNamesAreUnitedHoweverTheyAreWritten() {
		this.headers.add(EXPOSE, "X-One");
		this.headers.addAll(EXPOSE, List.of("X-Two", "X-Three"));
		this.headers.put(EXPOSE, List.of("X-Four"));
		this.headers.putIfAbsent(EXPOSE, List.of("X-Five"));
		assertThat(this.bare.getHeaders().get(EXPOSE))
			.containsExactly("X-Total, X-One, X-Two, X-Three, X-Four, X-Five");
	}

	@Test
	void exposedNamesOutliveAClear() {
		this.headers.add(EXPOSE, "X-One");
		this.headers.clear();
		assertThat(this.bare.getHeaders().get(EXPOSE)).containsExactly("X-Total, X-One");
	}

	@Test
	void putAndRemoveReturnWhatIsThere() {
		assertThat(this.headers.put(ORIGIN, List.of("*"))).containsExactly(APP);
		assertThat(this.headers.putIfAbsent(ORIGIN, List.of("*"))).containsExactly(APP);
		assertThat(this.headers.remove(ORIGIN)).containsExactly(APP);
	}

	@Test
	void setWhenItIsVaryPutsBackWhatThePolicyNeeds() {
		this.headers.set("vary", "Accept");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Accept", "Origin");
	}

	@Test
	void putWhenItIsVaryPutsBackWhatThePolicyNeeds() {
		this.headers.put("Vary", List.of("Accept"));
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Accept", "Origin");
	}

	@Test
	void removeWhenItIsVaryPutsBackWhatThePolicyNeeds() {
		assertThat(this.headers.remove("Vary")).containsExactly("Origin");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void addWhenItIsVaryAdds() {
		this.headers.add("Vary", "Accept");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin", "Accept");
	}

}
