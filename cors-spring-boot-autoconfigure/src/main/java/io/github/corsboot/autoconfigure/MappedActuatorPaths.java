package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.corsboot.actuate.CorsEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.EndpointMapping;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.core.env.Environment;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The paths of the endpoints that Actuator maps.
 */
final class MappedActuatorPaths implements ActuatorPaths {

	private static final EndpointId ENDPOINT = EndpointId.of(CorsEndpoint.ID);

	private static final String ACCESS = "management.endpoint." + CorsEndpoint.ID + ".access";

	private static final String DISCOVERY = "management.endpoints.web.discovery.enabled";

	private static final String EXPOSURE = "management.endpoints.web.exposure";

	private final Environment environment;

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	private final ManagementPortType port;

	private final UnaryOperator<String> servedAt;

	private volatile @Nullable String endpoint;

	/**
	 * Create the paths.
	 * @param endpoints the endpoints that are exposed
	 * @param environment tells the port on which they are
	 * @param servedAt makes the path within the application of the path of an endpoint
	 */
	MappedActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment,
			UnaryOperator<String> servedAt) {
		this.endpoints = endpoints;
		this.environment = environment;
		this.port = ManagementPortType.get(environment);
		this.servedAt = servedAt;
	}

	@Override
	public List<PathPattern> onApplicationPort() {
		PathMappedEndpoints exposed = exposed();
		if (exposed == null || exposed.stream().findAny().isEmpty()) {
			return List.of();
		}
		List<String> paths = new ArrayList<>();
		List<String> alone = new ArrayList<>();
		if (this.port == ManagementPortType.SAME) {
			exposed.stream().map((endpoint) -> path(exposed, endpoint)).forEach(paths::add);
			// The application may serve something of its own below the base path.
			String basePath = new EndpointMapping(exposed.getBasePath()).getPath();
			if (!basePath.isEmpty() && this.environment.getProperty(DISCOVERY, Boolean.class, true)) {
				alone.add(basePath);
			}
		}
		// Parts of an endpoint, such as /livez, may be here although it is elsewhere.
		exposed.stream()
			.flatMap((endpoint) -> endpoint.getAdditionalPaths(WebServerNamespace.SERVER).stream())
			.map((path) -> path.startsWith("/") ? path : "/" + path)
			.forEach(paths::add);
		return Stream
			.concat(alone.stream().map(this.servedAt),
					paths.stream().map(this.servedAt).flatMap(MappedActuatorPaths::andBelow))
			.distinct()
			.map(MappedActuatorPaths::parse)
			.toList();
	}

	@Override
	public String endpoint() {
		String known = this.endpoint;
		if (known == null) {
			PathMappedEndpoints exposed = exposed();
			PathMappedEndpoint cors = (exposed != null) ? exposed.getEndpoint(ENDPOINT) : null;
			String path = (exposed != null && cors != null) ? path(exposed, cors) : "";
			known = (!path.isEmpty() && this.port == ManagementPortType.SAME) ? this.servedAt.apply(path) : path;
			this.endpoint = known;
		}
		return known;
	}

	@Override
	public @Nullable String missingEndpoint() {
		if (this.port == ManagementPortType.DISABLED) {
			return "set management.server.port, which is -1";
		}
		PathMappedEndpoints exposed = exposed();
		if (exposed != null && exposed.getEndpoint(ENDPOINT) != null) {
			return null;
		}
		String access = this.environment.getProperty(ACCESS, "");
		if (access.equalsIgnoreCase(Access.NONE.name())) {
			return "set %s to read-only, it is none".formatted(ACCESS);
		}
		String excluded = this.environment.getProperty(EXPOSURE + ".exclude", "");
		return (excluded.contains("*") || excluded.contains(CorsEndpoint.ID))
				? "take it out of %s.exclude, which is '%s'".formatted(EXPOSURE, excluded)
				: "add it to %s.include, like 'health,cors'".formatted(EXPOSURE);
	}

	private @Nullable PathMappedEndpoints exposed() {
		return (this.port != ManagementPortType.DISABLED) ? this.endpoints.getIfAvailable() : null;
	}

	/**
	 * Return the path of an endpoint as Actuator maps it, whatever slashes the properties
	 * have at their ends.
	 */
	private static String path(PathMappedEndpoints exposed, PathMappedEndpoint endpoint) {
		return new EndpointMapping(exposed.getBasePath()).createSubPath(endpoint.getRootPath());
	}

	private static Stream<String> andBelow(String path) {
		return Stream.of(path, path + "/**");
	}

	private static PathPattern parse(String path) {
		return PathPatternParser.defaultInstance.parse(path);
	}

}
