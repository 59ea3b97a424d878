package io.github.corsboot.rejection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.policy.TestRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link StoredCorsRejection}.
 */
class StoredCorsRejectionTests {

	private static final CorsRejection RECORDED = Rejections.of(CorsPolicy.builder().allowedOrigins("https://a.test"),
			TestRequest.of("GET", "http://a.test"));

	@Test
	void ofHasAllValuesOfARecordedRejection() {
		assertThat(StoredCorsRejection.of(RECORDED))
			.isEqualTo(new StoredCorsRejection("abc123-14", 2, Rejections.TIME, CorsRequest.Kind.ACTUAL,
					RejectionReason.ORIGIN_NOT_ALLOWED, null, List.of("default"), "/**", "http://a.test", "GET",
					"/data", List.of(), List.of(new AttributeSource("cors.allowed-origins", "application.yml - 3:20")),
					"Only the scheme differs from 'https://a.test', which is allowed."));
	}

	@Test
	void logDescribesAStoredRejectionAsTheRecordedOne() {
		assertThat(RejectionLog.describe(StoredCorsRejection.of(RECORDED))).isEqualTo(RejectionLog.describe(RECORDED));
	}

	@Test
	void listsAreCopied() {
		List<String> policies = new ArrayList<>(List.of("default"));
		StoredCorsRejection stored = stored(policies, List.of(), List.of());
		policies.clear();
		assertThat(stored.policies()).containsExactly("default");
	}

	@Test
	void listsAndTheirElementsAreNeverNull() {
		assertThatNullPointerException().isThrownBy(() -> stored(null, List.of(), List.of()));
		assertThatNullPointerException()
			.isThrownBy(() -> stored(List.of(), Collections.singletonList(null), List.of()));
		assertThatNullPointerException()
			.isThrownBy(() -> stored(List.of(), List.of(), Collections.singletonList(null)));
	}

	@Test
	void onlyDetailHintAndAddressMayBeMissing() {
		assertThatNullPointerException()
			.isThrownBy(() -> new StoredCorsRejection("a-1", 1, Rejections.TIME, null, RejectionReason.NO_POLICY, null,
					List.of(), "", "https://a.test", "GET", "/", List.of(), List.of(), null))
			.withMessage("Only the detail, the hint and the address of a rejection may be missing");
	}

	private static StoredCorsRejection stored(List<String> policies, List<String> refusedHeaders,
			List<AttributeSource> decidedBy) {
		return new StoredCorsRejection("a-1", 1, Rejections.TIME, CorsRequest.Kind.ACTUAL, RejectionReason.NO_POLICY,
				null, policies, "", "https://a.test", "GET", "/", refusedHeaders, decidedBy, null);
	}

}
