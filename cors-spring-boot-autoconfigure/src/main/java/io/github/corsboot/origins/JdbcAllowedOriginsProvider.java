package io.github.corsboot.origins;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.StringUtils;

/**
 * Gives the origins of a table. A query is given up after half a minute, also if the
 * connection is half open and nothing answers any more.
 *
 * @since 0.1.0
 */
public final class JdbcAllowedOriginsProvider implements AllowedOriginsProvider {

	/** The query of those who name their table and its columns like this. */
	public static final String DEFAULT_QUERY = "select origin, host from cors_allowed_origin where policy = ?";

	/** Literals, quoted names, comments, and the question marks of operators. */
	private static final Pattern NO_PARAMETER = Pattern.compile("'[^']*'|\"[^\"]*\"|--[^\n]*|/\\*.*?\\*/|\\?\\?",
			Pattern.DOTALL);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** Seconds. */
	private static final int GRACE = 5;

	/** Rows that may be wrong, or there twice, before it matters that they count. */
	private static final int MORE_ROWS = 1000;

	private final DataSource dataSource;

	private final String query;

	private final @Nullable String versionQuery;

	private final int maxRows;

	private final Duration timeout;

	/** Whether the database cannot compare the rows of this query. */
	private volatile boolean hashFailed;

	/**
	 * Create a provider.
	 * @param dataSource the database
	 * @param query gives the origins of a policy, in the first column, and their hosts,
	 * in the second if there is one; each {@code ?} stands for the name of the policy
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
		this.query = query.replaceAll("[;\\s]+$", "");
		this.versionQuery = StringUtils.hasText(versionQuery) ? versionQuery : null;
		this.maxRows = (int) Math.min(2L * maxOrigins + MORE_ROWS, Integer.MAX_VALUE);
		this.timeout = timeout;
	}

	@Override
	public Collection<AllowedOrigin> load(String policy) throws SQLException {
		return Objects.requireNonNull(loadIfChanged(policy, null)).origins();
	}

	@Override
	public @Nullable LoadedOrigins loadIfChanged(String policy, @Nullable Object version) throws SQLException {
		if (this.versionQuery != null || this.hashFailed) {
			return read(policy, version, this.versionQuery);
		}
		try {
			return read(policy, version, hashQuery());
		}
		catch (BadSqlGrammarException ex) {
			// Either the query is wrong, or the database cannot hash what it gives.
			LoadedOrigins loaded = read(policy, version, null);
			this.hashFailed = true;
			return loaded;
		}
	}

	/**
	 * Let PostgreSQL look for changes, so that no row has to be sent.
	 */
	private String hashQuery() {
		return "select count(*), sum(hashtextextended(cast(o as text), 0)) from (\n%s\n) o".formatted(this.query);
	}

	/**
	 * Read the version and the rows as of one moment.
	 */
	private @Nullable LoadedOrigins read(String policy, @Nullable Object version, @Nullable String versionSql)
			throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			return inOneTransaction(connection, (jdbc) -> {
				List<Map<String, Object>> now = null;
				if (versionSql != null && (versionSql.equals(this.versionQuery) || isPostgres(connection))) {
					now = statement(jdbc, versionSql, policy).query().listOfRows();
					if (now.equals(version)) {
						return null;
					}
				}
				List<AllowedOrigin> rows = statement(jdbc, this.query, policy)
					.query((ResultSetExtractor<List<AllowedOrigin>>) JdbcAllowedOriginsProvider::read);
				return new LoadedOrigins(rows, now, rows.size() < this.maxRows);
			});
		}
	}

	private static boolean isPostgres(Connection connection) throws SQLException {
		return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
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

	private static StatementSpec statement(JdbcClient jdbc, String sql, String policy) {
		long parameters = NO_PARAMETER.matcher(sql).replaceAll("").chars().filter((c) -> c == '?').count();
		return jdbc.sql(sql).params(Collections.nCopies((int) parameters, policy));
	}

	private <T> @Nullable T inOneTransaction(Connection connection, Work<T> work) throws SQLException {
		int networkTimeout = getNetworkTimeout(connection);
		// Behind the timeout of the query, so that the database is told first.
		setNetworkTimeout(connection, (int) this.timeout.plusSeconds(GRACE).toMillis());
		boolean autoCommit = connection.getAutoCommit();
		// To ask for the isolation would begin a transaction, in which it cannot be set.
		connection.setAutoCommit(true);
		int isolation = connection.getTransactionIsolation();
		try {
			if (connection.getMetaData().supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ)) {
				connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			}
			connection.setAutoCommit(false);
			JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			jdbc.setQueryTimeout((int) this.timeout.toSeconds());
			jdbc.setMaxRows(this.maxRows);
			T result = work.apply(JdbcClient.create(jdbc));
			restore(connection, networkTimeout, isolation, autoCommit);
			return result;
		}
		catch (SQLException | RuntimeException ex) {
			try {
				restore(connection, networkTimeout, isolation, autoCommit);
			}
			catch (SQLException broken) {
				ex.addSuppressed(broken);
			}
			throw ex;
		}
	}

	private static void restore(Connection connection, int networkTimeout, int isolation, boolean autoCommit)
			throws SQLException {
		if (!connection.isClosed()) {
			connection.rollback();
			connection.setAutoCommit(true);
			connection.setTransactionIsolation(isolation);
			connection.setAutoCommit(autoCommit);
			setNetworkTimeout(connection, networkTimeout);
		}
	}

	// An embedded database is asked without a network, and may not support a timeout.

	private static int getNetworkTimeout(Connection connection) throws SQLException {
		try {
			return connection.getNetworkTimeout();
		}
		catch (SQLFeatureNotSupportedException ex) {
			return 0;
		}
	}

	private static void setNetworkTimeout(Connection connection, int millis) throws SQLException {
		try {
			connection.setNetworkTimeout(Runnable::run, millis);
		}
		catch (SQLFeatureNotSupportedException ex) {
			return;
		}
	}

	/**
	 * What is done with a connection.
	 */
	private interface Work<T> {

		@Nullable T apply(JdbcClient jdbc) throws SQLException;

	}

}
