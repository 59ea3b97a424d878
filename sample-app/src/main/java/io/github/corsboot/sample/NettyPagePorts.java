package io.github.corsboot.sample;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;

/**
 * Serves on two more ports what the application serves on its own.
 */
class NettyPagePorts implements PagePorts, SmartLifecycle {

	private final SampleProperties sample;

	private final ServerProperties server;

	private final HttpHandler handler;

	private final List<DisposableServer> servers = new ArrayList<>();

	NettyPagePorts(SampleProperties sample, ServerProperties server, HttpHandler handler) {
		this.sample = sample;
		this.server = server;
		this.handler = handler;
	}

	@Override
	public int allowed() {
		return this.servers.get(0).port();
	}

	@Override
	public int stranger() {
		return this.servers.get(1).port();
	}

	@Override
	public void start() {
		this.servers.add(serve(this.sample.allowedPort()));
		this.servers.add(serve(this.sample.strangerPort()));
	}

	private DisposableServer serve(int port) {
		InetAddress address = this.server.getAddress();
		try {
			return HttpServer.create()
				.bindAddress(
						() -> (address != null) ? new InetSocketAddress(address, port) : new InetSocketAddress(port))
				.handle(new ReactorHttpHandlerAdapter(this.handler))
				.bindNow();
		}
		catch (ChannelBindException ex) {
			throw new PortInUseException(port, ex);
		}
	}

	@Override
	public void stop() {
		this.servers.forEach(DisposableServer::disposeNow);
		this.servers.clear();
	}

	@Override
	public boolean isRunning() {
		return !this.servers.isEmpty();
	}

}
