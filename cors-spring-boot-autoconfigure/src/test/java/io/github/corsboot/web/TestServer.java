package io.github.corsboot.web;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.web.context.WebApplicationContext;

/**
 * Runs {@link TestApplication} as people run theirs.
 *
 * @param context the application
 * @param port the port on this machine
 * @param stop stops the server
 */
record TestServer(ApplicationContext context, int port, Runnable stop) implements AutoCloseable {

	HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(this.port, requestLine, headers);
	}

	@Override
	public void close() {
		this.stop.run();
	}

	/**
	 * Where an application can run.
	 */
	enum Kind {

		TOMCAT(WebApplicationType.SERVLET, false), TOMCAT_COMPRESSING(WebApplicationType.SERVLET, true),

		JETTY(WebApplicationType.SERVLET, false), JETTY_COMPRESSING(WebApplicationType.SERVLET, true),

		/** Deployed to a Tomcat that was there before. */
		WAR(WebApplicationType.SERVLET, false),

		NETTY(WebApplicationType.REACTIVE, false), NETTY_COMPRESSING(WebApplicationType.REACTIVE, true);

		private final WebApplicationType type;

		private final boolean compressing;

		Kind(WebApplicationType type, boolean compressing) {
			this.type = type;
			this.compressing = compressing;
		}

		boolean isServlet() {
			return this.type == WebApplicationType.SERVLET;
		}

		boolean isJetty() {
			return this == JETTY || this == JETTY_COMPRESSING;
		}

		boolean isCompressing() {
			return this.compressing;
		}

		TestServer start(Class<?>[] sources, String... arguments) {
			return (this == WAR) ? deploy(sources, arguments) : embed(sources, arguments);
		}

		private TestServer embed(Class<?>[] sources, String... arguments) {
			Class<?>[] server = isJetty() ? new Class<?>[] { JettyConfiguration.class } : new Class<?>[0];
			ConfigurableApplicationContext context = new SpringApplicationBuilder(TestApplication.class)
				.sources(sources)
				.sources(server)
				.web(this.type)
				.properties("spring.config.name=cases", "server.compression.enabled=" + this.compressing,
						"server.compression.min-response-size=1B")
				.run(arguments);
			return new TestServer(context, TestApplication.port(context), context::close);
		}

		private static TestServer deploy(Class<?>[] sources, String... arguments) {
			try {
				Tomcat tomcat = new Tomcat();
				File directory = Files.createTempDirectory("war").toFile();
				tomcat.setBaseDir(directory.getPath());
				tomcat.setPort(0);
				Context application = tomcat.addContext("", directory.getPath());
				application.addServletContainerInitializer(
						(classes, servletContext) -> new War(sources, arguments).onStartup(servletContext), Set.of());
				tomcat.getConnector();
				tomcat.start();
				ApplicationContext context = (ApplicationContext) application.getServletContext()
					.getAttribute(WebApplicationContext.ROOT_WEB_APPLICATION_CONTEXT_ATTRIBUTE);
				return new TestServer(context, tomcat.getConnector().getLocalPort(), () -> stop(tomcat));
			}
			catch (IOException | LifecycleException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static void stop(Tomcat tomcat) {
			try {
				tomcat.stop();
				tomcat.destroy();
			}
			catch (LifecycleException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JettyConfiguration {

		@Bean
		JettyServletWebServerFactory jettyServletWebServerFactory() {
			return new JettyServletWebServerFactory();
		}

	}

	private static final class War extends SpringBootServletInitializer {

		private final Class<?>[] sources;

		private final String[] arguments;

		War(Class<?>[] sources, String... arguments) {
			this.sources = sources;
			this.arguments = arguments;
		}

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			Class<?>[] all = Stream.concat(Stream.of(TestApplication.class), Arrays.stream(this.sources))
				.toArray(Class<?>[]::new);
			return builder.sources(all)
				.properties("spring.config.name=cases")
				.initializers((context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new SimpleCommandLinePropertySource(this.arguments)));
		}

	}

}
