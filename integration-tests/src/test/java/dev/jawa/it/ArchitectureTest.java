package dev.jawa.it;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The folder tree is the architecture; this keeps it so. Each rule says why in its `because`.
class ArchitectureTest {

  private static JavaClasses jawa;

  @BeforeAll
  static void importMainClasses() throws IOException {
    Path root = Path.of(System.getProperty("jawa.root"));
    List<Path> folders;
    try (Stream<Path> modules = Files.list(root)) {
      folders =
          modules
              .map(module -> module.resolve("target/classes"))
              .filter(classes -> Files.isDirectory(classes.resolve("dev/jawa")))
              .toList();
    }
    jawa =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPaths(folders);
    assertThat(jawa.size()).as("classes found below %s", root).isGreaterThan(100);
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(jawa);
  }

  @Test
  void modulesDependDownwardsOnly() {
    check(
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.jawa..")
            .layer("engine-spi")
            .definedBy("dev.jawa.engine")
            .layer("engines")
            .definedBy("dev.jawa.engine.chicory..", "dev.jawa.engine.graalwasm..")
            .layer("component-model")
            .definedBy("dev.jawa.component..")
            .layer("wast")
            .definedBy("dev.jawa.wast..")
            .layer("wasi")
            .definedBy("dev.jawa.wasi..")
            .layer("http-proxy")
            .definedBy("dev.jawa.http..")
            .layer("shim-protocol")
            .definedBy("dev.jawa.shim..", "containerd..")
            .layer("app")
            .definedBy("dev.jawa.app..")
            .optionalLayer("testkit")
            .definedBy("dev.jawa.testkit..")
            .optionalLayer("benchmarks")
            .definedBy("dev.jawa.benchmarks..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("engines")
            .mayOnlyBeAccessedByLayers("benchmarks")
            .whereLayer("shim-protocol")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("http-proxy")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("wast")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("wasi")
            .mayOnlyBeAccessedByLayers("http-proxy", "app", "benchmarks")
            .whereLayer("component-model")
            .mayOnlyBeAccessedByLayers("wasi", "wast", "http-proxy", "app", "benchmarks")
            .because("an engine is found by ServiceLoader, everything else by going down"));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("dev.jawa.(component.*)..").should().beFreeOfCycles());
    check(slices().matching("dev.jawa.(wasi.*)..").should().beFreeOfCycles());
    check(slices().matching("dev.jawa.(app.*)..").should().beFreeOfCycles());
    check(slices().matching("dev.jawa.(shim.*)..").should().beFreeOfCycles());
    check(slices().matching("dev.jawa.(wast.*)..").should().beFreeOfCycles());
  }

  @Test
  void capabilitiesKnowNoWit() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.jawa.wasi.ctx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.jawa.wasi.p2..",
                "dev.jawa.wasi.p3..",
                "dev.jawa.wasi.preview1..",
                "dev.jawa.component..")
            .because("each version of WASI is a thin face over the same capabilities"));
  }

  @Test
  void versionsOfWasiDoNotKnowEachOther() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.jawa.wasi.preview1..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.jawa.wasi.p2..", "dev.jawa.wasi.p3..", "dev.jawa.component..")
            .because("a core module must run without the component model"));
  }

  @Test
  void springStaysInTheApp() {
    check(
        noClasses()
            .that(
                resideInAPackage("dev.jawa..")
                    .and(resideInAnyPackage("dev.jawa.app..", "dev.jawa.http..").negate()))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .because("only long-running commands pay for Spring"));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.jawa.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.springframework.context..",
                "org.springframework.boot..",
                "org.springframework.beans..")
            .because("the guest's listener answers before any application context is there"));
  }

  @Test
  void reactorStaysInHttpProxy() {
    check(
        noClasses()
            .that(
                resideInAPackage("dev.jawa..")
                    .and(resideInAnyPackage("dev.jawa.http..", "dev.jawa.app.config..").negate()))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor..")
            .because("guests block on virtual threads; reactive types end at the socket"));
  }

  @Test
  void foreignFunctionsStayInSys() {
    check(
        noClasses()
            .that(
                resideInAPackage("dev.jawa..")
                    .and(
                        resideInAnyPackage(
                                "dev.jawa.wasi.sys..", "dev.jawa.app.sys..", "dev.jawa.engine..")
                            .negate()))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.foreign.Linker")
            .because("one place to read for everything that the JVM cannot check (ADR 0003)"));
  }

  @Test
  void nothingIsStaticAndMutable() {
    check(
        noFields()
            .that()
            .areDeclaredInClassesThat(
                resideInAPackage("dev.jawa..")
                    .and(resideInAPackage("dev.jawa.shim.api..").negate()))
            .and()
            .areStatic()
            .and()
            .areNotFinal()
            .and()
            // The JIT can only leave a check out that it knows to be the same for all (ADR 0009).
            .doNotHaveFullName("dev.jawa.engine.chicory.GuestPoll.calm")
            .should()
            .beDeclaredInClassesThat(alwaysTrue())
            .because("two guests share one JVM"));
  }

  @Test
  void nothingDependsOnThreadLocals() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.jawa..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocal.class)
            .because("guests run on virtual threads; what belongs to a call is passed"));
  }

  @Test
  void guestsAreNeverCalledUnderAMonitor() {
    check(
        methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage("dev.jawa.component..", "dev.jawa.http..")
            .should()
            .notHaveModifier(JavaModifier.SYNCHRONIZED)
            .because("a guest call can last for ever"));
  }
}
