package io.github.corsboot.origins;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import javax.sql.DataSource;

import io.github.corsboot.rejection.SafeText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import org.springframework.context.SmartLifecycle;

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

	private static final Duration POLL = Duration.ofSeconds(10);

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
	 * @param channel the name of the channel, in the case in which it is notified
	 * @param loader is asked to load the origins
	 */
	public PostgresOriginsListener(DataSource dataSource, String channel, AllowedOriginsLoader loader) {
		this.dataSource = dataSource;
		this.channel = channel;
		this.loader = loader;
	}

	@Override
	public synchronized void start() {
		Thread created = new Thread(this::run, "cors-origins-listen");
		created.setDaemon(true);
		this.thread = created;
		created.start();
	}

	private void run() {
		while (isRunning()) {
			try {
				listen();
			}
			catch (SQLException | RuntimeException | LinkageError ex) {
				// A LinkageError if there is no driver of PostgreSQL.
				warn(ex);
				pause();
			}
		}
	}

	private void listen() throws SQLException {
		try (Connection opened = this.dataSource.getConnection(); Statement statement = opened.createStatement()) {
			this.connection = opened;
			PGConnection postgres = opened.unwrap(PGConnection.class);
			statement.execute("listen \"" + this.channel.replace("\"", "\"\"") + "\"");
			this.failureLogged = false;
			this.loader.refresh();
			while (isRunning()) {
				PGNotification[] notifications = postgres.getNotifications((int) POLL.toMillis());
				if (notifications != null && notifications.length > 0) {
					this.loader.refresh();
				}
				else if (isRunning() && !opened.isValid(ANSWER_TIMEOUT)) {
					throw new SQLException("The connection is lost");
				}
			}
			statement.execute("unlisten *");
		}
		finally {
			this.connection = null;
		}
	}

	private void warn(Throwable ex) {
		if (!this.failureLogged && isRunning()) {
			this.failureLogged = true;
			logger.warn("No notifications of '%s': %s. Origins are loaded at intervals until there are"
				.formatted(this.channel, SafeText.of(ex.getClass().getSimpleName() + ": " + ex.getMessage(), 300)));
		}
	}

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
		Connection opened = this.connection;
		if (opened != null) {
			try {
				// It is waiting for a notification, which no interrupt ends.
				opened.abort(Runnable::run);
			}
			catch (SQLException ex) {
				logger.debug("The connection could not be ended", ex);
			}
		}
		if (current != null) {
			current.interrupt();
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
