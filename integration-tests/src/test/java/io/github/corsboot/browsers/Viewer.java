package io.github.corsboot.browsers;

/**
 * A browser that is told what to do, and asked what it shows.
 */
interface Viewer extends AutoCloseable {

	/**
	 * Open a page.
	 * @param url the page
	 */
	void open(String url);

	/**
	 * Evaluate an expression in the page.
	 * @param expression the expression
	 * @return the value as JSON
	 */
	String evaluate(String expression);

	@Override
	void close();

}
