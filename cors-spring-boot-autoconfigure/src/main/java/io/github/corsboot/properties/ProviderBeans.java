package io.github.corsboot.properties;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.origins.AllowedOriginsProvider;
import io.github.corsboot.policy.PolicyAttribute;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The beans that provide origins, by the names that policies have for them.
 *
 * @since 0.1.0
 */
public final class ProviderBeans {

	/** What policies call the bean that reads a table. */
	private static final String JDBC = "jdbc";

	/** The name of that bean. */
	public static final String JDBC_BEAN = "corsJdbcAllowedOriginsProvider";

	private ProviderBeans() {
	}

	/**
	 * Get a provider.
	 * @param name the name that a policy has for it
	 * @param beans the application
	 * @return the provider
	 */
	public static AllowedOriginsProvider get(String name, BeanFactory beans) {
		return beans.getBean(beanName(name), AllowedOriginsProvider.class);
	}

	private static String beanName(String name) {
		return name.equals(JDBC) ? JDBC_BEAN : name;
	}

	/**
	 * Find out whether the providers of a policy exist. They are not created.
	 */
	static void check(MappedPolicy policy, ListableBeanFactory beans, ConfigurationProblems problems) {
		AttributeSource source = Objects.requireNonNullElseGet(policy.source(PolicyAttribute.ORIGINS_FROM),
				() -> new AttributeSource(PolicyAttribute.ORIGINS_FROM.propertyName(), null));
		List<String> all = Arrays.asList(
				BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, AllowedOriginsProvider.class, true, false));
		for (String provider : policy.originsFrom()) {
			if (!all.contains(beanName(provider))) {
				problems.add(source, provider, advice(provider, all));
			}
		}
	}

	private static String advice(String provider, List<String> all) {
		if (provider.equals(JDBC)) {
			return "add spring-boot-starter-jdbc and a single or primary DataSource, whose table provides the origins, or name another bean";
		}
		return all.isEmpty() ? "define a bean of this name and of the type AllowedOriginsProvider"
				: "name a bean of the type AllowedOriginsProvider: " + all.stream()
					.map((bean) -> "'" + (bean.equals(JDBC_BEAN) ? JDBC : bean) + "'")
					.limit(10)
					.collect(Collectors.joining(", "));
	}

}
