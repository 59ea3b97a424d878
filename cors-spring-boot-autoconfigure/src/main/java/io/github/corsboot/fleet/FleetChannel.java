package io.github.corsboot.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.corsboot.rejection.Failures;
import io.github.corsboot.reload.CorsPoliciesReloadedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Informs the other instances of an application about changes through a channel of Redis,
 * and follows theirs. No caller waits for Redis. Messages can be lost: therefore each new
 * subscription starts one reload and one refresh of the origins. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FleetChannel implements SmartLifecycle, ApplicationListener<CorsPoliciesReloadedEvent>,
		MessageListener, SubscriptionListener, Ordered {

	private static final Log logger = LogFactory.getLog(FleetChannel.class);

	/** The interval at which an instance checks that it receives its own messages. */
	private static final Duration WATCH = Duration.ofMinutes(1);

	/** The upper bound of the random delay before an instance follows a change. */
	private static final Duration MAX_DELAY = Duration.ofSeconds(1);

	private static final String PING = "PING";

	private final RedisConnectionFactory connections;

	private final String channel;

	private final Map<Change, Runnable> actions;

	private final Outage speaking = new Outage("Other instances cannot be told of changes",
			"Other instances are told of changes again");

	private final Outage hearing = new Outage("Changes of other instances cannot be heard",
			"Changes of other instances are heard again");

	private volatile @Nullable Workers threads;

	private volatile @Nullable RedisMessageListenerContainer container;

	/** Who speaks: another one after each start, and in each copy of a snapshot. */
	private volatile String sender = "";

	/** Whether this instance has received its own message since the last check. */
	private volatile boolean heard;

	/** Whether the last check has sent a message to be received. */
	private volatile boolean pinged;

	/**
	 * Create a channel.
	 * @param connections connects to Redis
	 * @param application the name of the application, whose instances hear each other
	 * @param actions the actions by which this instance follows a change of another
	 */
	public FleetChannel(RedisConnectionFactory connections, String application, Map<Change, Runnable> actions) {
		this.connections = connections;
		this.channel = "cors:" + application + ":changes";
		this.actions = Map.copyOf(actions);
	}

	/**
	 * The changes that instances tell each other.
	 */
	public enum Change {

		/** Policies were reloaded, whether or not that has changed them here. */
		POLICIES,

		/** A provider gives other origins than before. */
		ORIGINS

	}

	@Override
	public synchronized void start() {
		if (!isRunning()) {
			Workers created = new Workers();
			this.threads = created;
			this.sender = UUID.randomUUID().toString();
			created.redis.submit(() -> subscribe(created), Duration.ZERO);
			created.redis.submit(() -> watch(created), WATCH);
		}
	}

	private void subscribe(Workers own) {
		RedisMessageListenerContainer created = new RedisMessageListenerContainer();
		created.setConnectionFactory(this.connections);
		created.setTaskExecutor(Runnable::run);
		// With some clients, it waits there as long as it listens.
		created.setSubscriptionExecutor((task) -> Worker.THREADS.newThread(task).start());
		// Once: it is tried again from here.
		created.setRecoveryBackoff(() -> () -> BackOffExecution.STOP);
		created.addMessageListener(this, new ChannelTopic(this.channel));
		try {
			created.afterPropertiesSet();
			created.start();
			if (!keep(created, own)) {
				close(created);
			}
		}
		catch (Throwable ex) {
			close(created);
			if (this.threads == own) {
				this.hearing.failed(ex);
				own.redis.submit(() -> subscribe(own), this.hearing.pause());
			}
		}
	}

	/**
	 * Keep what listens, unless this has been stopped meanwhile.
	 */
	private synchronized boolean keep(RedisMessageListenerContainer created, Workers own) {
		if (this.threads == own) {
			this.container = created;
		}
		return this.threads == own;
	}

	/**
	 * Find out whether this instance hears itself. A connection may be dead without
	 * anybody noticing.
	 */
	private void watch(Workers own) {
		if (this.threads != own) {
			return;
		}
		try {
			RedisMessageListenerContainer deaf = this.container;
			if (deaf != null && this.pinged && !this.heard) {
				this.container = null;
				close(deaf);
				subscribe(own);
			}
			this.heard = false;
			this.pinged = publish(PING, own);
		}
		finally {
			own.redis.submit(() -> watch(own), WATCH);
		}
	}

	/**
	 * Return the outages of telling and of hearing, whether or not they have begun.
	 */
	Stream<Outage> outages() {
		return Stream.of(this.speaking, this.hearing);
	}

	/**
	 * Tell the others, in the background.
	 * @param change what has changed here
	 */
	public void tell(Change change) {
		Workers current = this.threads;
		if (current != null) {
			tell(change, current, Duration.ZERO);
		}
	}

	private void tell(Change change, Workers own, Duration delay) {
		own.redis.submitOnce(change, () -> {
			if (!publish(change.toString(), own)) {
				// The others may hear Redis all the time.
				tell(change, own, Outage.RETRY);
			}
		}, delay);
	}

	private boolean publish(String what, Workers own) {
		byte[] message = (this.sender + " " + what).getBytes(StandardCharsets.UTF_8);
		try (RedisConnection connection = this.connections.getConnection()) {
			connection.publish(this.channel.getBytes(StandardCharsets.UTF_8), message);
			this.speaking.ended();
			return true;
		}
		catch (RuntimeException ex) {
			if (this.threads == own) {
				this.speaking.failed(ex);
			}
			return false;
		}
	}

	@Override
	public void onApplicationEvent(CorsPoliciesReloadedEvent event) {
		// Also if nothing has changed here: a file may have been late elsewhere.
		if (!event.reload().told() && event.reload().failure() == null) {
			tell(Change.POLICIES);
		}
	}

	/**
	 * Return the order: no listener of the application keeps others from being told.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		String text = new String(message.getBody(), StandardCharsets.UTF_8);
		if (text.startsWith(this.sender + " ")) {
			this.heard = true;
			return;
		}
		for (Change change : Change.values()) {
			if (text.endsWith(" " + change)) {
				act(change);
			}
		}
	}

	/**
	 * Do what a change asks for, soon: once for all messages that arrive until then, and
	 * not in all instances at once. What does not answer there does not delay it.
	 */
	private void act(Change change) {
		Workers current = this.threads;
		Runnable action = this.actions.get(change);
		if (current != null && action != null) {
			current.actions.submitOnce(change, () -> run(action),
					Duration.ofMillis(ThreadLocalRandom.current().nextLong(MAX_DELAY.toMillis())));
		}
	}

	private static void run(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			logger.debug("What another instance has asked for has failed, and was reported", ex);
		}
	}

	@Override
	public void onChannelSubscribed(byte[] name, long count) {
		this.heard = true;
		this.hearing.ended();
		// A message may have been missed.
		this.actions.keySet().forEach(this::act);
	}

	private static void close(RedisMessageListenerContainer container) {
		try {
			container.destroy();
		}
		catch (Exception ex) {
			logger.debug("A subscription could not be ended", ex);
		}
	}

	/**
	 * Stop at once, also if Redis does not answer.
	 */
	@Override
	public synchronized void stop() {
		Workers current = this.threads;
		RedisMessageListenerContainer listening = this.container;
		this.threads = null;
		this.container = null;
		if (current != null) {
			current.redis.executor.shutdownNow();
			current.actions.executor.shutdownNow();
		}
		if (listening != null) {
			Worker.THREADS.newThread(() -> close(listening)).start();
		}
	}

	@Override
	public boolean isRunning() {
		return this.threads != null;
	}

	/**
	 * The threads of one run. What waits for Redis does not hold up what has to be done
	 * here.
	 */
	private static final class Workers {

		private final Worker redis = new Worker();

		private final Worker actions = new Worker();

	}

	/**
	 * One thread, and what waits for it: each change at most once.
	 */
	private static final class Worker {

		private static final CustomizableThreadFactory THREADS = new CustomizableThreadFactory("cors-fleet-");

		static {
			THREADS.setDaemon(true);
		}

		private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, THREADS);

		private final Set<Change> waiting = ConcurrentHashMap.newKeySet();

		void submitOnce(Change change, Runnable task, Duration delay) {
			if (this.waiting.add(change)) {
				submit(() -> {
					// What changes from now on needs another run.
					this.waiting.remove(change);
					task.run();
				}, delay);
			}
		}

		@SuppressWarnings("FutureReturnValueIgnored")
		void submit(Runnable task, Duration delay) {
			try {
				this.executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("The application ends", ex);
			}
		}

	}

}
