package io.github.corsboot.reactive;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.corsboot.policy.CorsHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

/**
 * The headers of a response whose CORS headers have been decided. What the application
 * sets, adds or removes under their names is ignored, and what has to be in {@code Vary}
 * stays there. A view such as that of {@code headerSet()} gets past this; the headers are
 * restored when the response is committed.
 */
@SuppressWarnings("serial")
final class GuardedHeaders extends HttpHeaders {

	private final GuardedResponse response;

	GuardedHeaders(HttpHeaders headers, GuardedResponse response) {
		super(headers);
		this.response = response;
	}

	private boolean isOwned(String name) {
		return CorsHeaders.isCorsHeader(name) && this.response.ownsHeaders();
	}

	private void written(String name, List<? extends @Nullable String> values) {
		if (!values.isEmpty()) {
			this.response.written(name, values.get(0));
		}
	}

	private void changed(String name) {
		if (CorsHeaders.VARY.equalsIgnoreCase(name)) {
			this.response.restoreVary();
		}
	}

	@Override
	public void add(String name, @Nullable String value) {
		if (isOwned(name)) {
			this.response.overrule(name, Collections.singletonList(value));
			return;
		}
		super.add(name, value);
		this.response.written(name, value);
	}

	@Override
	public void addAll(String name, List<? extends String> values) {
		if (isOwned(name)) {
			this.response.overrule(name, values);
			return;
		}
		super.addAll(name, values);
		written(name, values);
	}

	@Override
	public void set(String name, @Nullable String value) {
		if (isOwned(name)) {
			this.response.overrule(name, Collections.singletonList(value));
			return;
		}
		super.set(name, value);
		this.response.written(name, value);
		changed(name);
	}

	@Override
	public void setAll(Map<String, String> values) {
		values.forEach(this::set);
	}

	@Override
	public @Nullable List<String> put(String name, List<String> values) {
		if (isOwned(name)) {
			this.response.overrule(name, values);
			return get(name);
		}
		List<String> previous = super.put(name, values);
		written(name, values);
		changed(name);
		return previous;
	}

	@Override
	public @Nullable List<String> putIfAbsent(String name, List<String> values) {
		if (isOwned(name)) {
			this.response.overrule(name, values);
			return get(name);
		}
		List<String> previous = super.putIfAbsent(name, values);
		written(name, values);
		return previous;
	}

	@Override
	public @Nullable List<String> remove(String name) {
		if (isOwned(name)) {
			return get(name);
		}
		List<String> previous = super.remove(name);
		changed(name);
		return previous;
	}

	@Override
	public void clear() {
		super.clear();
		this.response.restore();
	}

	@Override
	public Set<Map.Entry<String, List<String>>> headerSet() {
		this.response.restoreAtCommit();
		return super.headerSet();
	}

	@Override
	public Set<String> headerNames() {
		this.response.restoreAtCommit();
		return super.headerNames();
	}

	@Override
	@Deprecated(since = "7.0", forRemoval = true)
	@SuppressWarnings("removal")
	public Map<String, String> asSingleValueMap() {
		this.response.restoreAtCommit();
		return super.asSingleValueMap();
	}

	@Override
	@Deprecated(since = "7.0", forRemoval = true)
	@SuppressWarnings("removal")
	public MultiValueMap<String, String> asMultiValueMap() {
		this.response.restoreAtCommit();
		return super.asMultiValueMap();
	}

}
