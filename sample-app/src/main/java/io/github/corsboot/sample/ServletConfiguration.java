package io.github.corsboot.sample;

import java.net.InetAddress;
import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.exchanges.Include;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.servlet.actuate.web.exchanges.HttpExchangesFilter;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * What is particular to Tomcat: two more connectors of the same server.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ServletConfiguration {

	@Bean
	TomcatPagePorts pagePorts(SampleProperties sample, ServerProperties server) {
		return new TomcatPagePorts(connector(sample.allowedPort(), server.getAddress()),
				connector(sample.strangerPort(), server.getAddress()));
	}

	private static Connector connector(int port, @Nullable InetAddress address) {
		Connector connector = new Connector();
		connector.setPort(port);
		if (address != null) {
			connector.setProperty("address", address.getHostAddress());
		}
		return connector;
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> pageConnectors(TomcatPagePorts ports) {
		return (factory) -> factory.addAdditionalConnectors(ports.allowedConnector(), ports.strangerConnector());
	}

	/**
	 * Sees preflights, too: it comes before whatever answers them.
	 */
	@Bean
	HttpExchangesFilter httpExchangesFilter(HttpExchangeRepository repository) {
		HttpExchangesFilter filter = new HttpExchangesFilter(repository, Include.defaultIncludes());
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return filter;
	}

	/**
	 * A proxy in front of the application, whose own errors know nothing of CORS.
	 */
	@Bean
	FilterRegistrationBean<Filter> proxy(Changes changes) {
		FilterRegistrationBean<Filter> proxy = new FilterRegistrationBean<>((request, response, chain) -> {
			HttpServletResponse error = (HttpServletResponse) response;
			error.setStatus(HttpStatus.BAD_GATEWAY.value());
			if (changes.isMade(Change.PROXY_ERROR)) {
				error.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN,
						((HttpServletRequest) request).getHeader(HttpHeaders.ORIGIN));
			}
			error.getWriter().write("the proxy cannot reach the application");
		});
		proxy.setUrlPatterns(List.of("/proxy/*"));
		proxy.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		return proxy;
	}

	record TomcatPagePorts(Connector allowedConnector, Connector strangerConnector) implements PagePorts {

		@Override
		public int allowed() {
			return this.allowedConnector.getLocalPort();
		}

		@Override
		public int stranger() {
			return this.strangerConnector.getLocalPort();
		}

	}

}
