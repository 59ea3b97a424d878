package io.github.corsboot.browsers;

import java.util.function.ToIntFunction;

import javax.net.ssl.SSLException;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A proxy in front of instances. It can tell them another host than the browser asked
 * for.
 */
final class Proxy implements AutoCloseable {

	private final DisposableServer server;

	/**
	 * Start a proxy.
	 * @param certificate its certificate, or {@code null} if nothing is encrypted
	 * @param host the {@code Host} that the instances see; that of the browser if it is
	 * empty
	 * @param port selects the instance for a request
	 */
	Proxy(Certificate certificate, String host, ToIntFunction<HttpServerRequest> port) throws SSLException {
		HttpClient client = HttpClient.create();
		HttpServer front = HttpServer.create().host("127.0.0.1");
		if (certificate != null) {
			SslContext trust = SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build();
			SslContext own = SslContextBuilder.forServer(certificate.keys()).build();
			client = client.secure((ssl) -> ssl.sslContext(trust));
			front = front.secure((ssl) -> ssl.sslContext(own));
		}
		String scheme = (certificate != null) ? "https" : "http";
		HttpClient backend = client;
		this.server = front.handle((request, response) -> backend.headers((headers) -> {
			headers.set(request.requestHeaders());
			if (!host.isEmpty()) {
				headers.set(HttpHeaderNames.HOST, host);
			}
		})
			.request(request.method())
			.uri(scheme + "://127.0.0.1:" + port.applyAsInt(request) + request.uri())
			.send(request.receive().retain())
			.response((answer,
					body) -> response.status(answer.status()).headers(answer.responseHeaders()).send(body.retain())))
			.bindNow();
	}

	int port() {
		return this.server.port();
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

}
