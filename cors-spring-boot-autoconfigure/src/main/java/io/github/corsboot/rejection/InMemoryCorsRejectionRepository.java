package io.github.corsboot.rejection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest rejections in memory. The property {@code cors.rejections.capacity}
 * says how many.
 *
 * @since 0.1.0
 */
public final class InMemoryCorsRejectionRepository implements CorsRejectionRepository {

	/** How many rejections are kept by default. */
	public static final int DEFAULT_CAPACITY = 500;

	private final AtomicReferenceArray<@Nullable CorsRejection> rejections;

	/** How many rejections were added. */
	private final AtomicLong added = new AtomicLong();

	/**
	 * Create a repository that keeps {@value #DEFAULT_CAPACITY} rejections.
	 */
	public InMemoryCorsRejectionRepository() {
		this(DEFAULT_CAPACITY);
	}

	/**
	 * Create a repository.
	 * @param capacity how many rejections are kept, at least one
	 * @throws IllegalArgumentException if the capacity is below one
	 */
	public InMemoryCorsRejectionRepository(int capacity) {
		if (capacity < 1) {
			throw new IllegalArgumentException("'capacity' must be at least 1, not " + capacity);
		}
		this.rejections = new AtomicReferenceArray<>(capacity);
	}

	@Override
	public void add(CorsRejection rejection) {
		this.rejections.setRelease((int) (this.added.getAndIncrement() % this.rejections.length()), rejection);
	}

	@Override
	public List<CorsRejection> findAll() {
		List<CorsRejection> newestFirst = new ArrayList<>();
		long newest = this.added.get() - 1;
		for (long i = newest; i >= 0 && i > newest - this.rejections.length(); i--) {
			CorsRejection rejection = this.rejections.getAcquire((int) (i % this.rejections.length()));
			// Missing where another thread is about to add it.
			if (rejection != null) {
				newestFirst.add(rejection);
			}
		}
		return newestFirst;
	}

	/**
	 * Keep the rejections without the policies that decided, which may have been
	 * replaced.
	 */
	void letGoOfPolicies() {
		for (int i = 0; i < this.rejections.length(); i++) {
			CorsRejection rejection = this.rejections.getAcquire(i);
			if (rejection != null) {
				this.rejections.compareAndSet(i, rejection, StoredCorsRejection.of(rejection));
			}
		}
	}

	@Override
	public void clear() {
		for (int i = 0; i < this.rejections.length(); i++) {
			this.rejections.setRelease(i, null);
		}
	}

}
