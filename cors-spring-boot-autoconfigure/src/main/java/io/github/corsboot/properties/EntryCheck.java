package io.github.corsboot.properties;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a list as it is configured, or what is wrong with it.
 *
 * @param <T> the type of what it stands for
 */
interface EntryCheck<T> {

	/**
	 * Return the value that the text stands for, or {@code null} if it is wrong.
	 */
	@Nullable T value();

	/**
	 * Return the index of the mistake in the text.
	 */
	int position();

	/**
	 * Return the advice for the user: another text to write.
	 */
	String advice();

	/**
	 * Return the corrected text, or {@code null} if only the user knows it.
	 */
	@Nullable String correction();

}
