package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsDecision.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values of {@code Origin} by which others were fooled: none is let in by a policy that
 * almost contains it, and none is echoed.
 */
class HostileOriginTests {

	private static final CorsPolicy[] POLICIES = { policy("https://app.example.com"), policy("https://*.example.com"),
			policy("https://app.example.com:*"), policy("https://*.example.com:*"), policy("http://localhost:*"),
			policy("http://127.0.0.1:8080", "http://[::1]:8080"), policy("https://xn--bcher-kva.example"),
			policy("https://*.app.example.com:8443"), policy("https://ap*.example.com"),
			policy("https://a*p.example.com:*") };

	private static CorsPolicy policy(String... origins) {
		return CorsPolicy.builder().allowedOrigins(origins).allowCredentials(true).build();
	}

	/**
	 * Return what is never one of the origins above, by the class of the trick.
	 */
	static Stream<String> origins() {
		Set<String> origins = new LinkedHashSet<>();
		for (String host : List.of("app.example.com", "a.b.example.com", "example.com")) {
			origins.addAll(otherHosts(host));
			origins.addAll(aroundTheHost("https://" + host, host));
		}
		for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
			origins.addAll(aroundTheHost("http://" + host, host));
		}
		origins.addAll(addresses());
		origins.addAll(lookAlikes());
		origins.addAll(noOrigins());
		return origins.stream();
	}

	/** Prefixes, suffixes, missing and additional dots. */
	private static List<String> otherHosts(String host) {
		String domain = "example.com";
		return Stream.of(host + ".evil.test", host + "evil.test", host + "-evil.test", "evil.test." + host + ".test",
				host + ".", host + "..", "." + host, ".." + host, host.replace("example", "examp1e"), host + ".co",
				host.replace(".com", ""), host.replace(domain, "evil" + domain), host.replace(domain, "evil-" + domain),
				host.replace(domain, "evil_" + domain), host.replace(".", "-"), host.replace(".", "x"),
				host.replace("example.com", "examplexcom"), host.replace(".com", ".com.com"),
				host.replace(".com", ".org"), host.replace(".com", ".comm"), host.replace(".com", ".co"),
				"evil.test/" + host, "evil.test#" + host, "evil.test?" + host, "evil.test\\" + host,
				"evil.test:443@" + host, "evil.test%2f" + host, "evil.test%00." + host, "evil.test," + host,
				"evil.test;" + host, "evil.test&" + host, "evil.test|" + host, "evil.test`" + host, "evil.test$" + host,
				"evil.test!" + host, "evil.test{" + host, "evil.test=" + host, "evil.test+" + host, "evil.test~" + host,
				"evil.test'" + host, "evil.test\"" + host, "evil.test(" + host, "evil.test<" + host,
				"evil.test^" + host, "evil.test*" + host, "*." + host, "*", "evil.test\u0000." + host,
				"evil.test\n" + host, "evil.test\r\nAccess-Control-Allow-Origin: " + host, "evil.test\t." + host,
				"evil.test\u007f." + host, "evil.test\u2028." + host, "evil.test\u3002" + host,
				"evil.test\uff0e" + host, "evil.test\u200b." + host, "evil.test\u202e." + host,
				"evil.test\u00ad." + host)
			.map((other) -> "https://" + other)
			.toList();
	}

	/** User information, paths, ports, schemes, white space and case. */
	private static List<String> aroundTheHost(String origin, String host) {
		List<String> values = new ArrayList<>(Stream
			.of("/", "//", "/.", "/x", "?", "?x", "#", "#x", "\\", ":", ":0", ":00", ":01", ":+1", ":-1", ":1e3",
					":0x1f", ":65536", ":99999", ":999999", ":8443x", ":8443/", ":8443:", ":8443,8444", ":*", ":443 ",
					" ", "\t", "\u00a0", ",", ",null", " null", "%00", "%0d%0a", "\u0000", ".evil", "@evil.test", "%",
					"%2e", "\u0301")
			.map((suffix) -> origin + suffix)
			.toList());
		values.addAll(List.of("user@" + host, "https://user@" + host, "https://user:pass@" + host, "https:" + host,
				"https:/" + host, "https:///" + host, "https:\\\\" + host, "://" + host, "//" + host, host,
				"HTTPS://" + host, "Https://" + host, "https://" + host.toUpperCase(java.util.Locale.ROOT) + "X",
				"javascript://" + host, "ftp://" + host, "file://" + host, "wss://" + host, "httpss://" + host,
				"ttps://" + host, " https://" + host, "\thttps://" + host, "view-source:https://" + host,
				"blob:https://" + host, "https%3a//" + host, "https://https://" + host, origin + " " + origin,
				origin + "," + origin, origin + ", https://evil.test", "https://evil.test, " + origin,
				"null, " + origin));
		return values;
	}

	/** Other ways to write an address, and addresses that only look local. */
	private static List<String> addresses() {
		List<String> values = new ArrayList<>();
		for (String host : List.of("0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001",
				"017700000001", "127.0.0.01", "127.0.0.1.", "127.0.0.256", "127.0.0.1.evil.test", "127-0-0-1",
				"127.0.0.10", "128.0.0.1", "0.0.0.0", "localhost.", "localhost.evil.test", "evillocalhost",
				"local-host", "localhost.localdomain", "[::]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "[::01]",
				"[::1%25eth0]", "[::1%eth0]", "[::2]", "[::1]]", "[[::1]]", "[::1", "::1", "[::1].evil.test", "[]",
				"[::1]evil.test", "[fe80::1]", "[::G]", "[1::1::1]")) {
			values.add("http://" + host + ":8080");
			values.add("http://" + host);
		}
		return values;
	}

	/** Other characters, and other ways to encode them. */
	private static List<String> lookAlikes() {
		return Stream
			.of("\u0430pp.example.com", "app.ex\u0430mple.com", "app.example.c\u043em", "app.\uff45xample.com",
					"app.example\u2024com", "\u24d0pp.example.com", "app.examp\u217ce.com", "xn--pp-6kc.example.co",
					"b\u00fccher.example", "xn--bcher-kva.example.com.evil.test", "xn--bcher-kvb.example",
					"xn--bcher-kva", "xn--bcher-kva.example.", "XN--BCHER-KVA.example", "xn--bcher--kva.example",
					"app.example.com\ufeff", "\ufeffapp.example.com", "app\u00b7example.com", "app.example.com\ud800")
			.map((host) -> "https://" + host)
			.toList();
	}

	/** What is no origin at all, or everybody's. */
	private static List<String> noOrigins() {
		return List.of("", " ", "null", "NULL", "Null", "nul", "null ", "undefined", "true", "*", "**", "https://",
				"https:", "http", "://", ":", "/", ".", "..", "https://.", "https://..", "https://-", "https://:443",
				"https://*", "https://*.com", "https://[", "https://]", "data:text/html,x", "about:blank",
				"about:srcdoc", "moz-extension://", "chrome-extension://", "https://" + "a".repeat(64) + ".example.com",
				"https://" + "a.".repeat(130) + "example.com", "https://" + "a".repeat(8000) + ".example.com",
				"h".repeat(65) + "://app.example.com", "https://app.example.com" + "\u0000".repeat(100),
				"https://app.example.com\r\nSet-Cookie: x=y", "${jndi:ldap://evil.test}", "<script>alert(1)</script>",
				"https://app.example.com' or '1'='1", "%s%n%d", "../../etc/passwd");
	}

	@Test
	void thereAreEnough() {
		assertThat(origins().count()).isGreaterThan(450);
	}

	@ParameterizedTest
	@MethodSource("origins")
	void noPolicyLetsItInOrEchoesIt(String origin) {
		for (CorsPolicy policy : POLICIES) {
			if (isContained(policy, origin)) {
				continue;
			}
			assertThat(policy.allowsOrigin(origin)).as("%s allows it", policy.allowedOrigins()).isFalse();
			assertRefused(policy, TestRequest.of("GET", origin));
			assertRefused(policy, TestRequest.of("POST", origin));
			assertRefused(policy, TestRequest.preflight(origin, "PUT", "x-one"));
		}
	}

	/**
	 * Some values are legal origins below one of the patterns, which is no trick.
	 */
	private static boolean isContained(CorsPolicy policy, String origin) {
		String text = policy.allowedOrigins().toString();
		if (text.equals("[https://*.example.com]") || text.equals("[https://*.example.com:*]")) {
			return origin.matches("https://([a-z0-9_-]{1,63}\\.)+example\\.com") && origin.length() < 260;
		}
		String withinLabel = text.equals("[https://ap*.example.com]") ? "ap[a-z0-9_-]{1,61}\\.example\\.com"
				: "a[a-z0-9_-]{1,61}p\\.example\\.com(:8443)?";
		return text.contains("://a") && text.contains("*.") && origin.matches("https://" + withinLabel);
	}

	private static void assertRefused(CorsPolicy policy, TestRequest request) {
		CorsDecision decision = policy.evaluate(request);
		assertThat(decision).as("%s", policy.allowedOrigins()).isInstanceOf(Rejected.class);
		assertThat(((Rejected) decision).status()).isEqualTo(403);
		List<String> written = new ArrayList<>();
		decision.headers().writeTo(request, written, (lines, name, value) -> lines.add(name + value));
		assertThat(written).isEmpty();
	}

}
