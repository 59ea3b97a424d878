package io.github.corsboot.rejection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the newest rejections in memory.
 *
 * @since 0.1.0
 */
public final class InMemoryCorsRejectionRepository implements CorsRejectionRepository {

	/** How many rejections are kept by default. */
	public static final int DEFAULT_CAPACITY = 100;

	private final int capacity;

	private final Deque<CorsRejection> rejections = new ArrayDeque<>();

	/**
	 * Create a repository that keeps {@value #DEFAULT_CAPACITY} rejections.
	 */
	public InMemoryCorsRejectionRepository() {
		this(DEFAULT_CAPACITY);
	}

	/**
	 * Create a repository.
	 * @param capacity how many rejections are kept, at least one
	 */
	public InMemoryCorsRejectionRepository(int capacity) {
		if (capacity < 1) {
			throw new IllegalArgumentException("'capacity' must be at least 1, not " + capacity);
		}
		this.capacity = capacity;
	}

	@Override
	public void add(CorsRejection rejection) {
		synchronized (this.rejections) {
			if (this.rejections.size() == this.capacity) {
				this.rejections.removeLast();
			}
			this.rejections.addFirst(rejection);
		}
	}

	@Override
	public List<CorsRejection> findAll() {
		synchronized (this.rejections) {
			return List.copyOf(this.rejections);
		}
	}

}
