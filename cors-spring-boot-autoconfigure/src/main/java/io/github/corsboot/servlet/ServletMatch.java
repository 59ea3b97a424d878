package io.github.corsboot.servlet;

import java.util.Map;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

/**
 * The servlet that serves a path, as containers find it: Servlet specification, section
 * 12.1.
 *
 * @param servletName the name of the servlet, empty if there is none
 * @param pattern the pattern that matches
 * @param mappingMatch how it matches
 * @param path the path
 */
record ServletMatch(String servletName, String pattern, MappingMatch mappingMatch,
		String path) implements HttpServletMapping {

	/**
	 * Find the servlet for a path.
	 * @param context the application
	 * @param path the decoded path, within the application
	 */
	static ServletMatch find(ServletContext context, String path) {
		ServletMatch best = new ServletMatch("", "/", MappingMatch.DEFAULT, path);
		for (Map.Entry<String, ? extends ServletRegistration> servlet : context.getServletRegistrations().entrySet()) {
			for (String pattern : servlet.getValue().getMappings()) {
				MappingMatch match = match(pattern, path);
				ServletMatch found = (match != null) ? new ServletMatch(servlet.getKey(), pattern, match, path) : best;
				best = (found.rank() >= best.rank()) ? found : best;
			}
		}
		return best;
	}

	private static @Nullable MappingMatch match(String pattern, String path) {
		if (pattern.equals("/")) {
			return MappingMatch.DEFAULT;
		}
		if (pattern.endsWith("/*")) {
			String prefix = pattern.substring(0, pattern.length() - "/*".length());
			return (path.equals(prefix) || path.startsWith(prefix + "/")) ? MappingMatch.PATH : null;
		}
		if (pattern.startsWith("*.")) {
			return path.endsWith(pattern.substring(1)) ? MappingMatch.EXTENSION : null;
		}
		return (pattern.equals(path) || (pattern.isEmpty() && path.equals("/"))) ? MappingMatch.EXACT : null;
	}

	private int rank() {
		return switch (this.mappingMatch) {
			case EXACT, CONTEXT_ROOT -> Integer.MAX_VALUE;
			case PATH -> this.pattern.length();
			case EXTENSION -> 1;
			case DEFAULT -> 0;
		};
	}

	String servletPath() {
		return (this.mappingMatch == MappingMatch.PATH)
				? this.pattern.substring(0, this.pattern.length() - "/*".length()) : this.path;
	}

	@Nullable String pathInfo() {
		String servletPath = servletPath();
		return (servletPath.length() < this.path.length()) ? this.path.substring(servletPath.length()) : null;
	}

	@Override
	public String getMatchValue() {
		return this.path;
	}

	@Override
	public String getPattern() {
		return this.pattern;
	}

	@Override
	public String getServletName() {
		return this.servletName;
	}

	@Override
	public MappingMatch getMappingMatch() {
		return this.mappingMatch;
	}

}
