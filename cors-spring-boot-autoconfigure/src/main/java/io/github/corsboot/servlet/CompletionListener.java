package io.github.corsboot.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Does something when an asynchronous request is complete, however it ends.
 */
final class CompletionListener implements AsyncListener {

	private final Runnable action;

	private CompletionListener(Runnable action) {
		this.action = action;
	}

	/**
	 * Do something when a request that has been started asynchronously is complete.
	 * @return whether it will be done; not if the request is complete already
	 */
	static boolean add(HttpServletRequest request, Runnable action) {
		try {
			request.getAsyncContext().addListener(new CompletionListener(action));
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.action.run();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// onComplete follows.
	}

	@Override
	public void onError(AsyncEvent event) {
		// onComplete follows.
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// startAsync() drops the listeners that are registered.
		event.getAsyncContext().addListener(this);
	}

}
