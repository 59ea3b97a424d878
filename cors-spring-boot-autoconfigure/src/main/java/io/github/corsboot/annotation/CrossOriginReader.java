package io.github.corsboot.annotation;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.PolicyProblem;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.StringValueResolver;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Reads {@code @CrossOrigin}, composed and inherited ones included, from handler methods
 * of either stack.
 *
 * @since 0.1.0
 */
public final class CrossOriginReader {

	/** Used as the name of a policy. Cannot be that of a configured one. */
	private static final String NAME = "@CrossOrigin";

	private final StringValueResolver resolver;

	/** Handlers with equal annotations share their widened policies. */
	private final Map<CrossOriginAttributes, WidenedPolicies> widened = new HashMap<>();

	/**
	 * Create a reader.
	 * @param resolver replaces placeholders in the values of annotations
	 */
	public CrossOriginReader(StringValueResolver resolver) {
		this.resolver = resolver;
	}

	/**
	 * Read the annotations of a handler method.
	 * @param method the handler method
	 * @param mappedMethods the HTTP methods that it is mapped to
	 * @param paths the paths that it is mapped to, within the application
	 * @return the handler, or {@code null} if neither the method nor its class is
	 * annotated
	 */
	public @Nullable AnnotatedHandler read(HandlerMethod method, Set<String> mappedMethods, List<PathPattern> paths) {
		List<CrossOrigin> annotations = new ArrayList<>(2);
		for (AnnotatedElement element : List.of(method.getBeanType(), method.getMethod())) {
			CrossOrigin annotation = AnnotatedElementUtils.findMergedAnnotation(element, CrossOrigin.class);
			if (annotation != null) {
				annotations.add(annotation);
			}
		}
		if (annotations.isEmpty()) {
			return null;
		}
		CrossOriginAttributes all = CrossOriginAttributes.of(annotations, mappedMethods, this::resolve);
		List<PolicyProblem> mistakes = all.mistakes();
		CrossOriginAttributes attributes = all.without(mistakes);
		WidenedPolicies policies = this.widened.computeIfAbsent(attributes, (key) -> new WidenedPolicies(NAME, key));
		AttributeSource place = new AttributeSource(NAME,
				method.getBeanType().getName() + "#" + method.getMethod().getName());
		return new AnnotatedHandler(place, new MappedPolicy(policies.ownPolicy(), paths, sources(attributes, place)),
				mistakes, policies);
	}

	private String resolve(String value) {
		return Objects.requireNonNullElse(this.resolver.resolveStringValue(value), "");
	}

	private static Map<PolicyAttribute, AttributeSource> sources(CrossOriginAttributes attributes,
			AttributeSource source) {
		Map<PolicyAttribute, AttributeSource> sources = new LinkedHashMap<>();
		Map<PolicyAttribute, @Nullable Object> values = new LinkedHashMap<>();
		values.put(PolicyAttribute.ALLOWED_ORIGINS, attributes.allowedOrigins());
		values.put(PolicyAttribute.ALLOWED_METHODS, attributes.allowedMethods());
		values.put(PolicyAttribute.ALLOWED_HEADERS, attributes.allowedHeaders());
		values.put(PolicyAttribute.EXPOSED_HEADERS, attributes.exposedHeaders());
		values.put(PolicyAttribute.ALLOW_CREDENTIALS, attributes.allowCredentials());
		values.put(PolicyAttribute.MAX_AGE, attributes.maxAge());
		values.forEach((attribute, value) -> {
			if (value != null && !List.of().equals(value)) {
				sources.put(attribute, source);
			}
		});
		return sources;
	}

}
