package io.github.corsboot.origins;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link JdbcAllowedOriginsProvider}, with a real PostgreSQL.
 */
@Tag("containers")
@EnabledIf("io.github.corsboot.origins.Postgres#isAvailable")
class JdbcAllowedOriginsProviderTests {

	private static final int MAX_ORIGINS = 200_000;

	private static PGSimpleDataSource database;

	private final JdbcAllowedOriginsProvider provider = provider(JdbcAllowedOriginsProvider.DEFAULT_QUERY, null);

	@BeforeAll
	static void connect() throws SQLException {
		database = new PGSimpleDataSource();
		database.setUrl(Postgres.container().getJdbcUrl());
		database.setUser(Postgres.container().getUsername());
		database.setPassword(Postgres.container().getPassword());
	}

	@BeforeEach
	void createTable() throws SQLException {
		execute("drop table if exists cors_allowed_origin",
				"create table cors_allowed_origin (policy text, origin text, host text)");
	}

	private static JdbcAllowedOriginsProvider provider(String query, String versionQuery) {
		return new JdbcAllowedOriginsProvider(database, query, versionQuery, MAX_ORIGINS, Duration.ofSeconds(1));
	}

	private static void execute(String... statements) throws SQLException {
		try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
			for (String each : statements) {
				statement.execute(each);
			}
		}
	}

	private static void insert(int from, int to) throws SQLException {
		execute("insert into cors_allowed_origin select 'tenants', 'https://shop' || n || '.test', 't' || n || '.test' "
				+ "from generate_series(%d, %d) n".formatted(from, to));
	}

	@Test
	void rowsOfThePolicyAreGiven() throws SQLException {
		execute("insert into cors_allowed_origin values ('tenants', 'https://a.test', 't.test'), "
				+ "('tenants', 'https://b.test', null), ('tenants', null, null), ('other', 'https://c.test', null)");
		assertThat(this.provider.load("tenants")).containsExactlyInAnyOrder(
				new AllowedOrigin("https://a.test", "t.test"), new AllowedOrigin("https://b.test"),
				new AllowedOrigin(""));
		assertThat(this.provider.load("' or true --")).isEmpty();
	}

	@Test
	void queryMayHaveOneColumnAndNoParameter() throws SQLException {
		execute("insert into cors_allowed_origin values ('tenants', 'https://a.test', 't.test')");
		assertThat(provider("select origin from cors_allowed_origin;", null).load("any"))
			.containsExactly(new AllowedOrigin("https://a.test"));
	}

	private static Object version(JdbcAllowedOriginsProvider provider, String policy) throws SQLException {
		return provider.loadIfChanged(policy, null).version();
	}

	@Test
	void versionTellsEveryChange() throws SQLException {
		insert(1, 1000);
		LoadedOrigins loaded = this.provider.loadIfChanged("tenants", null);
		assertThat(loaded.origins()).hasSize(1000);
		assertThat(loaded.complete()).isTrue();
		Object first = loaded.version();
		assertThat(first).isNotNull();
		assertThat(this.provider.loadIfChanged("tenants", first)).isNull();
		assertThat(version(this.provider, "other")).isNotEqualTo(first);
		execute("update cors_allowed_origin set host = 't7.test' where origin = 'https://shop8.test'");
		Object updated = this.provider.loadIfChanged("tenants", first).version();
		assertThat(updated).isNotEqualTo(first);
		execute("update cors_allowed_origin set origin = 'https://shopx.test' where origin = 'https://shop8.test'");
		assertThat(version(this.provider, "tenants")).isNotEqualTo(updated);
		execute("update cors_allowed_origin set origin = 'https://shop8.test', host = 't8.test' where origin = 'https://shopx.test'");
		assertThat(version(this.provider, "tenants")).isEqualTo(first);
		execute("delete from cors_allowed_origin where origin = 'https://shop1.test'");
		assertThat(this.provider.loadIfChanged("tenants", first).origins()).hasSize(999);
		execute("delete from cors_allowed_origin");
		LoadedOrigins empty = this.provider.loadIfChanged("tenants", first);
		assertThat(empty.origins()).isEmpty();
		assertThat(this.provider.loadIfChanged("tenants", empty.version())).isNull();
	}

	@Test
	void versionAndRowsAreOfOneMoment() throws SQLException {
		insert(1, 10);
		// Whoever asks for the version empties the table, in a transaction of their own.
		execute("create extension if not exists dblink");
		JdbcAllowedOriginsProvider disturbed = provider(JdbcAllowedOriginsProvider.DEFAULT_QUERY,
				"select dblink_exec('dbname=test user=test', 'delete from cors_allowed_origin') where '' <> ?");
		assertThat(disturbed.loadIfChanged("tenants", null).origins()).hasSize(10);
		assertThat(this.provider.load("tenants")).isEmpty();
	}

	@Test
	void versionMayHaveAQueryOfItsOwn() throws SQLException {
		JdbcAllowedOriginsProvider counting = provider(JdbcAllowedOriginsProvider.DEFAULT_QUERY,
				"select count(*) from cors_allowed_origin where policy = ?");
		Object first = version(counting, "tenants");
		insert(1, 1);
		assertThat(counting.loadIfChanged("tenants", first).origins()).hasSize(1);
		Object second = version(counting, "tenants");
		execute("update cors_allowed_origin set host = null");
		assertThat(counting.loadIfChanged("tenants", second)).isNull();
		assertThat(version(provider(JdbcAllowedOriginsProvider.DEFAULT_QUERY, " "), "tenants")).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "select origin, host from cors_allowed_origin where policy = ? -- by policy",
			"select origin, host from cors_allowed_origin where policy = ?; ; ",
			"select origin, host from cors_allowed_origin /* of which? */ where policy = ?",
			"select origin, host from cors_allowed_origin where policy = ? and origin <> 'what?'",
			"select origin, host from cors_allowed_origin where policy = ? union select origin, host from cors_allowed_origin where policy = ?",
			"with mine as (select * from cors_allowed_origin where policy = ?) select origin, host from mine order by 1 limit 10",
			"select origin, host from cors_allowed_origin where policy = ? for share" })
	void queryMayHaveManyForms(String query) throws SQLException {
		insert(1, 3);
		assertThat(provider(query, null).load("tenants")).hasSize(3);
		assertThat(provider(query, null).load("other")).isEmpty();
	}

	@Test
	void connectionIsGivenBackAsItWas() throws SQLException {
		try (Connection connection = database.getConnection()) {
			connection.setReadOnly(true);
			JdbcAllowedOriginsProvider reusing = new JdbcAllowedOriginsProvider(
					new SingleConnectionDataSource(connection, true), JdbcAllowedOriginsProvider.DEFAULT_QUERY, null,
					MAX_ORIGINS, Duration.ofSeconds(1));
			int isolation = connection.getTransactionIsolation();
			reusing.load("tenants");
			assertThat(connection.getAutoCommit()).isTrue();
			assertThat(connection.getTransactionIsolation()).isEqualTo(isolation);
			connection.setAutoCommit(false);
			reusing.load("tenants");
			assertThat(connection.getAutoCommit()).isFalse();
			assertThat(connection.getNetworkTimeout()).isZero();
		}
	}

	@Test
	void queryThatIsWrongFails() {
		assertThatExceptionOfType(BadSqlGrammarException.class)
			.isThrownBy(() -> provider("select origin from no_such_table", null).load("tenants"))
			.withMessageContaining("no_such_table");
	}

	@Test
	void moreRowsThanAreNeededAreNotRead() throws SQLException {
		insert(1, 1_000_000);
		JdbcAllowedOriginsProvider patient = new JdbcAllowedOriginsProvider(database,
				JdbcAllowedOriginsProvider.DEFAULT_QUERY, null, MAX_ORIGINS);
		LoadedOrigins rows = patient.loadIfChanged("tenants", null);
		assertThat(rows.origins()).hasSize(2 * MAX_ORIGINS + 1000);
		assertThat(rows.complete()).isFalse();
		assertThat(patient.loadIfChanged("tenants", rows.version())).isNull();
	}

	@Test
	void queryThatHangsIsGivenUp() throws SQLException {
		try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("lock table cors_allowed_origin in access exclusive mode");
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.provider.load("tenants"))
				.withMessageContaining("canceling statement");
			connection.rollback();
		}
		assertThat(this.provider.load("tenants")).isEmpty();
	}

	@Test
	void connectionThatIsHalfOpenIsGivenUp() throws Exception {
		try (Connection open = database.getConnection()) {
			JdbcAllowedOriginsProvider reusing = new JdbcAllowedOriginsProvider(
					new SingleConnectionDataSource(open, true), JdbcAllowedOriginsProvider.DEFAULT_QUERY, null,
					MAX_ORIGINS, Duration.ofSeconds(1));
			assertThat(reusing.load("tenants")).isEmpty();
			assertThat(open.getNetworkTimeout()).isZero();
			Postgres.whilePaused(() -> assertThatThrownBy(() -> reusing.load("tenants"))
				.isInstanceOfAny(SQLException.class, DataAccessException.class));
		}
		assertThat(this.provider.load("tenants")).isEmpty();
	}

}
