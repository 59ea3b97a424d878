package io.github.corsboot.properties;

import java.time.Duration;

import io.github.corsboot.origins.JdbcAllowedOriginsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * How the origins that beans provide are loaded.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("cors.origins")
public class CorsOriginsProperties {

	private static final Duration MIN_REFRESH_INTERVAL = Duration.ofSeconds(1);

	/**
	 * How often the origins are loaded again, from '1s' on. Instances vary it by up to a
	 * tenth. 0 loads them at the start and when asked.
	 */
	private Duration refreshInterval = Duration.ofMinutes(1);

	/**
	 * Whether the application fails to start if origins cannot be loaded then. Otherwise
	 * it starts without them, and tries again.
	 */
	private boolean failFast = true;

	/**
	 * How many origins a policy takes from one provider, at least 1. Those beyond are
	 * left out, with a warning.
	 */
	private int maxOrigins = 200_000;

	private final Jdbc jdbc = new Jdbc();

	public Duration getRefreshInterval() {
		return this.refreshInterval;
	}

	public void setRefreshInterval(Duration refreshInterval) {
		Assert.isTrue(refreshInterval.isZero() || refreshInterval.compareTo(MIN_REFRESH_INTERVAL) >= 0,
				"write a duration from '1s' on, or 0 to load origins only when asked");
		this.refreshInterval = refreshInterval;
	}

	public boolean isFailFast() {
		return this.failFast;
	}

	public void setFailFast(boolean failFast) {
		this.failFast = failFast;
	}

	public int getMaxOrigins() {
		return this.maxOrigins;
	}

	public void setMaxOrigins(int maxOrigins) {
		Assert.isTrue(maxOrigins > 0, "write a number from 1 on");
		this.maxOrigins = maxOrigins;
	}

	public Jdbc getJdbc() {
		return this.jdbc;
	}

	/**
	 * Properties for the origins of a table, which a policy takes with 'origins-from:
	 * jdbc'.
	 */
	public static class Jdbc {

		/**
		 * Query for the origins of a policy: the first column is the origin, the second,
		 * if there is one, its host or null for every host. A '?' stands for the name of
		 * the policy.
		 */
		private String query = JdbcAllowedOriginsProvider.DEFAULT_QUERY;

		/**
		 * Query for what changes with the origins of a policy, such as their number and
		 * the time of the last change. While its result stays the same, they are not read
		 * again. With PostgreSQL this is not needed.
		 */
		private @Nullable String versionQuery;

		/**
		 * Channel of PostgreSQL on which a NOTIFY tells that origins have changed. They
		 * are then loaded at once. Takes a connection of the pool.
		 */
		private @Nullable String listen;

		public String getQuery() {
			return this.query;
		}

		public void setQuery(String query) {
			Assert.hasText(query, "write a query, or delete the property");
			this.query = query;
		}

		public @Nullable String getVersionQuery() {
			return this.versionQuery;
		}

		public void setVersionQuery(@Nullable String versionQuery) {
			this.versionQuery = versionQuery;
		}

		public @Nullable String getListen() {
			return this.listen;
		}

		public void setListen(@Nullable String listen) {
			this.listen = listen;
		}

	}

}
