package dev.jawa.component.instantiate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.validate.Gates;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What the scripts of the specification do not show: the host's side of asynchronous calls.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class AsyncCallsTest {

  /// Calls the host, which blocks or answers, on a thread of the guest's.
  private static final String CALLS_HOST =
      """
      (component
        (import "get" (func $get async (result u32)))
        (core module $Memory (memory (export "mem") 1))
        (core instance $memory (instantiate $Memory))
        (alias core export $memory "mem" (core memory $mem))
        (core func $get (canon lower (func $get) async (memory $mem)))
        (core func $return (canon task.return (result u32)))
        (core module $M
          (import "" "mem" (memory 1))
          (import "" "get" (func $get (param i32) (result i32)))
          (import "" "return" (func $return (param i32)))
          (func (export "f")
            (if (i32.ne (i32.const 2) (call $get (i32.const 8))) (then unreachable))
            (call $return (i32.load (i32.const 8))))
          (func (export "spin") (loop $again (br $again))))
        (core instance $m
          (instantiate $M (with "" (instance
            (export "mem" (memory $mem))
            (export "get" (func $get))
            (export "return" (func $return))))))
        (func (export "f") async (result u32) (canon lift (core func $m "f") async))
        (func (export "spin") async (result u32) (canon lift (core func $m "spin") async)))
      """;

  private final Engine engine;
  private final Linker<List<Object>> linker;
  private final List<Object> seen = new ArrayList<>();

  AsyncCallsTest(String engineId) {
    engine = Engines.create(engineId, EngineOptions.DEFAULT);
    linker = new Linker<List<Object>>(engine).gates(Gates.all());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private ComponentInstance instantiate() {
    FuncType type = FuncType.func().returns(Primitive.U32).asAsync();
    linker.add(
        "get",
        type,
        (context, _) -> {
          context.add("got");
          return 42L;
        });
    return linker.link(Wat.encode(CALLS_HOST)).instantiate(seen, StoreLimits.DEFAULT);
  }

  private static Object call(ComponentInstance instance, String name) {
    return Objects.requireNonNull(Objects.requireNonNull(instance.func(name)).call());
  }

  @Test
  void answersAnAsynchronousCallOfTheHostAtOnce() {
    try (ComponentInstance instance = instantiate()) {
      assertThat(call(instance, "f")).isEqualTo(42L);
      assertThat(call(instance, "f")).isEqualTo(42L);
      assertThat(seen).containsExactly("got", "got");
    }
  }

  @Test
  void endsAGuestThatSpinsWhenItIsInterrupted() throws InterruptedException {
    try (ComponentInstance instance = instantiate()) {
      call(instance, "f");
      Thread interrupter = Thread.ofVirtual().unstarted(instance::interrupt);
      interrupter.start();
      assertThatThrownBy(() -> call(instance, "spin"))
          .isInstanceOfSatisfying(
              Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
      interrupter.join();
    }
  }
}
