package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;

import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompletionListener}.
 */
class CompletionListenerTests {

	private final List<String> done = new ArrayList<>();

	private final MockHttpServletRequest request = request("GET", "/api/x");

	private MockAsyncContext start() {
		return (MockAsyncContext) this.request.startAsync();
	}

	private boolean add() {
		return CompletionListener.add(this.request, () -> this.done.add("done"));
	}

	@Test
	void addDoesNothingBeforeTheRequestIsComplete() {
		start();
		assertThat(add()).isTrue();
		assertThat(this.done).isEmpty();
	}

	@Test
	void onCompleteRunsTheActionOnce() {
		MockAsyncContext context = start();
		add();
		context.complete();
		assertThat(this.done).containsExactly("done");
	}

	@Test
	void onErrorAndOnTimeoutLeaveItToOnComplete() throws Exception {
		MockAsyncContext context = start();
		add();
		AsyncEvent event = new AsyncEvent(context);
		context.getListeners().get(0).onTimeout(event);
		context.getListeners().get(0).onError(event);
		assertThat(this.done).isEmpty();
	}

	@Test
	void onStartAsyncWaitsForTheCompletionOfThatStart() throws Exception {
		MockAsyncContext first = start();
		add();
		MockAsyncContext second = new MockAsyncContext(this.request, null);
		first.getListeners().get(0).onStartAsync(new AsyncEvent(second));
		second.complete();
		assertThat(this.done).containsExactly("done");
	}

	@Test
	void addWhenTheRequestIsCompleteReturnsFalse() {
		MockHttpServletRequest complete = new MockHttpServletRequest() {

			@Override
			public AsyncContext getAsyncContext() {
				throw new IllegalStateException("as containers do");
			}

		};
		assertThat(CompletionListener.add(complete, () -> this.done.add("done"))).isFalse();
		assertThat(this.done).isEmpty();
	}

}
