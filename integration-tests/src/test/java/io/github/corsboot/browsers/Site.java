package io.github.corsboot.browsers;

import java.util.Map;

/**
 * The addresses of a run.
 *
 * @param scheme {@code http} or {@code https}
 * @param ports the port of each listener
 */
record Site(String scheme, Map<Place.Port, Integer> ports) {

	String origin(Place place) {
		return this.scheme + "://" + place.host() + ":" + port(place.port());
	}

	int port(Place.Port port) {
		Integer number = this.ports.get(port);
		if (number == null) {
			throw new IllegalStateException("Nothing listens for " + port);
		}
		return number;
	}

	/**
	 * Replace the names of places in braces by their origins.
	 */
	String resolve(String text) {
		String resolved = text;
		for (Place place : Place.values()) {
			String name = "{" + place + "}";
			resolved = resolved.contains(name) ? resolved.replace(name, origin(place)) : resolved;
		}
		return resolved;
	}

}
