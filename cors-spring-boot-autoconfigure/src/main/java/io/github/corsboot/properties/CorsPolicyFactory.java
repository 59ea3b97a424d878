package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsPolicyCustomizer;
import io.github.corsboot.policy.InvalidCorsPolicyException;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.policy.PolicyProblem.Reason;
import io.github.corsboot.properties.ConfigurationProblem.Place;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Creates the policies that properties describe. Finds everything that is wrong before it
 * says so.
 *
 * @since 0.1.0
 */
public final class CorsPolicyFactory {

	/** The bean by which instances tell each other of changes. */
	private static final String FLEET = "corsFleetChannel";

	private static final ConfigurationPropertyName POLICIES = ConfigurationPropertyName
		.of(ResolvedAttributes.ROOT + ".policies");

	private final ApplicationContext context;

	private final CorsProperties properties;

	private final PropertyOrigins origins;

	private final boolean enforceWebSocketOrigin;

	private final List<CorsPolicyCustomizer> customizers;

	private final ConfigurationProblems problems;

	private final Set<CorsWarning> warnings = new LinkedHashSet<>();

	/** Those of properties. */
	private final List<MappedPolicy> policies = new ArrayList<>();

	/** By identity: the hash of a record is computed of all it has. */
	private final IdentityHashMap<MappedPolicy, ResolvedAttributes> attributes = new IdentityHashMap<>();

	private final OwnLists lists;

	private List<PathPattern> excluded = List.of();

	private CorsPolicyFactory(BoundCorsProperties bound, ApplicationContext context, boolean enforceWebSocketOrigin) {
		this.context = context;
		this.properties = bound.properties();
		this.origins = bound.origins();
		this.problems = bound.problems();
		this.lists = new OwnLists(this.origins, this.problems, this.warnings);
		this.enforceWebSocketOrigin = enforceWebSocketOrigin;
		this.customizers = context.getBeanProvider(CorsPolicyCustomizer.class).orderedStream().toList();
	}

	/**
	 * Create the policies of an application.
	 * @param bound the properties
	 * @param warnings takes what is probably not meant
	 * @param context the application, for its beans
	 * @param enforceWebSocketOrigin whether policies decide WebSocket handshakes, too,
	 * unless a property says otherwise
	 * @param actuatorPaths returns the paths of Actuator on the port of the application;
	 * asked only after the start
	 * @param reload what {@link CorsPolicies#reload()} does, or {@code null} if it is not
	 * possible
	 * @return the policies, none if {@code cors.enabled} is {@code false}
	 * @throws RuntimeException if anything is wrong or unsafe; a failure analyzer reports
	 * it
	 */
	public static CorsPolicies createPolicies(BoundCorsProperties bound, CorsWarnings warnings,
			ApplicationContext context, boolean enforceWebSocketOrigin, Supplier<List<PathPattern>> actuatorPaths,
			@Nullable BooleanSupplier reload) {
		CorsProperties properties = bound.properties();
		if (!properties.isEnabled()) {
			bound.problems().dismiss();
			return new CorsPolicies(PolicyMapping.DISABLED, List::of, false, reload);
		}
		CorsPolicyFactory factory = new CorsPolicyFactory(bound, context,
				Objects.requireNonNullElse(properties.getWebsocket().getEnforceOrigin(), enforceWebSocketOrigin));
		UnknownProperties unknown = new UnknownProperties(bound.origins().environment(),
				properties.getUnknownProperties());
		factory.problems.addAll(unknown.problems());
		factory.warnings.addAll(unknown.warnings());
		PolicyMapping mapping = factory.createMapping();
		for (CorsWarning warning : factory.warnings) {
			warnings.add(warning);
		}
		return new CorsPolicies(mapping, factory.uncovered(actuatorPaths), factory.enforceWebSocketOrigin, reload);
	}

	private PolicyMapping createMapping() {
		if (!hasDefaultPolicy()) {
			checkTopLevel();
			warnOfUnusedHosts();
		}
		PolicyNames names = new PolicyNames();
		for (ResolvedAttributes attributes : attributes(names)) {
			addPolicy(attributes);
		}
		List<MappedPolicy> all = new ArrayList<>(this.policies);
		String[] beans = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.context, MappedPolicy.class);
		if (beans.length > 0) {
			addBeans(beans, names, all);
		}
		this.excluded = excludedPaths();
		checkCapacity();
		checkFleet();
		if (all.size() > 1) {
			PolicyConflicts.check(all, this.attributes, this.problems);
		}
		for (MappedPolicy policy : all) {
			if (!policy.originsFrom().isEmpty()) {
				ProviderBeans.check(policy, this.context, this.problems);
			}
		}
		this.problems.throwAll();
		if (this.policies.isEmpty()) {
			warnOfUnusedAttribute(all.isEmpty() ? List.of("exclude-paths", "include-actuator") : List.of());
		}
		return new PolicyMapping(all);
	}

	private boolean hasDefaultPolicy() {
		return this.properties.getAllowedOrigins() != null || this.properties.getOriginsFrom() != null;
	}

	private Supplier<List<PathPattern>> uncovered(Supplier<List<PathPattern>> actuatorPaths) {
		List<PathPattern> excluded = this.excluded;
		if (this.properties.isIncludeActuator()) {
			return () -> excluded;
		}
		return excluded.isEmpty() ? actuatorPaths
				: () -> Stream.concat(excluded.stream(), actuatorPaths.get().stream()).toList();
	}

	private void addBeans(String[] beans, PolicyNames names, List<MappedPolicy> all) {
		for (MappedPolicy bean : PolicyBeans.get(beans, this.context, this.enforceWebSocketOrigin, names,
				this.problems)) {
			warnOfBean(bean);
			all.add(bean);
		}
	}

	private void warnOfBean(MappedPolicy policy) {
		for (PolicyProblem warning : policy.policy().warnings()) {
			this.warnings.add(new CorsWarning(code(warning), Objects.requireNonNull(policy.source(warning.attribute())),
					warning.value(), warning.advice()));
		}
	}

	private void warnOfUnusedAttribute(List<String> others) {
		List<String> unused = new ArrayList<>(others);
		for (PolicyAttribute attribute : PolicyAttribute.values()) {
			unused.add(attribute.toString());
		}
		for (String attribute : unused) {
			AttributeSource source = this.origins.sourceOf(ResolvedAttributes.ROOT + "." + attribute);
			if (source.location() != null) {
				this.warnings.add(new CorsWarning(Code.UNUSED_PROPERTY, source, "",
						"no policy uses it: set cors.allowed-origins"));
				return;
			}
		}
	}

	private void warnOfUnusedHosts() {
		if (this.properties.getHosts() != null) {
			this.warnings.add(new CorsWarning(Code.UNUSED_PROPERTY,
					this.origins.sourceOf(ResolvedAttributes.ROOT + "." + PolicyAttribute.HOSTS), "",
					"no policy uses it, since hosts are not inherited: set hosts in each named policy"));
		}
	}

	private List<ResolvedAttributes> attributes(PolicyNames names) {
		List<ResolvedAttributes> attributes = new ArrayList<>();
		if (hasDefaultPolicy()) {
			ResolvedAttributes policy = ResolvedAttributes.ofDefault(this.properties, this.origins);
			names.addDefault(policy);
			attributes.add(policy);
		}
		for (String name : policyNames()) {
			ResolvedAttributes policy = ResolvedAttributes.ofNamed(name, this.properties, this.origins);
			String advice = names.check(name, policy);
			if (advice != null) {
				this.problems.missing(policy.anySource(), advice, null);
			}
			attributes.add(policy);
		}
		return attributes;
	}

	/**
	 * Return the names of all policies, with those of which nothing could be bound.
	 */
	private Set<String> policyNames() {
		Set<String> names = new LinkedHashSet<>(this.properties.getPolicies().keySet());
		for (ConfigurationProblem problem : this.problems.all()) {
			ConfigurationPropertyName property = ConfigurationPropertyName.adapt(problem.place().source().property(),
					'.');
			if (POLICIES.isAncestorOf(property) && !POLICIES.isParentOf(property)) {
				String name = property.getElement(POLICIES.getNumberOfElements(), Form.DASHED);
				if (names.stream().noneMatch(name::equalsIgnoreCase)) {
					names.add(name);
				}
			}
		}
		return names;
	}

	private void addPolicy(ResolvedAttributes attributes) {
		List<PathPattern> paths = this.lists.paths(attributes);
		List<String> hosts = this.lists.hosts(attributes);
		CorsPolicy policy = policy(attributes);
		this.warnings.addAll(attributes.warnings());
		if (policy != null) {
			for (PolicyProblem warning : policy.warnings()) {
				boolean other = warning.attribute() == PolicyAttribute.ALLOWED_ORIGINS
						&& warning.reason() == Reason.NOTHING_ALLOWED && attributes.own().getOriginsFrom() != null;
				if (!other) {
					warn(attributes, warning);
				}
			}
			MappedPolicy mapped = new MappedPolicy(policy, paths, hosts, this.lists.originsFrom(attributes, policy),
					attributes.sources());
			this.policies.add(mapped);
			this.attributes.put(mapped, attributes);
		}
	}

	private void warn(ResolvedAttributes attributes, PolicyProblem warning) {
		Place place = attributes.placeOf(warning);
		String value = (warning.index() >= 0) ? warning.value() : place.text();
		this.warnings.add(new CorsWarning(code(warning), place.source(), value, warning.advice()));
	}

	private static Code code(PolicyProblem warning) {
		return switch (warning.reason()) {
			case REDUNDANT -> Code.REDUNDANT_ENTRY;
			case NO_EFFECT -> Code.NO_EFFECT;
			case NOTHING_ALLOWED -> Code.NOTHING_ALLOWED;
			default -> Code.SUSPICIOUS_ENTRY;
		};
	}

	private List<PathPattern> excludedPaths() {
		String property = ResolvedAttributes.ROOT + ".exclude-paths";
		return this.lists.paths(this.properties.getExcludePaths(), this.origins.sourceOf(property));
	}

	private void checkCapacity() {
		int capacity = this.properties.getRejections().getCapacity();
		if (capacity < 1) {
			String property = ResolvedAttributes.ROOT + ".rejections.capacity";
			String value = String.valueOf(capacity);
			this.problems.invalid(value, 0, this.origins.placeOf(property, value),
					"write a number from 1 on; to keep no rejections, set " + ResolvedAttributes.ROOT
							+ ".rejections.enabled to false",
					null);
		}
	}

	private void checkFleet() {
		if (this.properties.getFleet().getRedis().isEnabled() && !this.context.containsBean(FLEET)) {
			this.problems.add(this.origins.sourceOf(ResolvedAttributes.ROOT + ".fleet.redis.enabled"), "true",
					"add spring-boot-starter-data-redis, and have a single or primary RedisConnectionFactory; or delete the property");
		}
	}

	private @Nullable CorsPolicy policy(ResolvedAttributes attributes) {
		List<String> allowedOrigins = attributes.list(PolicyAttribute.ALLOWED_ORIGINS,
				attributes.own().getAllowedOrigins(), attributes.inherited().getAllowedOrigins());
		if (allowedOrigins == null && attributes.own().getOriginsFrom() != null) {
			allowedOrigins = List.of();
		}
		if (allowedOrigins == null) {
			this.problems.missing(attributes, PolicyAttribute.ALLOWED_ORIGINS,
					"name the origins of the policy, or set " + ResolvedAttributes.ROOT + ".allowed-origins for all",
					"https://app.example.com");
			return null;
		}
		CorsPolicy.Builder policy = CorsPolicy.builder()
			.name(attributes.name())
			.enforceWebSocketOrigin(this.enforceWebSocketOrigin)
			.allowedOrigins(allowedOrigins);
		configure(policy, attributes);
		return build(policy, attributes);
	}

	private @Nullable CorsPolicy build(CorsPolicy.Builder policy, ResolvedAttributes attributes) {
		if (!this.customizers.isEmpty()) {
			return customize(policy, attributes);
		}
		try {
			return policy.build();
		}
		catch (InvalidCorsPolicyException ex) {
			for (PolicyProblem problem : ex.problems()) {
				this.problems.invalid(attributes, problem);
			}
			return null;
		}
	}

	private @Nullable CorsPolicy customize(CorsPolicy.Builder policy, ResolvedAttributes attributes) {
		List<PolicyProblem> ofProperties = problems(policy);
		CorsPolicy before = ofProperties.isEmpty() ? policy.build() : null;
		for (CorsPolicyCustomizer customizer : this.customizers) {
			customizer.customize(attributes.name(), policy);
		}
		try {
			// Names have been checked.
			CorsPolicy customized = policy.name(attributes.name()).build();
			attributes.compare(before, customized);
			return customized;
		}
		catch (InvalidCorsPolicyException ex) {
			for (PolicyProblem problem : ex.problems()) {
				if (ofProperties.contains(problem)) {
					this.problems.invalid(attributes, problem);
				}
				else {
					Place place = new Place(new AttributeSource(attributes.source(problem.attribute()).property(),
							AttributeSource.CUSTOMIZER), problem.value(), 0, null);
					this.problems.invalid(problem.value(), problem.position(), place, problem.advice(), null);
				}
			}
			return null;
		}
	}

	private static List<PolicyProblem> problems(CorsPolicy.Builder policy) {
		try {
			policy.build();
			return List.of();
		}
		catch (InvalidCorsPolicyException ex) {
			return ex.problems();
		}
	}

	/**
	 * Check what is only there to be inherited.
	 */
	private void checkTopLevel() {
		ResolvedAttributes attributes = ResolvedAttributes.ofDefault(this.properties, this.origins);
		CorsPolicy.Builder policy = CorsPolicy.builder();
		configure(policy, attributes);
		for (PolicyProblem problem : problems(policy)) {
			this.problems.invalid(attributes, problem);
		}
	}

	private static void configure(CorsPolicy.Builder policy, ResolvedAttributes attributes) {
		CorsPolicyProperties own = attributes.own();
		CorsPolicyProperties inherited = attributes.inherited();
		policy
			.allowedMethods(attributes.list(PolicyAttribute.ALLOWED_METHODS, own.getAllowedMethods(),
					inherited.getAllowedMethods(), CorsPolicy.DEFAULT_ALLOWED_METHODS))
			.allowedHeaders(attributes.list(PolicyAttribute.ALLOWED_HEADERS, own.getAllowedHeaders(),
					inherited.getAllowedHeaders(), CorsPolicy.DEFAULT_ALLOWED_HEADERS))
			.exposedHeaders(attributes.list(PolicyAttribute.EXPOSED_HEADERS, own.getExposedHeaders(),
					inherited.getExposedHeaders(), List.of()))
			.allowCredentials(attributes.get(PolicyAttribute.ALLOW_CREDENTIALS, own.getAllowCredentials(),
					inherited.getAllowCredentials(), false))
			.maxAge(attributes.get(PolicyAttribute.MAX_AGE, own.getMaxAge(), inherited.getMaxAge(),
					CorsPolicy.DEFAULT_MAX_AGE))
			.allowNavigation(attributes.get(PolicyAttribute.ALLOW_NAVIGATION, own.getAllowNavigation(),
					inherited.getAllowNavigation(), false))
			// Never inherited: each policy has to say by itself that it is dangerous.
			.dangerouslyAllowInsecureOrigins(Boolean.TRUE.equals(attributes
				.getOwn(PolicyAttribute.DANGEROUSLY_ALLOW_INSECURE_ORIGINS, own.getDangerouslyAllowInsecureOrigins())))
			.dangerouslyAllowPublicSuffixes(Boolean.TRUE.equals(attributes
				.getOwn(PolicyAttribute.DANGEROUSLY_ALLOW_PUBLIC_SUFFIXES, own.getDangerouslyAllowPublicSuffixes())));
	}

}
