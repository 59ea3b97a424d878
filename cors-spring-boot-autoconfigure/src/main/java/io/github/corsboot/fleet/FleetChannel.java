package io.github.corsboot.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.corsboot.reload.CorsPoliciesReloadedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

/**
 * Tells the other instances of an application that something has changed, and does on
 * their word what has to be done here, by a channel of Redis. Nothing waits for Redis. A
 * message that is lost while Redis is away is made good when it is back: then everything
 * is done once. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FleetChannel implements SmartLifecycle, ApplicationListener<CorsPoliciesReloadedEvent>,
		MessageListener, SubscriptionListener {

	private static final Log logger = LogFactory.getLog(FleetChannel.class);

	/** Between two attempts to reach Redis. */
	private static final Duration RETRY = Duration.ofSeconds(5);

	private final RedisConnectionFactory connections;

	private final String channel;

	private final String instance;

	private final Map<Change, Runnable> actions;

	private final Map<Change, AtomicBoolean> waiting = new EnumMap<>(Change.class);

	private final ThreadLocal<Boolean> toldByOthers = ThreadLocal.withInitial(() -> false);

	private final AtomicBoolean failing = new AtomicBoolean();

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	private @Nullable RedisMessageListenerContainer container;

	private volatile boolean subscribed;

	/**
	 * Create a channel.
	 * @param connections connects to Redis
	 * @param application the name of the application, whose instances hear each other
	 * @param instance the ID of this instance
	 * @param actions what is done here when another instance tells of a change
	 */
	public FleetChannel(RedisConnectionFactory connections, String application, String instance,
			Map<Change, Runnable> actions) {
		this.connections = connections;
		this.channel = "cors:" + application + ":changes";
		this.instance = instance;
		this.actions = Map.copyOf(actions);
		for (Change change : Change.values()) {
			this.waiting.put(change, new AtomicBoolean());
		}
	}

	/**
	 * What instances tell each other.
	 */
	public enum Change {

		/** Policies were reloaded, and are others than before. */
		POLICIES,

		/** A provider gives other origins than before. */
		ORIGINS

	}

	@Override
	public synchronized void start() {
		if (isRunning()) {
			return;
		}
		CustomizableThreadFactory threads = new CustomizableThreadFactory("cors-fleet-");
		threads.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threads);
		submit(this::subscribe, Duration.ZERO);
	}

	private synchronized void subscribe() {
		if (!isRunning()) {
			return;
		}
		RedisMessageListenerContainer created = new RedisMessageListenerContainer();
		created.setConnectionFactory(this.connections);
		created.setTaskExecutor(Runnable::run);
		created.setRecoveryInterval(RETRY.toMillis());
		created.addMessageListener(this, new ChannelTopic(this.channel));
		try {
			created.afterPropertiesSet();
			created.start();
			this.container = created;
		}
		catch (RuntimeException ex) {
			failed(ex);
			close(created);
			submit(this::subscribe, RETRY);
		}
	}

	private void submit(Runnable task, Duration delay) {
		ScheduledThreadPoolExecutor current = this.executor;
		if (current != null) {
			try {
				var unused = current.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("The application ends", ex);
			}
		}
	}

	/**
	 * Tell the others, in the background.
	 * @param change what has changed here
	 */
	public void tell(Change change) {
		if (!this.toldByOthers.get()) {
			submit(() -> publish(change), Duration.ZERO);
		}
	}

	private void publish(Change change) {
		byte[] message = (this.instance + " " + change).getBytes(StandardCharsets.UTF_8);
		try (RedisConnection connection = this.connections.getConnection()) {
			connection.publish(this.channel.getBytes(StandardCharsets.UTF_8), message);
			recovered();
		}
		catch (RuntimeException ex) {
			// The others do everything when they reach Redis again.
			failed(ex);
		}
	}

	@Override
	public void onApplicationEvent(CorsPoliciesReloadedEvent event) {
		if (event.reload().changed()) {
			tell(Change.POLICIES);
		}
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		String text = new String(message.getBody(), StandardCharsets.UTF_8);
		for (Change change : Change.values()) {
			if (text.endsWith(" " + change) && !text.startsWith(this.instance + " ")) {
				act(change);
			}
		}
	}

	/**
	 * Do what a change asks for, soon: once for all messages that arrive until then.
	 */
	private void act(Change change) {
		AtomicBoolean soon = this.waiting.get(change);
		Runnable action = this.actions.get(change);
		if (soon != null && action != null && soon.compareAndSet(false, true)) {
			submit(() -> {
				soon.set(false);
				run(action);
			}, Duration.ZERO);
		}
	}

	private void run(Runnable action) {
		this.toldByOthers.set(true);
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			logger.debug("What another instance has asked for has failed, and was reported", ex);
		}
		finally {
			this.toldByOthers.remove();
		}
	}

	@Override
	public void onChannelSubscribed(byte[] name, long count) {
		recovered();
		if (this.subscribed) {
			// Who knows what was said meanwhile.
			this.actions.keySet().forEach(this::act);
		}
		this.subscribed = true;
	}

	private void failed(RuntimeException ex) {
		if (this.failing.compareAndSet(false, true)) {
			logger.warn("Other instances cannot be told of changes, nor can this one hear of theirs: " + ex);
		}
	}

	private void recovered() {
		if (this.failing.compareAndSet(true, false)) {
			logger.info("Other instances can be told of changes again");
		}
	}

	private static void close(RedisMessageListenerContainer container) {
		try {
			container.destroy();
		}
		catch (Exception ex) {
			logger.debug("A subscription could not be ended", ex);
		}
	}

	@Override
	public synchronized void stop() {
		ScheduledThreadPoolExecutor current = this.executor;
		this.executor = null;
		if (current != null) {
			current.shutdownNow();
		}
		RedisMessageListenerContainer listening = this.container;
		this.container = null;
		this.subscribed = false;
		if (listening != null) {
			close(listening);
		}
	}

	@Override
	public boolean isRunning() {
		return this.executor != null;
	}

}
