package io.github.corsboot.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that beans are found by their names, which is quicker than by their types.
 */
class BeanNamesTests {

	private static final List<Class<?>> CONFIGURATIONS = List.of(CorsAutoConfiguration.class,
			ServletCorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class,
			CorsActuatorAutoConfiguration.class, CorsMetricsAutoConfiguration.class, CorsOriginsAutoConfiguration.class,
			CorsReloadAutoConfiguration.class, CorsFleetAutoConfiguration.class, CorsEndpointFilterConfiguration.class,
			CorsManagementContextConfiguration.class);

	private static Stream<Method> beans() {
		return CONFIGURATIONS.stream()
			.flatMap((type) -> Stream.concat(Stream.of(type), nested(type)))
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.filter((method) -> method.isAnnotationPresent(Bean.class));
	}

	private static Stream<Class<?>> nested(Class<?> type) {
		return Arrays.stream(type.getDeclaredClasses())
			.flatMap((nested) -> Stream.concat(Stream.of(nested), nested(nested)));
	}

	private static Class<?> type(Parameter parameter) {
		ResolvableType type = ResolvableType.forType(parameter.getParameterizedType());
		return (type.resolve() == ObjectProvider.class) ? type.getGeneric().toClass() : type.toClass();
	}

	@Test
	void parametersAreNamedAfterTheirBeans() {
		Map<Class<?>, String> names = new HashMap<>();
		// All of several are asked for at once.
		beans().filter((bean) -> bean.getReturnType() != ConfigurationCheck.class)
			.forEach((bean) -> names.put(bean.getReturnType(), bean.getName()));
		List<Parameter> parameters = beans().flatMap((bean) -> Arrays.stream(bean.getParameters()))
			.filter((parameter) -> names.containsKey(type(parameter)))
			.toList();
		assertThat(parameters).hasSizeGreaterThan(50)
			.allSatisfy((parameter) -> assertThat(parameter.getName()).as("%s", parameter.getDeclaringExecutable())
				.isEqualTo(names.get(type(parameter))));
	}

}
