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
 * @param text the value of the property, or {@code null} for a property that is to be
 * added
 * @param start where the part starts in the value
 * @param end where it ends
 * @param replacement the corrected part, empty if it is to be deleted
 */
record Correction(AttributeSource source, @Nullable String text, int start, int end, String replacement) {

	/** Stands for the value of a property that only has another name. */
	static final String SAME_VALUE = "...";

	/** How much of a line is shown at most. */
	private static final int MAX_LENGTH = 200;

	private static final Pattern VARIABLE = Pattern.compile("\"(CORS_\\w+)\"", Pattern.CASE_INSENSITIVE);

	private static final Pattern NEEDS_QUOTES = Pattern.compile("[-*&!%@`{}\\[\\]\"'#|>?:,].*|.*(: | #).*|.*:");

	/**
	 * Return a property that is to be added.
	 * @param property the property
	 * @param value its value
	 * @param beside another property, in the same file
	 */
	static Correction add(String property, String value, AttributeSource beside) {
		return new Correction(new AttributeSource(property, beside.location()), null, 0, 0, value);
	}

	/**
	 * Return the corrected properties, in the form of the file in which they stand.
	 * @param corrections the corrections, of which several may be of one property
	 * @return a line for each property
	 */
	static List<String> lines(Collection<Correction> corrections) {
		Map<String, List<Correction>> byProperty = corrections.stream()
			.collect(Collectors.groupingBy((correction) -> correction.source.property(), LinkedHashMap::new,
					Collectors.toList()));
		List<String> lines = new ArrayList<>();
		for (List<Correction> ofProperty : byProperty.values()) {
			Correction first = ofProperty.get(0);
			String value = ((first.text != null) ? apply(ofProperty, first.text) : first.replacement).strip();
			if (!value.isEmpty() && value.length() <= MAX_LENGTH && value.chars().noneMatch(Character::isISOControl)) {
				lines.add(first.line(value));
			}
		}
		return lines;
	}

	private static String apply(List<Correction> corrections, String text) {
		StringBuilder value = new StringBuilder(text);
		boolean tidy = text.chars().anyMatch(Character::isISOControl);
		int untouched = value.length();
		for (Correction correction : corrections.stream()
			.filter((correction) -> text.equals(correction.text))
			.sorted(Comparator.comparingInt(Correction::start).reversed())
			.toList()) {
			if (correction.end <= untouched) {
				value.replace(correction.start, correction.end, correction.replacement);
				untouched = correction.start;
				tidy |= correction.replacement.isEmpty();
			}
		}
		return tidy ? Arrays.stream(value.toString().split(","))
			.map(String::strip)
			.filter((entry) -> !entry.isEmpty())
			.collect(Collectors.joining(", ")) : value.toString();
	}

	private String line(String value) {
		String location = String.valueOf(this.source.location());
		Matcher variable = VARIABLE.matcher(location);
		if (this.text != null && variable.find()) {
			return variable.group(1) + "=" + value;
		}
		if (location.contains(".properties]") || location.endsWith("\"commandLineArgs\"")) {
			return this.source.property() + "=" + value.replace("\\", "\\\\");
		}
		boolean quotes = NEEDS_QUOTES.matcher(value).matches();
		return this.source.property() + ": "
				+ (quotes ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : value);
	}

}
