package dev.jawa.component.instantiate;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.component.type.ValType.Primitive.U32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.UnlinkableException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class CompositionTest {

  private final Engine engine;
  private final Linker<Object> linker;

  CompositionTest(String engineId) {
    engine = Engines.create(engineId, EngineOptions.DEFAULT);
    linker = new Linker<>(engine);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Part part(String name, String text) {
    return new Part(
        name,
        ComponentValidator.validate(ComponentDecoder.decode(Wat.encode(text)), Gates.released()));
  }

  /// Exports an interface with a function `f` that passes its number on to those of the interfaces
  /// that it imports, one after the other, and adds 1 to what comes of it.
  private static Part adder(String name, String exported, String... imported) {
    return adderOf("u32", name, exported, imported);
  }

  private static Part adderOf(String type, String name, String exported, String... imported) {
    StringBuilder outside = new StringBuilder();
    StringBuilder inside = new StringBuilder();
    StringBuilder given = new StringBuilder();
    String result = "(local.get 0)";
    for (int i = 0; i < imported.length; i++) {
      outside.append(
          """
          (import "%1$s" (instance $i%2$d (export "f" (func (param "n" %3$s) (result %3$s)))))
          (core func $g%2$d (canon lower (func $i%2$d "f")))
          """
              .formatted(imported[i], i, type));
      inside.append(
          "(import \"\" \"f%1$d\" (func $f%1$d (param i32) (result i32)))\n".formatted(i));
      given.append("(export \"f%1$d\" (func $g%1$d))".formatted(i));
      result = "(call $f%d %s)".formatted(i, result);
    }
    return part(
        name,
        """
        (component %s
          (core module $M %s
            (func (export "f") (param i32) (result i32) (i32.add (i32.const 1) %s)))
          (core instance $m (instantiate $M (with "" (instance %s))))
          (func $f (param "n" %s) (result %5$s) (canon lift (core func $m "f")))
          (instance $out (export "f" (func $f)))
          (export "%s" (instance $out)))
        """
            .formatted(outside, inside, result, given, type, exported));
  }

  private long call(Composition composition) {
    LinkedComponent<Object> linked = linker.link(composition);
    try (ComponentInstance instance = linked.instantiate("", StoreLimits.DEFAULT)) {
      return (long) Objects.requireNonNull(instance.func("t:main/i", "f")).call(0L);
    }
  }

  private long call(Part main, Part... others) {
    return call(Composition.of(main, List.of(others)));
  }

  @Test
  void givesEachWhatOthersExport() {
    Part main = adder("main", "t:main/i", "t:b/i@1.0.0", "t:c/i@0.3.0");
    Part b = adder("b", "t:b/i@1.2.0", "t:d/i@2.0.0");
    Part c = adder("c", "t:c/i@0.3.7", "t:d/i@2.0.0");
    Part d = adder("d", "t:d/i@2.0.0");
    Part unused = adder("unused", "t:unused/i", "t:nobody/i");
    assertThat(call(main, b, unused, d, c)).isEqualTo(5);
    assertThat(call(main, d, c, b)).isEqualTo(5);
    Composition composition = Composition.of(main, List.of(b, unused, d, c));
    assertThat(composition.components())
        .containsExactly(d.component(), b.component(), c.component(), main.component());
  }

  @Test
  void asksTheOthersBeforeTheHostAndNobodyForHisOwn() {
    HostInterface<Object> host =
        HostInterface.named("t:d/i", "1.0.0")
            .func("f", func(param("n", U32)).returns(U32), (_, args) -> (long) args[0] + 100)
            .build();
    linker.add(host);
    Part main = adder("main", "t:main/i", "t:d/i@1.0.0");
    assertThat(call(main)).isEqualTo(101);
    assertThat(call(main, adder("other", "t:other/i"))).isEqualTo(101);
    assertThat(call(main, adder("d", "t:d/i@1.0.0"))).isEqualTo(2);
    // One in between has what it stands before from the host.
    assertThat(call(main, adder("d", "t:d/i@1.0.0", "t:d/i@1.0.0"))).isEqualTo(102);
  }

  @Test
  void namesWhatIsMissingAndWhoHasAnotherVersion() {
    Part main = adder("main", "t:main/i", "t:b/i@1.0.0");
    Part b = adder("b", "t:b/i@1.0.0", "t:c/i@2.0.0", "t:d/i");
    Part c = adder("c", "t:c/i@1.9.0");
    assertThatThrownBy(() -> call(main, b, c))
        .isInstanceOf(UnlinkableException.class)
        .hasMessage(
            "b imports t:c/i@2.0.0#f, which is not provided here (c exports t:c/i@1.9.0);"
                + " b imports t:d/i#f, which is not provided here");
  }

  @Test
  void refusesWhatSeveralExportAndWhatGoesInACircle() {
    Part main = adder("main", "t:main/i", "t:b/i@1.0.0");
    Part b = adder("b", "t:b/i@1.0.0", "t:c/i");
    Part other = adder("other", "t:b/i@1.5.0");
    assertThatThrownBy(() -> Composition.of(main, List.of(b, other)))
        .isInstanceOf(CompositionException.class)
        .hasMessage("main imports t:b/i@1.0.0, which b and other export: only one may");
    Part c = adder("c", "t:c/i", "t:b/i@1.0.0");
    assertThatThrownBy(() -> Composition.of(main, List.of(b, c)))
        .isInstanceOf(CompositionException.class)
        .hasMessage("b and c import from each other, so none can be first");
  }

  @Test
  void refusesATypeThatDoesNotFit() {
    Part main = adder("main", "t:main/i", "t:b/i");
    assertThatThrownBy(() -> call(main, adderOf("s32", "b", "t:b/i")))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageStartingWith("main imports t:b/i#f as func(")
        .hasMessageContaining(", but in b it is func(");
    Part empty = part("b", "(component (instance $i) (export \"t:b/i\" (instance $i)))");
    assertThatThrownBy(() -> call(main, empty))
        .hasMessage("main imports t:b/i#f, which b does not have like that");
  }

  @Test
  void canBeMadeAsNew() throws Exception {
    LinkedComponent<Object> linked =
        linker.link(
            Composition.of(adder("main", "t:main/i", "t:b/i"), List.of(adder("b", "t:b/i"))));
    try (ReusableInstance<Object> reusable =
        linked.instantiateReusable(StoreLimits.DEFAULT, ComponentLimits.DEFAULT, null, _ -> {})) {
      for (int i = 0; i < 3; i++) {
        ComponentInstance instance = reusable.begin("");
        assertThat(Objects.requireNonNull(instance.func("t:main/i", "f")).call(3L)).isEqualTo(5L);
        assertThat(reusable.reset()).isTrue();
      }
    } catch (NotReusableException e) {
      assertThat(engine.id()).isEqualTo("graalwasm");
    }
  }

  // Resources

  private static final String COUNTERS =
      """
      (component
        (type $counter' (resource (rep i32)))
        (core func $new (canon resource.new $counter'))
        (core module $M
          (import "" "new" (func $new (param i32) (result i32)))
          (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
          (func (export "get") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
        (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
        (func $make' (param "n" u32) (result (own $counter')) (canon lift (core func $m "make")))
        (func $get' (param "self" (borrow $counter')) (result u32)
          (canon lift (core func $m "get")))
        (component $Outside
          (import "type" (type $c (sub resource)))
          (import "make" (func $make (param "n" u32) (result (own $c))))
          (import "get" (func $get (param "self" (borrow $c)) (result u32)))
          (export $c2 "counter" (type $c))
          (export "[constructor]counter" (func $make)
            (func (param "n" u32) (result (own $c2))))
          (export "[method]counter.get" (func $get)
            (func (param "self" (borrow $c2)) (result u32))))
        (instance $i (instantiate $Outside (with "type" (type $counter'))
          (with "make" (func $make')) (with "get" (func $get'))))
        (export "t:lib/counters@1.2.0" (instance $i)))
      """;

  /// Makes a counter, has another component look at it, and drops it.
  private static final String COUNTING =
      """
      (component
        (import "t:lib/counters@1.1.0" (instance $lib
          (export "counter" (type $c (sub resource)))
          (export "[constructor]counter" (func (param "n" u32) (result (own $c))))))
        (alias export $lib "counter" (type $c))
        (import "t:look/look" (instance $look
          (export "counter" (type $c3 (eq $c)))
          (export "look" (func (param "it" (borrow $c3)) (result u32)))))
        (core func $make (canon lower (func $lib "[constructor]counter")))
        (core func $look' (canon lower (func $look "look")))
        (core func $drop (canon resource.drop $c))
        (core module $M
          (import "" "make" (func $make (param i32) (result i32)))
          (import "" "look" (func $look (param i32) (result i32)))
          (import "" "drop" (func $drop (param i32)))
          (func (export "run") (param i32) (result i32) (local $h i32)
            (local.set $h (call $make (local.get 0)))
            (call $look (local.get $h))
            (call $drop (local.get $h))))
        (core instance $m (instantiate $M (with "" (instance
          (export "make" (func $make)) (export "look" (func $look'))
          (export "drop" (func $drop))))))
        (func (export "run") (param "n" u32) (result u32) (canon lift (core func $m "run"))))
      """;

  private static final String LOOKING =
      """
      (component
        (import "t:lib/counters@1.1.0" (instance $lib
          (export "counter" (type $c (sub resource)))
          (export "[method]counter.get" (func (param "self" (borrow $c)) (result u32)))))
        (alias export $lib "counter" (type $c))
        (core func $get (canon lower (func $lib "[method]counter.get")))
        (core func $drop (canon resource.drop $c))
        (core module $M
          (import "" "get" (func $get (param i32) (result i32)))
          (import "" "drop" (func $drop (param i32)))
          (func (export "look") (param i32) (result i32)
            (call $get (local.get 0))
            (call $drop (local.get 0))))
        (core instance $m (instantiate $M (with "" (instance
          (export "get" (func $get)) (export "drop" (func $drop))))))
        (func $look (param "it" (borrow $c)) (result u32) (canon lift (core func $m "look")))
        (component $Outside
          (import "type" (type $c (sub resource)))
          (import "look" (func $look (param "it" (borrow $c)) (result u32)))
          (export $c2 "counter" (type $c))
          (export "look" (func $look) (func (param "it" (borrow $c2)) (result u32))))
        (instance $i (instantiate $Outside (with "type" (type $c)) (with "look" (func $look))))
        (export "t:look/look" (instance $i)))
      """;

  @Test
  void aResourceTypeIsTheSameInAllThatKnowIt() {
    LinkedComponent<Object> linked =
        linker.link(
            Composition.of(
                part("counting", COUNTING),
                List.of(part("looking", LOOKING), part("counters", COUNTERS))));
    try (ComponentInstance instance = linked.instantiate("", StoreLimits.DEFAULT)) {
      assertThat(Objects.requireNonNull(instance.func("run")).call(41L)).isEqualTo(42L);
    }
  }

  /// Another type of the same name is another type.
  @Test
  void refusesAResourceTypeOfSomebodyElse() {
    HostResource<String> counter = HostResource.of("counter", String.class, _ -> {});
    HostInterface<Object> host =
        HostInterface.named("t:lib/counters", "1.2.0")
            .resource(counter)
            .func(
                "[constructor]counter", func(param("n", U32)).returns(counter.own()), (_, _) -> "")
            .build();
    linker.add(host);
    Part looking = part("looking", LOOKING.replace("t:lib/counters@1.1.0", "t:own/counters@1.1.0"));
    Part counters =
        part("counters", COUNTERS.replace("t:lib/counters@1.2.0", "t:own/counters@1.2.0"));
    assertThatThrownBy(() ->
            linker.link(Composition.of(part("counting", COUNTING), List.of(looking, counters))))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageContaining("counting imports t:look/look#counter, which looking does not have");
  }
}
