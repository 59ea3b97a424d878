package io.github.corsboot;

import java.net.IDN;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The shape of the code.
 */
@AnalyzeClasses(packages = "io.github.corsboot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule policyIsPlainJava = classes().that()
		.resideInAPackage("io.github.corsboot.policy")
		.and()
		.doNotHaveSimpleName("PublicSuffixes")
		.should()
		.onlyDependOnClassesThat(resideInAnyPackage("io.github.corsboot.policy", "java.lang..", "java.util..",
				"java.time..", "org.jspecify.annotations")
			.or(type(IDN.class)));

	@ArchTest
	static final ArchRule policyReadsNothingButThePublicSuffixes = noClasses().that()
		.resideInAPackage("io.github.corsboot.policy")
		.and()
		.doNotHaveSimpleName("PublicSuffixes")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.io..", "java.nio..");

	@ArchTest
	static final ArchRule policyHasNoClock = noClasses().that()
		.resideInAPackage("io.github.corsboot.policy")
		.should()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.time.Clock")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.time.Instant")
		.orShould()
		.dependOnClassesThat()
		.resideInAPackage("java.util.logging");

	@ArchTest
	static final ArchRule layers = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("policy")
		.definedBy("io.github.corsboot.policy")
		.layer("mapping")
		.definedBy("io.github.corsboot.mapping")
		.layer("annotation")
		.definedBy("io.github.corsboot.annotation")
		.layer("decision")
		.definedBy("io.github.corsboot.decision")
		.layer("rejection")
		.definedBy("io.github.corsboot.rejection")
		.layer("origins")
		.definedBy("io.github.corsboot.origins")
		.layer("explain")
		.definedBy("io.github.corsboot.explain")
		.layer("reload")
		.definedBy("io.github.corsboot.reload")
		.layer("fleet")
		.definedBy("io.github.corsboot.fleet")
		.layer("servlet")
		.definedBy("io.github.corsboot.servlet")
		.layer("reactive")
		.definedBy("io.github.corsboot.reactive")
		.layer("actuate")
		.definedBy("io.github.corsboot.actuate")
		.layer("properties")
		.definedBy("io.github.corsboot.properties")
		.layer("autoconfigure")
		.definedBy("io.github.corsboot.autoconfigure")
		.whereLayer("mapping")
		.mayOnlyBeAccessedByLayers("annotation", "decision", "rejection", "origins", "explain", "reload", "fleet",
				"servlet", "reactive", "actuate", "properties", "autoconfigure")
		.whereLayer("annotation")
		.mayOnlyBeAccessedByLayers("decision", "explain", "servlet", "reactive", "actuate", "autoconfigure")
		.whereLayer("origins")
		.mayOnlyBeAccessedByLayers("actuate", "properties", "autoconfigure")
		.whereLayer("rejection")
		.mayOnlyBeAccessedByLayers("decision", "origins", "explain", "reload", "fleet", "servlet", "reactive",
				"actuate", "autoconfigure")
		.whereLayer("decision")
		.mayOnlyBeAccessedByLayers("explain", "servlet", "reactive", "autoconfigure")
		.whereLayer("reload")
		.mayOnlyBeAccessedByLayers("fleet", "actuate", "autoconfigure")
		.whereLayer("fleet")
		.mayOnlyBeAccessedByLayers("actuate", "autoconfigure")
		.whereLayer("explain")
		.mayOnlyBeAccessedByLayers("actuate", "autoconfigure")
		.whereLayer("servlet")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("reactive")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("actuate")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("properties")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("autoconfigure")
		.mayNotBeAccessedByAnyLayer();

	/**
	 * Only here: a breakpoint in it hits for every request, and there is no second copy.
	 */
	@ArchTest
	static final ArchRule onlyOneClassRunsTheSequence = noClasses().that()
		.doNotHaveSimpleName("CorsDecider")
		.and()
		.resideOutsideOfPackages("io.github.corsboot.policy", "io.github.corsboot.mapping")
		.and()
		.areNotAssignableTo(io.github.corsboot.decision.RequestDecision.class)
		.and()
		.areNotAssignableTo(io.github.corsboot.rejection.CorsRejections.class)
		.should()
		.callMethod(io.github.corsboot.mapping.PathPolicies.class, "evaluate",
				io.github.corsboot.policy.CorsRequest.class)
		.orShould()
		.callMethod(io.github.corsboot.policy.CandidatePolicies.class, "evaluate",
				io.github.corsboot.policy.CorsRequest.class);

	@ArchTest
	static final ArchRule noCycles = slices().matching("io.github.corsboot.(*)..").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule neutralPackagesKnowNoWebStack = noClasses().that()
		.resideInAnyPackage("io.github.corsboot.mapping", "io.github.corsboot.annotation",
				"io.github.corsboot.decision", "io.github.corsboot.rejection", "io.github.corsboot.explain",
				"io.github.corsboot.reload", "io.github.corsboot.actuate")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("jakarta.servlet..", "reactor..", "org.springframework.http.server.reactive..",
				"org.springframework.web.server..", "org.springframework.web.servlet..");

	@ArchTest
	static final ArchRule servletKnowsNoReactor = noClasses().that()
		.resideInAPackage("io.github.corsboot.servlet")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("reactor..", "org.springframework.web.server..");

	@ArchTest
	static final ArchRule servletsNeedNoSpringMvc = noClasses().that()
		.resideInAPackage("io.github.corsboot.servlet")
		.and()
		.haveSimpleNameNotStartingWith("Mvc")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web.servlet..");

	@ArchTest
	static final ArchRule reactiveKnowsNoServlet = noClasses().that()
		.resideInAPackage("io.github.corsboot.reactive")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("jakarta.servlet..");

	@ArchTest
	static final ArchRule regularExpressionsDecideNothing = noClasses().that()
		.resideInAnyPackage("io.github.corsboot.policy", "io.github.corsboot.mapping")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("java.util.regex");

	/** The packages that are not API, by their {@code package-info}. */
	@ArchTest
	static final ArchRule publicOnlyIfAnotherPackageNeedsIt = classes().that()
		.resideInAnyPackage("io.github.corsboot.annotation", "io.github.corsboot.decision",
				"io.github.corsboot.servlet", "io.github.corsboot.reactive", "io.github.corsboot.properties")
		.and()
		.arePublic()
		.and()
		.areTopLevelClasses()
		.should(beNeededByAnotherPackage());

	@ArchTest
	static final ArchRule namesSayTheDecision = noClasses().should()
		.haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)");

	private static ArchCondition<JavaClass> beNeededByAnotherPackage() {
		return new ArchCondition<>("be needed by another package") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				boolean needed = type.getDirectDependenciesToSelf()
					.stream()
					.anyMatch((
							dependency) -> !dependency.getOriginClass().getPackageName().equals(type.getPackageName()));
				// A property is bound by the getters of its class.
				needed = needed || type.getAllSubclasses()
					.stream()
					.anyMatch((subclass) -> subclass.getModifiers().contains(JavaModifier.PUBLIC));
				if (!needed) {
					events.add(SimpleConditionEvent.violated(type, type.getName() + " is public for nobody"));
				}
			}

		};
	}

	@ArchTest
	static final ArchRule beanMethodsAreNotPublic = methods().that()
		.areAnnotatedWith("org.springframework.context.annotation.Bean")
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule autoConfigurationsAreFinal = classes().that()
		.areAnnotatedWith("org.springframework.boot.autoconfigure.AutoConfiguration")
		.should()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	static final ArchRule packagesAreNullMarked = classes().that()
		.haveSimpleName("package-info")
		.should()
		.beAnnotatedWith(NullMarked.class);

}
