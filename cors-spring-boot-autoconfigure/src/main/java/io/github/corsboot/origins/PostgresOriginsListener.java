package io.github.corsboot.origins;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.StringUtils;

/**
 * Lets origins be loaded as soon as PostgreSQL notifies a channel, whatever the payload
 * is. Takes one connection, and another when that is lost; what was missed meanwhile is
 * then loaded.
 *
 * @since 0.1.0
 * @see <a href="https://www.postgresql.org/docs/current/sql-notify.html">PostgreSQL,
 * NOTIFY</a>
 */
public final class PostgresOriginsListener implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(PostgresOriginsListener.class);

	private static final Duration POLL = Duration.ofSeconds(1);

	/** After how many polls without an answer the connection is checked. */
	private static final int POLLS = 10;

	private static final Duration RETRY = Duration.ofSeconds(5);

	/** Seconds. */
	private static final int ANSWER_TIMEOUT = 5;

	private final DataSource dataSource;

	private final String channel;

	private final AllowedOriginsLoader loader;

	private volatile @Nullable Thread thread;

	private volatile @Nullable Connection connection;

	private boolean failureLogged;

	/**
	 * Create a listener.
	 * @param dataSource the database, with the driver of PostgreSQL
	 * @param channel the name of the channel, as it stands in {@code NOTIFY}
	 * @param loader is asked to load the origins
	 */
	public PostgresOriginsListener(DataSource dataSource, String channel, AllowedOriginsLoader loader) {
		this.dataSource = dataSource;
		this.channel = channel;
		this.loader = loader;
	}

	@Override
	public synchronized void start() {
		if (this.loader.statuses().isEmpty() || !StringUtils.hasText(this.channel)) {
			return;
		}
		Thread created = new Thread(this::run, "cors-origins-listen");
		created.setDaemon(true);
		this.thread = created;
		created.start();
	}

	private void run() {
		while (isCurrent()) {
			try {
				listen();
			}
			catch (SQLException | RuntimeException | LinkageError ex) {
				// Without the driver of PostgreSQL, it is a LinkageError.
				warn(ex);
				pause();
			}
		}
	}

	private boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

	private void listen() throws SQLException {
		try (Connection opened = this.dataSource.getConnection(); Statement statement = opened.createStatement()) {
			this.connection = opened;
			PGConnection postgres = opened.unwrap(PGConnection.class);
			// Otherwise, nothing is heard before a commit.
			opened.setAutoCommit(true);
			statement.execute("listen " + identifier());
			if (this.failureLogged) {
				this.failureLogged = false;
				logger.info("Notifications of '%s' are heard again".formatted(this.channel));
			}
			this.loader.refresh();
			for (int polls = 1; isCurrent(); polls++) {
				PGNotification[] notifications = postgres.getNotifications((int) POLL.toMillis());
				if (notifications != null && notifications.length > 0) {
					this.loader.refresh();
				}
				else if (isCurrent() && polls % POLLS == 0 && !opened.isValid(ANSWER_TIMEOUT)) {
					throw new SQLException("The connection is lost");
				}
			}
			statement.execute("unlisten *");
		}
		finally {
			this.connection = null;
		}
	}

	/**
	 * Return the channel as SQL has it: upper case is lower case unless it is quoted.
	 */
	private String identifier() {
		return this.channel.matches("[A-Za-z_][A-Za-z0-9_]*") ? this.channel
				: "\"" + this.channel.replace("\"", "\"\"") + "\"";
	}

	private void warn(Throwable ex) {
		if (!this.failureLogged && isCurrent()) {
			this.failureLogged = true;
			logger
				.warn(("No notifications of '%s' are heard: %s. It is tried again every %d s; until then, origins are "
						+ "only loaded at intervals")
					.formatted(this.channel, OriginsSource.describe(ex), RETRY.toSeconds()));
		}
	}

	/**
	 * Wait before the next attempt: nothing tells when the database is there again. The
	 * thread has nothing else to do, and {@link #stop()} ends the wait.
	 */
	private void pause() {
		try {
			Thread.sleep(RETRY.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public synchronized void stop() {
		Thread current = this.thread;
		this.thread = null;
		if (current == null) {
			return;
		}
		current.interrupt();
		try {
			// It gives the connection back by itself, unless nothing answers.
			current.join(2 * POLL.toMillis());
			Connection opened = this.connection;
			if (current.isAlive() && opened != null) {
				opened.abort(Runnable::run);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (SQLException ex) {
			logger.debug("The connection could not be ended", ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	/**
	 * Return the phase: behind the loader.
	 */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE / 2 + 1;
	}

}
