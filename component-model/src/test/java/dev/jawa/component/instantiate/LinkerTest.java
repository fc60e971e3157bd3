package dev.jawa.component.instantiate;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.component.type.ValType.Primitive.STRING;
import static dev.jawa.component.type.ValType.Primitive.U32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.value.GuestResource;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Small components against hosts of each kind.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class LinkerTest {

  private static final String MEMORY =
      """
      (core module $Memory
        (memory (export "mem") 1)
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
      (core instance $memory (instantiate $Memory))
      """;

  private final Engine engine;
  private final Linker<List<Object>> linker;
  private final List<Object> seen = new ArrayList<>();
  private final List<ComponentInstance> instances = new ArrayList<>();

  LinkerTest(String engineId) {
    engine = Engines.create(engineId, EngineOptions.DEFAULT);
    linker = new Linker<>(engine);
  }

  @AfterEach
  void close() {
    instances.forEach(ComponentInstance::close);
    engine.close();
  }

  private ComponentInstance run(String text) {
    ComponentInstance instance =
        linker.link(Wat.encode(text)).instantiate(seen, StoreLimits.DEFAULT);
    instances.add(instance);
    return instance;
  }

  private static Object call(ComponentInstance instance, String name, Object... args) {
    return Objects.requireNonNull(instance.func(name)).call(args);
  }

  // Functions

  private static final String GREETER =
      "(component "
          + MEMORY
          + """
          (import "greet" (func $greet (param "name" string) (result string)))
          (core func $greet' (canon lower (func $greet)
            (memory (core memory $memory "mem")) (realloc (core func $memory "realloc"))))
          (core module $M
            (import "" "greet" (func $greet (param i32 i32 i32)))
            (func (export "run") (param i32 i32) (result i32)
              (call $greet (local.get 0) (local.get 1) (i32.const 16))
              (i32.const 16)))
          (core instance $m (instantiate $M (with "" (instance (export "greet" (func $greet'))))))
          (func (export "run") (param "name" string) (result string) (canon lift
            (core func $m "run")
            (memory (core memory $memory "mem")) (realloc (core func $memory "realloc")))))
          """;

  @Test
  void callsTheHostAndBackWithTheContextOfTheStore() {
    linker.add(
        "greet",
        func(param("name", STRING)).returns(STRING),
        (context, args) -> {
          context.add(args[0]);
          return "hello " + args[0];
        });

    assertThat(call(run(GREETER), "run", "W\u00F6rld")).isEqualTo("hello W\u00F6rld");
    assertThat(seen).containsExactly("W\u00F6rld");
  }

  @Test
  void trapsWhenACallCarriesTooMuch() {
    linker.add("greet", func(param("name", STRING)).returns(STRING), (_, args) -> args[0]);
    ComponentInstance instance =
        linker
            .link(Wat.encode(GREETER))
            .instantiate(seen, StoreLimits.DEFAULT, new ComponentLimits(10, 8));
    instances.add(instance);

    assertThat(call(instance, "run", "12345678")).isEqualTo("12345678");
    assertThat(call(instance, "run", "12345678")).isEqualTo("12345678");
    assertThatThrownBy(() -> call(instance, "run", "123456789"))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("at most 8 bytes");
  }

  @Test
  void refusesArgumentsThatDoNotFit() {
    linker.add("greet", func(param("name", STRING)).returns(STRING), (_, args) -> args[0]);
    ComponentInstance instance = run(GREETER);
    assertThatThrownBy(() -> call(instance, "run")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesAMissingFunctionOfTheRoot() {
    byte[] component = Wat.encode(GREETER);
    assertThatThrownBy(() -> linker.link(component))
        .isInstanceOf(UnlinkableException.class)
        .hasMessage("component imports greet, which is not provided here");
  }

  @Test
  void passesOnAnImportThatIsExported() {
    linker.add("answer", func().returns(U32), (_, _) -> 42L);
    ComponentInstance instance =
        run(
            """
            (component
              (import "answer" (func $f (result u32)))
              (export "same" (func $f)))
            """);
    assertThat(call(instance, "same")).isEqualTo(42L);
  }

  @Test
  void runsTheStartFunction() {
    linker.gates(Gates.all());
    linker.add(
        "started",
        func(),
        (context, _) -> {
          context.add("started");
          return null;
        });
    run(
        """
        (component
          (import "started" (func $started))
          (core func $started' (canon lower (func $started)))
          (core module $M
            (import "" "f" (func $f))
            (func (export "f") (call $f)))
          (core instance $m (instantiate $M (with "" (instance (export "f" (func $started'))))))
          (func $f (canon lift (core func $m "f")))
          (start $f))
        """);
    assertThat(seen).containsExactly("started");
  }

  // Versions

  /// @param imported the version that the component asks for, empty for none
  /// @param provided the version of the host
  record Versions(String imported, String provided, boolean fits) {}

  static final List<Versions> versions =
      List.of(
          new Versions("@0.2.3", "0.2.12", true),
          new Versions("@0.2.12", "0.2.3", true),
          new Versions("@0.2.3", "0.3.0", false),
          new Versions("@1.2.0", "1.9.9", true),
          new Versions("@1.2.0", "2.0.0", false),
          new Versions("@0.0.1", "0.0.1", true),
          new Versions("@0.0.1", "0.0.2", false),
          new Versions("@0.3.0-rc-1", "0.3.0-rc-1", true),
          new Versions("@0.3.0-rc-1", "0.3.0", false),
          new Versions("", "", true),
          new Versions("", "0.2.0", false));

  @ParameterizedTest
  @FieldSource("versions")
  void satisfiesImportsByCompatibleVersions(Versions given) {
    linker.add(
        HostInterface.<List<Object>>named("a:b/c", given.provided)
            .func("f", func().returns(U32), (_, _) -> 7L)
            .build());
    String text =
        """
        (component
          (import "a:b/c%s" (instance $i (export "f" (func (result u32)))))
          (export "f" (func $i "f")))
        """
            .formatted(given.imported);
    if (given.fits) {
      assertThat(call(run(text), "f")).isEqualTo(7L);
    } else {
      assertThatThrownBy(() -> run(text))
          .isInstanceOf(UnlinkableException.class)
          .hasMessage(
              "component imports a:b/c%s#f, which is not provided here".formatted(given.imported));
    }
  }

  @Test
  void needsNoInterfaceThatOnlyNamesTypes() {
    run(
        """
        (component
          (import "a:b/types" (instance (type $t (enum "x" "y")) (export "t" (type (eq $t))))))
        """);
  }

  @Test
  void satisfiesAPlainNameByTheInterfaceItImplements() {
    linker.add(
        HostInterface.<List<Object>>named("a:b/c", "1.2.0")
            .func("f", func().returns(U32), (_, _) -> 7L)
            .build());
    ComponentInstance instance =
        run(
            """
            (component
              (import "mine" (implements "a:b/c@1.0.0") (instance $i
                (export "f" (func (result u32)))))
              (export "theirs" (implements "a:b/c@1.0.0") (instance $i)))
            """);
    assertThat(Objects.requireNonNull(instance.func("a:b/c", "f")).call()).isEqualTo(7L);
    assertThat(Objects.requireNonNull(instance.func("a:b/c@1.0.0", "f")).call()).isEqualTo(7L);
    assertThat(Objects.requireNonNull(instance.func("theirs", "f")).call()).isEqualTo(7L);
  }

  // Resources of the host

  private final List<Object> destroyed = new ArrayList<>();
  private final HostResource<String> file = HostResource.of("file", String.class, destroyed::add);

  private void addFiles() {
    linker.add(
        HostInterface.<List<Object>>named("host:fs/files", "1.0.0")
            .resource(file)
            .func("open", func().returns(file.own()), (_, _) -> "opened")
            .func(
                "both",
                func(param("a", file.borrow()), param("b", file.own())),
                (context, args) -> {
                  context.addAll(List.of(args));
                  return null;
                })
            .build());
  }

  private static String withFiles(String body) {
    return """
    (component
      (import "host:fs/files@1.0.0" (instance $fs
        (export "file" (type $file (sub resource)))
        (export "open" (func (result (own $file))))
        (export "both" (func (param "a" (borrow $file)) (param "b" (own $file))))))
      (alias export $fs "file" (type $file))
      (core func $open (canon lower (func $fs "open")))
      (core func $both (canon lower (func $fs "both")))
      (core func $drop (canon resource.drop $file))
      (core module $M
        (import "" "open" (func $open (result i32)))
        (import "" "both" (func $both (param i32 i32)))
        (import "" "drop" (func $drop (param i32)))
        %s)
      (core instance $m (instantiate $M (with "" (instance
        (export "open" (func $open)) (export "both" (func $both)) (export "drop" (func $drop))))))
      (func (export "keep") (param "f" (borrow $file)) (canon lift (core func $m "keep")))
      (func (export "run") (canon lift (core func $m "run"))))
    """
        .formatted(body);
  }

  private static final String NOTHING_KEPT = "(func (export \"keep\") (param i32))";

  @Test
  void lendsAndGivesResourcesOfTheHost() {
    addFiles();
    ComponentInstance instance =
        run(
            withFiles(
                NOTHING_KEPT
                    + """
                    (func (export "run") (local $a i32)
                      (local.set $a (call $open))
                      (call $both (local.get $a) (call $open))
                      (call $drop (local.get $a)))
                    """));
    call(instance, "run");
    assertThat(seen).containsExactly("opened", "opened");
    assertThat(destroyed).containsExactly("opened");
  }

  @Test
  void trapsWhenAHandleIsLentAndGivenAtOnce() {
    addFiles();
    ComponentInstance instance =
        run(
            withFiles(
                NOTHING_KEPT
                    + """
                    (func (export "run") (local $a i32)
                      (local.set $a (call $open))
                      (call $both (local.get $a) (local.get $a)))
                    """));
    assertThatThrownBy(() -> call(instance, "run"))
        .isInstanceOf(Trap.class)
        .hasMessage("cannot remove owned resource while borrowed");
    assertThat(seen).isEmpty();
  }

  @Test
  void trapsWhenTheGuestKeepsWhatItBorrowed() {
    addFiles();
    ComponentInstance instance = run(withFiles(NOTHING_KEPT + "(func (export \"run\"))"));
    assertThatThrownBy(() -> call(instance, "keep", "lent"))
        .isInstanceOf(Trap.class)
        .hasMessage("borrow handles still remain at the end of the call");
  }

  @Test
  void destroysNothingThatWasOnlyLent() {
    addFiles();
    ComponentInstance instance =
        run(
            withFiles(
                """
                (func (export "keep") (param i32) (call $drop (local.get 0)))
                (func (export "run"))
                """));
    call(instance, "keep", "lent");
    call(instance, "keep", "lent again");
    instance.close();
    assertThat(destroyed).isEmpty();
  }

  // Resources of the guest

  private static final String COUNTERS =
      """
      (component
        (core module $Dtor
          (global $dropped (export "dropped") (mut i32) (i32.const 0))
          (func (export "dtor") (param i32) (global.set $dropped (local.get 0)))
          (func (export "last-dropped") (result i32) (global.get $dropped)))
        (core instance $dtor (instantiate $Dtor))
        (type $counter' (resource (rep i32) (dtor (core func $dtor "dtor"))))
        (export $counter "counter" (type $counter'))
        (core func $new (canon resource.new $counter'))
        (core module $M
          (import "" "new" (func $new (param i32) (result i32)))
          (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
          (func (export "rep") (param i32) (result i32) (local.get 0)))
        (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
        (func (export "make") (param "n" u32) (result (own $counter))
          (canon lift (core func $m "make")))
        (func (export "rep") (param "c" (borrow $counter)) (result u32)
          (canon lift (core func $m "rep")))
        (func (export "last-dropped") (result u32)
          (canon lift (core func $dtor "last-dropped"))))
      """;

  @Test
  void handsResourcesOfTheGuestToTheHost() {
    ComponentInstance instance = run(COUNTERS);
    GuestResource first = (GuestResource) call(instance, "make", 11L);
    GuestResource second = (GuestResource) call(instance, "make", 22L);

    assertThat(call(instance, "rep", first)).isEqualTo(11L);
    assertThat(call(instance, "rep", second)).isEqualTo(22L);

    instance.drop(first);
    assertThat(call(instance, "last-dropped")).isEqualTo(11L);
  }

  @Test
  void refusesAResourceOfAnotherInstance() {
    GuestResource foreign = (GuestResource) call(run(COUNTERS), "make", 1L);
    ComponentInstance other = run(COUNTERS);
    assertThatThrownBy(() -> call(other, "rep", foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of another type");
  }

  // What is not entered

  @Test
  void trapsWhenAComponentCallsWhatItIsMadeOf() {
    ComponentInstance instance =
        run(
            """
            (component
              (component $Child
                (core module $M (func (export "f")))
                (core instance $m (instantiate $M))
                (func (export "f") (canon lift (core func $m "f"))))
              (instance $child (instantiate $Child))
              (core func $f (canon lower (func $child "f")))
              (core module $M (import "" "f" (func $f)) (func (export "g") (call $f)))
              (core instance $m (instantiate $M (with "" (instance (export "f" (func $f))))))
              (func (export "g") (canon lift (core func $m "g"))))
            """);
    assertThatThrownBy(() -> call(instance, "g"))
        .isInstanceOf(Trap.class)
        .hasMessage("cannot enter component instance");
  }

  @Test
  void trapsWhenAComponentCallsWhatItIsPartOf() {
    ComponentInstance instance =
        run(
            """
            (component
              (core module $M (func (export "f")))
              (core instance $m (instantiate $M))
              (func $f (canon lift (core func $m "f")))
              (component $Child
                (import "f" (func $f))
                (core func $f' (canon lower (func $f)))
                (core module $M (import "" "f" (func $f)) (func (export "g") (call $f)))
                (core instance $m (instantiate $M (with "" (instance (export "f" (func $f'))))))
                (func (export "g") (canon lift (core func $m "g"))))
              (instance $child (instantiate $Child (with "f" (func $f))))
              (export "g" (func $child "g")))
            """);
    assertThatThrownBy(() -> call(instance, "g"))
        .isInstanceOf(Trap.class)
        .hasMessage("cannot enter component instance");
  }

  @Test
  void freesTheStoreWhenInstantiationTraps() {
    LinkedComponent<List<Object>> linked =
        linker.link(
            Wat.encode(
                """
                (component
                  (core module $M (func $f unreachable) (start $f))
                  (core instance (instantiate $M)))
                """));
    assertThatThrownBy(() -> linked.instantiate(seen, StoreLimits.DEFAULT))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("unreachable");
  }

  // Asynchronous calls

  @Test
  void runsAFunctionThatGoesOnAfterAYield() {
    byte[] component =
        Wat.encode(
            """
            (component
              (core func $return (canon task.return (result u32)))
              (core module $M
                (import "" "return" (func $return (param i32)))
                (func (export "f") (result i32) (i32.const 1))
                (func (export "cb") (param i32 i32 i32) (result i32)
                  (call $return (i32.add (i32.const 42) (local.get 0)))
                  (i32.const 0)))
              (core instance $m
                (instantiate $M (with "" (instance (export "return" (func $return))))))
              (func (export "f") async (result u32)
                (canon lift (core func $m "f") async (callback (core func $m "cb")))))
            """);
    ComponentInstance instance = linker.link(component).instantiate(seen, StoreLimits.DEFAULT);
    try (instance) {
      assertThat(instance.func("f").call()).isEqualTo(42L);
      assertThat(instance.func("f").call()).isEqualTo(42L);
    }
  }
}
