package io.github.corsboot.sample;

/**
 * The ports on which the page is served, once the server has started.
 */
interface PagePorts {

	int allowed();

	int stranger();

}
