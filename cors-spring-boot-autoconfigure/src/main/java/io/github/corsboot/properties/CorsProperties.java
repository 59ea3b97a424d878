package io.github.corsboot.properties;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.corsboot.mapping.CorsWarning;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Everything below {@code cors}. The attributes of a policy at the top level are those of
 * the policy named {@code default}, which exists as soon as {@code allowed-origins} is
 * set, and what named policies inherit.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("cors")
public class CorsProperties extends CorsPolicyProperties {

	/**
	 * Whether the starter checks cross-origin requests. If not, it also observes and
	 * records nothing.
	 */
	private boolean enabled = true;

	/**
	 * Paths that no policy covers, as PathPatterns. Other CORS support, such as
	 * '@CrossOrigin', decides there.
	 */
	private List<String> excludePaths = List.of();

	/**
	 * Whether policies decide on the paths of Actuator on the port of the application.
	 * Otherwise the 'management.endpoints.web.cors' properties do.
	 */
	private boolean includeActuator;

	/**
	 * Named policies for paths of their own. A policy inherits what it leaves unset from
	 * the top level, except its paths and the 'dangerously-' switches. A list replaces
	 * the inherited one.
	 */
	private Map<String, CorsPolicyProperties> policies = new LinkedHashMap<>();

	/**
	 * How to treat unknown properties below 'cors'. With 'auto', a name that looks like a
	 * mistake stops the start, and a warning names all others.
	 */
	private UnknownPropertiesMode unknownProperties = UnknownPropertiesMode.AUTO;

	/**
	 * Codes of warnings at start-up that are accepted, and therefore not logged. The
	 * Actuator endpoint still lists them.
	 */
	private List<CorsWarning.Code> acceptedWarnings = List.of();

	private final Websocket websocket = new Websocket();

	private final Rejections rejections = new Rejections();

	private final Fleet fleet = new Fleet();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public List<String> getExcludePaths() {
		return this.excludePaths;
	}

	public void setExcludePaths(List<String> excludePaths) {
		this.excludePaths = List.copyOf(excludePaths);
	}

	public boolean isIncludeActuator() {
		return this.includeActuator;
	}

	public void setIncludeActuator(boolean includeActuator) {
		this.includeActuator = includeActuator;
	}

	public Map<String, CorsPolicyProperties> getPolicies() {
		return this.policies;
	}

	public void setPolicies(Map<String, CorsPolicyProperties> policies) {
		this.policies = new LinkedHashMap<>(policies);
	}

	public UnknownPropertiesMode getUnknownProperties() {
		return this.unknownProperties;
	}

	public void setUnknownProperties(UnknownPropertiesMode unknownProperties) {
		this.unknownProperties = unknownProperties;
	}

	public List<CorsWarning.Code> getAcceptedWarnings() {
		return this.acceptedWarnings;
	}

	public void setAcceptedWarnings(List<CorsWarning.Code> acceptedWarnings) {
		// A blank entry is null.
		this.acceptedWarnings = acceptedWarnings.stream().filter(Objects::nonNull).toList();
	}

	public Websocket getWebsocket() {
		return this.websocket;
	}

	public Rejections getRejections() {
		return this.rejections;
	}

	public Fleet getFleet() {
		return this.fleet;
	}

	/**
	 * Properties for WebSockets.
	 */
	public static class Websocket {

		/**
		 * Whether policies decide on the origin of WebSocket handshakes. Spring's
		 * handlers without allowed origins then accept the origins of their policy.
		 * Unset, it is true on WebFlux, where most handlers check no origin, and false on
		 * servlets.
		 */
		private @Nullable Boolean enforceOrigin;

		public @Nullable Boolean getEnforceOrigin() {
			return this.enforceOrigin;
		}

		public void setEnforceOrigin(@Nullable Boolean enforceOrigin) {
			this.enforceOrigin = enforceOrigin;
		}

	}

	/**
	 * Properties for rejections.
	 */
	public static class Rejections {

		/**
		 * Whether rejections are counted, logged and kept. Requests are refused all the
		 * same.
		 */
		private boolean enabled = true;

		/**
		 * How many of the newest rejections are kept in memory, at least 1.
		 */
		private int capacity = 500;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getCapacity() {
			return this.capacity;
		}

		public void setCapacity(int capacity) {
			this.capacity = capacity;
		}

	}

	/**
	 * Properties for several instances of an application.
	 */
	public static class Fleet {

		private final Redis redis = new Redis();

		public Redis getRedis() {
			return this.redis;
		}

	}

	/**
	 * Properties for what instances tell each other by Redis.
	 */
	public static class Redis {

		/**
		 * Whether the instances of the application, by 'spring.application.name', tell
		 * each other that policies were reloaded, that origins from elsewhere have
		 * changed, and what they have refused. Needs Spring Data Redis.
		 */
		private boolean enabled;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * How to treat unknown properties.
	 */
	public enum UnknownPropertiesMode {

		/**
		 * Fail if the property is likely to be a mistake, otherwise warn.
		 */
		AUTO,

		/**
		 * Fail.
		 */
		FAIL,

		/**
		 * Warn.
		 */
		WARN,

		/**
		 * Ignore.
		 */
		IGNORE

	}

}
