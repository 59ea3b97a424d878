package io.github.corsboot.properties;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
	 * Whether cross-origin requests are checked. If not, nothing is checked, observed or
	 * recorded.
	 */
	private boolean enabled = true;

	/**
	 * Paths that no policy covers, as PathPatterns. They are left to other CORS support.
	 */
	private List<String> excludePaths = List.of();

	/**
	 * Whether policies apply to the paths of Actuator on the port of the application.
	 * Otherwise the management.endpoints.web.cors properties own them.
	 */
	private boolean includeActuator;

	/**
	 * Named policies for paths of their own. What a policy leaves unset it takes from the
	 * top level, except its paths; a list replaces, it never adds.
	 */
	private Map<String, CorsPolicyProperties> policies = new LinkedHashMap<>();

	/**
	 * How to treat unknown properties below 'cors'. With 'auto', a name that is likely to
	 * be a mistake stops the start, and a warning at start-up lists the others.
	 */
	private UnknownPropertiesMode unknownProperties = UnknownPropertiesMode.AUTO;

	private final Websocket websocket = new Websocket();

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

	public Websocket getWebsocket() {
		return this.websocket;
	}

	/**
	 * What concerns WebSockets.
	 */
	public static class Websocket {

		/**
		 * Whether policies decide the origin of WebSocket handshakes, and handlers of
		 * Spring that have no allowed origins accept what their policy allows. Unset,
		 * policies decide on WebFlux, which checks no origin itself, and not on servlets.
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
	 * What happens to properties that nobody knows.
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
