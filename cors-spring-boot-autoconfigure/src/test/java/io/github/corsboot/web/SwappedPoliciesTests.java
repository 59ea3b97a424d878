package io.github.corsboot.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Policies are swapped while requests are forwarded, dispatched again, rewritten and
 * cancelled: each answer is that of exactly one version, and of its own request.
 */
class SwappedPoliciesTests {

	private static final int SWAPS = 1000;

	private static final int THREADS = 8;

	private static final int REQUESTS = 150;

	/** Without credentials, and with them. */
	private static final PolicyMapping[] VERSIONS = { version("A", false), version("B", true) };

	private static PolicyMapping version(String name, boolean credentials) {
		List<MappedPolicy> policies = new ArrayList<>();
		for (String path : List.of("/**", "/private/**", "/tenant/**")) {
			String part = path.replaceAll("[/*]", "");
			// Each version refuses this origin somewhere on the way of a forwarded
			// request.
			String half = (credentials == part.equals("private")) ? "https://half.test" : "https://other.test";
			CorsPolicy policy = CorsPolicy.builder()
				.name(part)
				.allowedOrigins("https://*.a.test", half)
				.exposedHeaders(List.of("X-" + name + "-" + part))
				.allowCredentials(credentials)
				.build();
			policies.add(new MappedPolicy(policy, List.of(PathPatternParser.defaultInstance.parse(path)), Map.of()));
		}
		return new PolicyMapping(policies);
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void eachAnswerIsThatOfOneVersion(TestServer.Kind kind) throws InterruptedException, ExecutionException {
		try (ConfigurableApplicationContext context = RewritingApplication.run(kind)) {
			CorsPolicies policies = context.getBean(CorsPolicies.class);
			policies.replace(VERSIONS[0]);
			int port = TestApplication.port(context);
			int swaps = 0;
			AtomicInteger[] answers = { new AtomicInteger(), new AtomicInteger() };
			ExecutorService executor = Executors.newFixedThreadPool(THREADS);
			List<Future<?>> clients = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int thread = i;
				clients.add(executor.submit(() -> ask(port, kind, thread, answers)));
			}
			while (swaps < SWAPS || !clients.stream().allMatch(Future::isDone)) {
				policies.replace(VERSIONS[++swaps % 2]);
				LockSupport.parkNanos(100_000);
			}
			for (Future<?> client : clients) {
				client.get();
			}
			executor.shutdown();
			assertThat(swaps).isGreaterThanOrEqualTo(SWAPS);
			// Or the test would prove nothing.
			assertThat(answers[0].get()).isGreaterThan(THREADS * REQUESTS / 10);
			assertThat(answers[1].get()).isGreaterThan(THREADS * REQUESTS / 10);
		}
	}

	private static void ask(int port, TestServer.Kind kind, int thread, AtomicInteger[] answers) {
		List<String> paths = kind.isServlet() ? List.of("/private/x", "/plain", "/tenant/a/private/x",
				"/forward/controller", "/async/dispatch", "/forward/filter")
				: List.of("/private/x", "/plain", "/tenant/a/private/x");
		for (int i = 0; i < REQUESTS; i++) {
			String path = paths.get(i % paths.size());
			String origin = "https://t%d-%d.a.test".formatted(thread, i);
			if (i % 10 == 9) {
				cancel(port, path, origin);
				continue;
			}
			boolean half = i % 10 > 5 && !path.equals("/private/x") && !path.equals("/plain");
			HttpExchange response = HttpExchange.send(port, "GET " + path,
					"Origin: " + (half ? "https://half.test" : origin));
			if (half) {
				assertThat(response.status()).as(path).isEqualTo(403);
				assertThat(response.corsHeaderNames()).isEmpty();
				continue;
			}
			assertThat(response.status()).as(path).isEqualTo(200);
			assertThat(response.header("Access-Control-Allow-Origin")).as(path).isEqualTo(origin);
			boolean credentials = "true".equals(response.header("Access-Control-Allow-Credentials"));
			String exposed = "X-" + (credentials ? "B" : "A") + "-" + (path.equals("/plain") ? "" : "private");
			assertThat(response.header("Access-Control-Expose-Headers")).as(path).isEqualTo(exposed);
			answers[credentials ? 1 : 0].incrementAndGet();
		}
	}

	/**
	 * Send a request, and do not wait for the answer.
	 */
	private static void cancel(int port, String path, String origin) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoLinger(true, 0);
			socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
