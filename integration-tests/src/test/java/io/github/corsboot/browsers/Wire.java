package io.github.corsboot.browsers;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.http.HttpHeaders;

/**
 * What has crossed the wire, before anything decided about it.
 */
final class Wire {

	private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

	void add(String method, String path, HttpHeaders headers) {
		this.sent.add(new Sent(method, path,
				method.equals("OPTIONS") && headers.containsHeader("Access-Control-Request-Method"),
				String.valueOf(headers.getOrigin())));
	}

	List<Sent> of(String id) {
		return this.sent.stream().filter((each) -> CasesApplication.isOf(id, each.path)).toList();
	}

	/**
	 * A request.
	 */
	record Sent(String method, String path, boolean preflight, String origin) {
	}

}
