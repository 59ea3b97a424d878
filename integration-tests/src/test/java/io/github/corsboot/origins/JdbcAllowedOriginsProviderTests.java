package io.github.corsboot.origins;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

	@Test
	void versionTellsEveryChange() throws SQLException {
		insert(1, 1000);
		Object first = this.provider.version("tenants");
		assertThat(first).isNotNull();
		assertThat(this.provider.version("tenants")).isEqualTo(first);
		assertThat(this.provider.version("other")).isNotEqualTo(first);
		execute("update cors_allowed_origin set host = 't7.test' where origin = 'https://shop8.test'");
		Object updated = this.provider.version("tenants");
		assertThat(updated).isNotEqualTo(first);
		execute("update cors_allowed_origin set origin = 'https://shopx.test' where origin = 'https://shop8.test'");
		assertThat(this.provider.version("tenants")).isNotEqualTo(updated);
		execute("update cors_allowed_origin set origin = 'https://shop8.test', host = 't8.test' where origin = 'https://shopx.test'");
		assertThat(this.provider.version("tenants")).isEqualTo(first);
		execute("delete from cors_allowed_origin where origin = 'https://shop1.test'");
		assertThat(this.provider.version("tenants")).isNotEqualTo(first);
		execute("delete from cors_allowed_origin");
		Object empty = this.provider.version("tenants");
		assertThat(empty).isNotNull().isNotEqualTo(first);
		assertThat(this.provider.version("tenants")).isEqualTo(empty);
	}

	@Test
	void versionMayHaveAQueryOfItsOwn() throws SQLException {
		JdbcAllowedOriginsProvider counting = provider(JdbcAllowedOriginsProvider.DEFAULT_QUERY,
				"select count(*) from cors_allowed_origin where policy = ?");
		Object first = counting.version("tenants");
		insert(1, 1);
		assertThat(counting.version("tenants")).isNotEqualTo(first);
		Object second = counting.version("tenants");
		execute("update cors_allowed_origin set host = null");
		assertThat(counting.version("tenants")).isEqualTo(second);
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
		Collection<AllowedOrigin> rows = patient.load("tenants");
		assertThat(rows).hasSize(2 * MAX_ORIGINS);
		assertThat(patient.version("tenants")).isNotNull();
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
			Postgres.whilePaused(() -> assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> reusing.load("tenants")));
		}
		assertThat(this.provider.load("tenants")).isEmpty();
	}

}
