package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Decodes internationalized labels. The JDK does so by the rules of 2003 only, and
 * refuses some that browsers send.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3492#section-6.2">RFC 3492, section
 * 6.2</a>
 */
final class Punycode {

	static final String PREFIX = "xn--";

	private static final int BASE = 36;

	private static final int T_MIN = 1;

	private static final int T_MAX = 26;

	private static final int SKEW = 38;

	private static final int DAMP = 700;

	private static final int INITIAL_BIAS = 72;

	private static final int INITIAL_N = 128;

	private Punycode() {
	}

	/**
	 * Decode a label.
	 * @param label the label, with prefix
	 * @return the text that it stands for, or {@code null} if there is none that is not
	 * ASCII
	 */
	static @Nullable String decode(String label) {
		int delimiter = label.lastIndexOf('-');
		List<Integer> decoded = new ArrayList<>();
		label.substring(PREFIX.length(), Math.max(delimiter, PREFIX.length())).chars().forEach(decoded::add);
		int next = Math.max(delimiter + 1, PREFIX.length());
		if (next == label.length()) {
			return null;
		}
		long n = INITIAL_N;
		long i = 0;
		int bias = INITIAL_BIAS;
		while (next < label.length()) {
			long oldI = i;
			long weight = 1;
			for (int k = BASE;; k += BASE) {
				int digit = (next < label.length()) ? digit(label.charAt(next++)) : -1;
				if (digit < 0) {
					return null;
				}
				i += digit * weight;
				int threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
				if (digit < threshold) {
					break;
				}
				weight *= BASE - threshold;
				if (i > Integer.MAX_VALUE || weight > Integer.MAX_VALUE) {
					return null;
				}
			}
			int length = decoded.size() + 1;
			bias = adapt((int) (i - oldI), length, oldI == 0);
			n += i / length;
			if (n > Character.MAX_CODE_POINT) {
				return null;
			}
			decoded.add((int) (i % length), (int) n);
			i = i % length + 1;
		}
		StringBuilder text = new StringBuilder();
		decoded.forEach(text::appendCodePoint);
		return text.toString();
	}

	private static int digit(char c) {
		if (c >= 'a' && c <= 'z') {
			return c - 'a';
		}
		return (c >= '0' && c <= '9') ? c - '0' + 26 : -1;
	}

	private static int adapt(int delta, int length, boolean first) {
		int d = first ? delta / DAMP : delta / 2;
		d += d / length;
		int k = 0;
		while (d > ((BASE - T_MIN) * T_MAX) / 2) {
			d /= BASE - T_MIN;
			k += BASE;
		}
		return k + (BASE - T_MIN + 1) * d / (d + SKEW);
	}

}
