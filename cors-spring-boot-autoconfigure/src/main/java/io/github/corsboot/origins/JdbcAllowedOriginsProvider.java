package io.github.corsboot.origins;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Gives the origins of a table. Gives up after half a minute, also if the connection is
 * half open and nothing answers any more.
 *
 * @since 0.1.0
 */
public final class JdbcAllowedOriginsProvider implements AllowedOriginsProvider {

	/** The query of those who name their table and its columns like this. */
	public static final String DEFAULT_QUERY = "select origin, host from cors_allowed_origin where policy = ?";

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** Seconds. */
	private static final int GRACE = 5;

	private final DataSource dataSource;

	private final String query;

	private final @Nullable String versionQuery;

	private final int maxRows;

	private final Duration timeout;

	/**
	 * Create a provider.
	 * @param dataSource the database
	 * @param query gives the origins of a policy, in the first column, and their hosts,
	 * in the second if there is one; a {@code ?} stands for the name of the policy
	 * @param versionQuery gives what changes with the origins of a policy; {@code null}
	 * if nothing is known, which reads them each time, except from PostgreSQL
	 * @param maxOrigins how many origins are needed at most
	 */
	public JdbcAllowedOriginsProvider(DataSource dataSource, String query, @Nullable String versionQuery,
			int maxOrigins) {
		this(dataSource, query, versionQuery, maxOrigins, TIMEOUT);
	}

	JdbcAllowedOriginsProvider(DataSource dataSource, String query, @Nullable String versionQuery, int maxOrigins,
			Duration timeout) {
		this.dataSource = dataSource;
		this.query = query.strip().replaceAll(";+$", "");
		this.versionQuery = versionQuery;
		// Some may be wrong, or there twice; what is beyond is a mistake in any case.
		this.maxRows = (int) Math.min(2L * maxOrigins, Integer.MAX_VALUE);
		this.timeout = timeout;
	}

	@Override
	public Collection<AllowedOrigin> load(String policy) throws SQLException {
		return Objects.requireNonNull(execute(
				(connection, jdbc) -> statement(jdbc, this.query, policy).query(JdbcAllowedOriginsProvider::read)));
	}

	private static List<AllowedOrigin> read(ResultSet rows) throws SQLException {
		boolean hosts = rows.getMetaData().getColumnCount() > 1;
		List<AllowedOrigin> origins = new ArrayList<>();
		while (rows.next()) {
			String origin = Objects.requireNonNullElse(rows.getString(1), "");
			origins.add(new AllowedOrigin(origin, hosts ? rows.getString(2) : null));
		}
		return origins;
	}

	@Override
	public @Nullable Object version(String policy) throws SQLException {
		return execute((connection, jdbc) -> {
			String sql = (this.versionQuery != null) ? this.versionQuery : hashQuery(connection);
			return (sql != null) ? statement(jdbc, sql, policy).query().listOfRows() : null;
		});
	}

	/**
	 * Let the database look for changes, if it can, so that no row has to be sent.
	 */
	private @Nullable String hashQuery(Connection connection) throws SQLException {
		return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")
				? "select count(*), sum(hashtextextended(cast(o as text), 0)) from (%s) o".formatted(this.query) : null;
	}

	private static StatementSpec statement(JdbcClient jdbc, String sql, String policy) {
		StatementSpec statement = jdbc.sql(sql);
		return (sql.indexOf('?') >= 0) ? statement.param(policy) : statement;
	}

	private <T> @Nullable T execute(Work<T> work) throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			int before = connection.getNetworkTimeout();
			// Behind that of the query, so that the database is told first.
			setNetworkTimeout(connection, (int) this.timeout.plusSeconds(GRACE).toMillis());
			try {
				JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
				jdbc.setQueryTimeout((int) this.timeout.toSeconds());
				jdbc.setMaxRows(this.maxRows);
				return work.apply(connection, JdbcClient.create(jdbc));
			}
			finally {
				if (!connection.isClosed()) {
					setNetworkTimeout(connection, before);
				}
			}
		}
	}

	private static void setNetworkTimeout(Connection connection, int millis) throws SQLException {
		try {
			connection.setNetworkTimeout(Runnable::run, millis);
		}
		catch (SQLFeatureNotSupportedException ex) {
			// A database in this process, to which there is no network.
		}
	}

	/**
	 * What is done with a connection.
	 */
	private interface Work<T> {

		@Nullable T apply(Connection connection, JdbcClient jdbc) throws SQLException;

	}

}
