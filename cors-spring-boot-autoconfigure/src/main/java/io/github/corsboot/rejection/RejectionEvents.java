package io.github.corsboot.rejection;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Publishes rejections one after another, on a thread that lives as long as there are
 * some. Thread-safe.
 */
final class RejectionEvents {

	/** How many rejections wait while a listener is slow. */
	static final int MAX_WAITING = 500;

	private static final int IDLE_SECONDS = 5;

	private final Consumer<? super CorsRejection> publisher;

	private final Executor executor;

	/**
	 * Create a queue.
	 * @param publisher publishes a rejection; must not throw
	 */
	RejectionEvents(Consumer<? super CorsRejection> publisher) {
		this(publisher, newExecutor());
	}

	RejectionEvents(Consumer<? super CorsRejection> publisher, Executor executor) {
		this.publisher = publisher;
		this.executor = executor;
	}

	private static Executor newExecutor() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING), (task) -> {
					Thread thread = new Thread(task, "cors-rejections");
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Publish a rejection soon.
	 * @return whether there is room for it
	 */
	boolean publish(CorsRejection rejection) {
		try {
			this.executor.execute(() -> this.publisher.accept(rejection));
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

}
