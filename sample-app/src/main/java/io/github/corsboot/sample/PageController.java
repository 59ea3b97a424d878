package io.github.corsboot.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;

import org.springframework.boot.actuate.web.exchanges.HttpExchange;
import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.exchanges.InMemoryHttpExchangeRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the page what it cannot see by itself: where the API is, and which requests the
 * browser really sent.
 */
@RestController
class PageController {

	private final Addresses addresses;

	private final CorsPolicies policies;

	private final HttpExchangeRepository exchanges;

	PageController(Addresses addresses, CorsPolicies policies, HttpExchangeRepository exchanges) {
		this.addresses = addresses;
		this.policies = policies;
		this.exchanges = exchanges;
	}

	/**
	 * Returns what a page has to know about itself.
	 */
	@GetMapping("/page")
	Page page(@RequestParam String origin) {
		PathPolicies data = this.policies.find("/data");
		boolean allowed = data != null
				&& data.policies().stream().anyMatch((mapped) -> mapped.policy().allowsOrigin(origin));
		return new Page(allowed, this.addresses.api(), this.addresses.allowedPage(), this.addresses.strangerPage(),
				this.addresses.apexPage());
	}

	/**
	 * Returns the requests that belong to a call of the page, oldest first.
	 */
	@GetMapping("/sent")
	List<Sent> sent(@RequestParam String call) {
		List<Sent> sent = new ArrayList<>();
		for (HttpExchange exchange : this.exchanges.findAll()) {
			HttpExchange.Request request = exchange.getRequest();
			if (("call=" + call).equals(request.getUri().getQuery()) && !request.getUri().getPath().equals("/sent")) {
				sent.add(new Sent(request.getMethod(), request.getUri().getPath(), exchange.getResponse().getStatus(),
						corsHeaders(exchange.getResponse())));
			}
		}
		Collections.reverse(sent);
		return sent;
	}

	private static Map<String, String> corsHeaders(HttpExchange.Response response) {
		Map<String, String> headers = new TreeMap<>();
		response.getHeaders().forEach((name, values) -> {
			if (name.toLowerCase(Locale.ROOT).startsWith("access-control-")) {
				headers.put(name, String.join(", ", values));
			}
		});
		return headers;
	}

	record Page(boolean allowed, String api, String allowedPage, String strangerPage, String apexPage) {
	}

	record Sent(String method, String path, int status, Map<String, String> headers) {
	}

	@Configuration(proxyBeanMethods = false)
	static class ExchangesConfiguration {

		@Bean
		InMemoryHttpExchangeRepository httpExchangeRepository() {
			return new InMemoryHttpExchangeRepository();
		}

	}

}
