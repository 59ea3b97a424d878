package io.github.corsboot.autoconfigure;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.properties.BoundCorsProperties;
import io.github.corsboot.properties.ConfigurationProblems;
import io.github.corsboot.properties.CorsPolicyFactory;
import io.github.corsboot.reactive.ChangedRequestWebFilter;
import io.github.corsboot.reactive.CorsPolicyWebFilter;
import io.github.corsboot.reactive.LastLookHandlerAdapter;
import io.github.corsboot.reactive.WebFluxHandlerLookup;
import io.github.corsboot.rejection.CorsDecisionListener;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import io.github.corsboot.reload.CorsReloader;
import io.github.corsboot.servlet.ChangedRequestFilter;
import io.github.corsboot.servlet.CorsPolicyFilter;
import io.github.corsboot.servlet.MvcHandlerLookup;
import io.github.corsboot.servlet.MvcLastLookInterceptor;
import io.github.corsboot.servlet.ObservingCorsProcessor;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Creates what every start creates, once before, on the thread that Spring Boot has for
 * it. Half of what a start costs is loading and verifying classes, which another
 * processor can do while the application reads its configuration.
 */
final class CorsBackgroundPreinitializer implements BackgroundPreinitializer {

	@Override
	public void preinitialize() {
		if (isPresent("org.springframework.web.servlet.DispatcherServlet")) {
			Servlet.create();
		}
		else if (isPresent("org.springframework.web.reactive.DispatcherHandler")) {
			Reactive.create();
		}
	}

	private static CorsPolicies createPolicies(ExampleContext context) {
		resolveTypes(CorsAutoConfiguration.class, CorsReloadAutoConfiguration.class,
				CorsOriginsAutoConfiguration.class);
		CorsPolicies policies = CorsPolicyFactory.createPolicies(
				BoundCorsProperties.bind(context.getEnvironment(), ApplicationConversionService.getSharedInstance()),
				new CorsWarnings(List.of()), context, false, Collections::emptyList, null);
		resolveTypes(ConfigurationProblems.class, CorsWarnings.class, CorsPolicies.class, CorsRejections.class,
				CorsNotices.class, CorsRecorder.class, CorsReloader.class, ReloadCandidates.class, CorsExplainer.class,
				StartupWarnings.class);
		return policies;
	}

	private static CorsRecorder createRecorder(ExampleContext context) {
		return new CorsRecorder(
				new CorsRejections(new InMemoryCorsRejectionRepository(1), Collections::emptyIterator,
						Clock.systemUTC(), context),
				new CorsNotices(true, Clock.systemUTC()), CorsDecisionListener.NONE);
	}

	/**
	 * Load what Spring finds in configurations and beans by reflection: the types of
	 * their methods and fields.
	 */
	@SuppressWarnings("ReturnValueIgnored")
	private static void resolveTypes(Class<?>... types) {
		for (Class<?> type : types) {
			type.getDeclaredMethods();
			type.getDeclaredFields();
		}
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, CorsBackgroundPreinitializer.class.getClassLoader());
	}

	private static final class Servlet {

		static void create() {
			ExampleContext context = new ExampleContext();
			CorsPolicies policies = createPolicies(context);
			CorsRecorder recorder = createRecorder(context);
			resolveTypes(ServletCorsAutoConfiguration.class, ServletCorsAutoConfiguration.MvcConfiguration.class,
					CorsPolicyFilter.class, ObservingCorsProcessor.class);
			new CorsPolicyFilter(policies, HandlerLookup.none(), recorder);
			new ChangedRequestFilter(policies, HandlerLookup.none(), recorder);
			new MvcLastLookInterceptor(policies, new MvcHandlerLookup(context), recorder);
		}

	}

	private static final class Reactive {

		static void create() {
			ExampleContext context = new ExampleContext();
			CorsPolicies policies = createPolicies(context);
			CorsRecorder recorder = createRecorder(context);
			resolveTypes(ReactiveCorsAutoConfiguration.class, CorsPolicyWebFilter.class);
			WebFluxHandlerLookup handlers = new WebFluxHandlerLookup(context);
			new CorsPolicyWebFilter(policies, handlers, recorder, context);
			new ChangedRequestWebFilter(policies, handlers, recorder, context);
			new LastLookHandlerAdapter(policies, handlers, recorder, context);
		}

	}

	/**
	 * A context without beans, and without the real configuration, which may be large or
	 * wrong. It is never refreshed: in a training run for an AOT cache
	 * ({@code spring.context.exit}), the first refresh ends the JVM.
	 */
	private static final class ExampleContext extends GenericApplicationContext {

		ExampleContext() {
			MutablePropertySources sources = getEnvironment().getPropertySources();
			sources.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
			sources.remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
			sources
				.addFirst(new MapPropertySource("example", Map.of("cors.allowed-origins", "https://app.example.com")));
		}

		@Override
		protected void assertBeanFactoryActive() {
			// There is nothing to be found, and nobody else to ask.
		}

	}

}
