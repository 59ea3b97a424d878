package io.github.corsboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A document with tables that are measured, between two comments each.
 */
public final class Document {

	private Document() {
	}

	/**
	 * Replace a table.
	 * @param file the document
	 * @param name the name of the table
	 * @param lines the lines of the table
	 */
	public static void replace(Path file, String name, List<String> lines) throws IOException {
		String text = Files.readString(file);
		String start = "<!-- " + name + " -->\n";
		int from = text.indexOf(start);
		int to = text.indexOf("<!-- end -->", from);
		if (from < 0 || to < 0) {
			throw new IllegalArgumentException(file + " has no table '" + name + "'");
		}
		Files.writeString(file,
				text.substring(0, from + start.length()) + String.join("\n", lines) + "\n" + text.substring(to));
	}

}
