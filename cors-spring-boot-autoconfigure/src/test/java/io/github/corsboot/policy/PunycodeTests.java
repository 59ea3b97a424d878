package io.github.corsboot.policy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Punycode}, with the samples of RFC 3492, section 7.1, and others.
 */
class PunycodeTests {

	@ParameterizedTest
	@CsvSource({
			"xn--egbpdaj6bu4bxfgehfvwxn, \u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064A\u061F",
			"xn--ihqwcrb4cv8a8dqg056pqjye, \u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587",
			"xn--4dbcagdahymbxekheh6e0a7fei0b, \u05DC\u05DE\u05D4\u05D4\u05DD\u05E4\u05E9\u05D5\u05D8\u05DC\u05D0\u05DE\u05D3\u05D1\u05E8\u05D9\u05DD\u05E2\u05D1\u05E8\u05D9\u05EA",
			"xn--d9juau41awczczp, \u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067",
			"xn--b1abfaaepdrnnbgefbadotcwatmq2g4l, \u043F\u043E\u0447\u0435\u043C\u0443\u0436\u0435\u043E\u043D\u0438\u043D\u0435\u0433\u043E\u0432\u043E\u0440\u044F\u0442\u043F\u043E\u0440\u0443\u0441\u0441\u043A\u0438",
			"xn--bcher-kva, b\u00FCcher", "xn--strae-oqa, stra\u00DFe", "xn--mnchen-3ya, m\u00FCnchen",
			"xn--2-u9tlzr9756bt3uc0v, \u3072\u3068\u3064\u5C4B\u6839\u306E\u4E0B2", "xn--n3h, \u2603",
			"xn--ls8h, \uD83D\uDCA9", "xn--tda, \u00FC", "xn--3e0b707e, \uD55C\uAD6D",
			"xn---with-super-monkeys-pc58ag80a8qai00g7n9n, \u5B89\u5BA4\u5948\u7F8E\u6075-with-super-monkeys",
			"xn--o-yfam575cub, \u063D\u0648o\u00E3\u00E7", "xn--s-sfa602b2x9jioek82d, \u6D8F\u9399s\u00E0\u0634\u71C6",
			"xn--e-s64b3340j, \u626De\uD83D\uDE4F",
			"xn--a-7fahidb209cy75x, \u00E8a\u00ED\u00EA\u0428\u00ED\u00EC\u743E", "xn--e1a, \u0435",
			"xn--k-oga89w, \u00F0k\u044D", "xn--m38h, \uD83D\uDE2B", "xn--50a6a, \u042D\u043D",
			"xn--ixr-ooa122bbt7p, \u00FE\u648Bix\u0433r",
			"xn--y-gha96v0ucyw0oifyz4ea, \u0430\uD83D\uDE01\u53FB\u0632\uD83D\uDE19y\u00FD",
			"xn--zza8694bmmbdu36e3bao, \uD83D\uDE2D\uD83D\uDE20\u5BD4\uD83D\uDE2F\u0404\u59AB",
			"xn--mda10ona27902c, \u0441\uD83D\uDE2E\u00F5\u0445", "xn--i0a9a, \u0428\u0416", "xn--vgbu, \u0630\u063A",
			"xn--th-riac883bjtd3a60862h, \u00E3t\uD83D\uDE33h\u063D\u043A\u0641\u00E3", "xn--zez, \u78C6",
			"xn--f-7fa122b6p9l, \u00E8\u0641f\u7DBE", "xn--n-jrb9788i, n\u0412\u9D69",
			"xn--osx32jp859a, \uD83D\uDE3A\u76AA\u7113", "xn--7ca2c42lp06qbera, \u81AF\u00E7\u9210\u00FF\u0417",
			"xn--2qxo124f, \u70DB\uD83D\uDE46",
			"xn--3za2a9dufv7h1c8031g2g1zwia, \u0408\u044B\u0629\u042E\uD83D\uDE23\u6FE6\u0639\u0416\uD83D\uDE01",
			"xn--i0aza66sua7908nmmoxbda, \uD83D\uDE20\u0423\u72F8\uD83D\uDE2D\u0423\u063D\u0641\u0416",
			"xn--odag06v1uc9cq056e0npxya, \u042A\uD83D\uDE12\uD83D\uDE15\u00F7\u7234\u062C\u0641\u00FA" })
	void decodeReturnsTheText(String label, String text) {
		assertThat(Punycode.decode(label)).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "xn--", "xn---", "xn--a-", "xn--abc-", "xn--0", "xn--zz", "xn--99999999", "xn--a_b-c",
			"xn--bcher-kv", "xn--bcher-kv_", "xn--bcher-KVA", "xn--a-zzzzzzzzzzzz" })
	void decodeWhenLabelStandsForNothingReturnsNull(String label) {
		assertThat(Punycode.decode(label)).isNull();
	}

}
