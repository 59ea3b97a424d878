package io.github.corsboot.servlet;

import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * A view of a request with attributes of its own. The observation of the request is not
 * among them: what is looked up here is not what it is about.
 */
final class ProbeRequest extends HttpServletRequestWrapper {

	private final Map<String, Object> attributes = new HashMap<>();

	ProbeRequest(HttpServletRequest request) {
		super(request);
		Collections.list(request.getAttributeNames()).forEach((name) -> {
			Object value = request.getAttribute(name);
			if (value != null && !name.equals(ServerHttpObservationFilter.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE)) {
				this.attributes.put(name, value);
			}
		});
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return this.attributes.get(name);
	}

	@Override
	public Enumeration<String> getAttributeNames() {
		return Collections.enumeration(this.attributes.keySet());
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value != null) {
			this.attributes.put(name, value);
		}
		else {
			this.attributes.remove(name);
		}
	}

	@Override
	public void removeAttribute(String name) {
		this.attributes.remove(name);
	}

}
