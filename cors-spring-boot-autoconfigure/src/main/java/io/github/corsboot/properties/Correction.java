package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AttributeSource;
import org.jspecify.annotations.Nullable;

/**
 * A part of the value of a property, and what stands there when the mistake is corrected.
 *
 * @param source the property, and where it stands
 * @param text the value of the property
 * @param start where the part starts in the value
 * @param end where it ends
 * @param replacement the corrected part, empty if it is to be deleted
 */
record Correction(AttributeSource source, String text, int start, int end, String replacement) {

	/** How much of a line is shown at most. */
	private static final int MAX_LENGTH = 200;

	private static final Pattern VARIABLE = Pattern.compile("\"([A-Z][A-Z0-9_]*)\"");

	private static final Pattern NEEDS_QUOTES = Pattern.compile("[-*&!%@`{}\\[\\]\"'#|>?:,].*|.*(: | #).*|.*:|");

	/**
	 * Return a line that is to be written.
	 */
	static Correction write(String property, String value, AttributeSource beside) {
		return new Correction(new AttributeSource(property, beside.location()), "", 0, 0, value);
	}

	/**
	 * Return the corrected properties, in the form of the file in which they stand.
	 * @param corrections the corrections, of which several may be of one property
	 * @return a line for each property
	 */
	static List<String> lines(Collection<Correction> corrections) {
		Map<AttributeSource, List<Correction>> byProperty = corrections.stream()
			.collect(Collectors.groupingBy(Correction::source, LinkedHashMap::new, Collectors.toList()));
		List<String> lines = new ArrayList<>();
		byProperty.forEach((source, ofProperty) -> {
			String value = apply(ofProperty);
			if (value != null && value.length() <= MAX_LENGTH) {
				lines.add(line(source, value));
			}
		});
		return lines;
	}

	private static @Nullable String apply(List<Correction> corrections) {
		StringBuilder value = new StringBuilder(corrections.get(0).text);
		boolean deleted = false;
		int untouched = value.length();
		for (Correction correction : corrections.stream()
			.sorted(Comparator.comparingInt(Correction::start).reversed())
			.toList()) {
			if (correction.end <= untouched) {
				value.replace(correction.start, correction.end, correction.replacement);
				untouched = correction.start;
				deleted |= correction.replacement.isEmpty();
			}
		}
		String all = value.toString();
		if (deleted) {
			all = Arrays.stream(all.split(","))
				.map(String::strip)
				.filter((entry) -> !entry.isEmpty())
				.collect(Collectors.joining(", "));
		}
		return all.isEmpty() ? null : all;
	}

	private static String line(AttributeSource source, String value) {
		String location = String.valueOf(source.location());
		Matcher variable = VARIABLE.matcher(location);
		if (variable.find()) {
			return variable.group(1) + "=" + value;
		}
		if (location.contains(".properties]") || location.contains("command")) {
			return source.property() + "=" + value;
		}
		boolean quotes = NEEDS_QUOTES.matcher(value).matches();
		return source.property() + ": "
				+ (quotes ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : value);
	}

}
