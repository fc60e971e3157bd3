package dev.jawa.component.instantiate;

import static dev.jawa.component.type.FuncType.func;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.host.AsyncHostFunc;
import dev.jawa.component.validate.Gates;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnsupportedModuleException;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Built-ins that no script of the specification runs, and what becomes of threads when their store
/// ends in the middle of something.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class ThreadsTest {

  private static final String SPAWNS =
      """
      (component
        (import "never" (func $never async))
        (core module $Table (table (export "t") 8 funcref))
        (core instance $table (instantiate $Table))
        (core type $start (func (param i32)))
        (core func $spawn (canon thread.spawn-indirect $start (core table $table "t")))
        (core func $parallelism (canon thread.available_parallelism))
        (core func $yield (canon thread.yield))
        (core func $suspend (canon thread.suspend))
        (core func $never (canon lower (func $never)))
        (core func $return (canon task.return (result u32)))
        (core module $M
          (import "" "t" (table 8 funcref))
          (import "" "spawn" (func $spawn (param i32 i32) (result i32)))
          (import "" "parallelism" (func $parallelism (result i32)))
          (import "" "yield" (func $yield (result i32)))
          (import "" "suspend" (func $suspend (result i32)))
          (import "" "never" (func $never))
          (import "" "return" (func $return (param i32)))
          (global $sum (mut i32) (i32.const 0))
          (func $add (param i32) (global.set $sum (i32.add (global.get $sum) (local.get 0))))
          (func $park (param i32) (drop (call $suspend)))
          (func $wrong (param i64))
          (elem (i32.const 0) $add $park $wrong)
          ;; threads run only when this one lets them
          (func (export "sum")
            (drop (call $spawn (i32.const 0) (i32.const 3)))
            (drop (call $spawn (i32.const 0) (i32.const 4)))
            (if (global.get $sum) (then unreachable))
            (drop (call $yield))
            (call $return (global.get $sum)))
          (func (export "parallelism") (call $return (call $parallelism)))
          (func (export "call-null") (drop (call $spawn (i32.const 5) (i32.const 0))))
          (func (export "call-wrong") (drop (call $spawn (i32.const 2) (i32.const 0))))
          (func (export "beyond") (drop (call $spawn (i32.const 8) (i32.const 0))))
          ;; leaves many threads behind, in all states
          (func (export "litter")
            (local $i i32)
            (loop $more
              (drop (call $spawn (i32.const 1) (i32.const 0)))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $more (i32.lt_u (local.get $i) (i32.const 100))))
            (drop (call $yield))
            (drop (call $spawn (i32.const 0) (i32.const 1)))
            (call $return (local.get $i))
            (call $never)))
        (core instance $m (instantiate $M (with "" (instance
          (export "t" (table $table "t"))
          (export "spawn" (func $spawn))
          (export "parallelism" (func $parallelism))
          (export "yield" (func $yield))
          (export "suspend" (func $suspend))
          (export "never" (func $never))
          (export "return" (func $return))))))
        (func (export "sum") async (result u32) (canon lift (core func $m "sum") async))
        (func (export "parallelism") async (result u32) (canon lift (core func $m "parallelism") async))
        (func (export "call-null") async (result u32) (canon lift (core func $m "call-null") async))
        (func (export "call-wrong") async (result u32) (canon lift (core func $m "call-wrong") async))
        (func (export "beyond") async (result u32) (canon lift (core func $m "beyond") async))
        (func (export "litter") async (result u32) (canon lift (core func $m "litter") async)))
      """;

  private final Engine engine;
  private final CompletableFuture<Object> never = new CompletableFuture<>();

  ThreadsTest(String engineId) {
    engine = Engines.create(engineId, EngineOptions.DEFAULT);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Linker<Object> linker() {
    AsyncHostFunc<Object> waits = (_, _) -> never;
    return new Linker<Object>(engine).gates(Gates.all()).addAsync("never", func().asAsync(), waits);
  }

  /// The encoder leaves out the immediate that says whether a thread is shared.
  private static byte[] encode(String text) {
    byte[] binary = Wat.encode(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(binary, 0, 8);
    for (int at = 8; at < binary.length; ) {
      int wide = binary[at + 1] < 0 ? 2 : 1;
      int size = binary[at + 1] & 0x7F | (wide == 2 ? binary[at + 2] << 7 : 0);
      int body = at + 1 + wide;
      if (binary[at] == 8 && (binary[body + 1] == 0x40 || binary[body + 1] == 0x41)) {
        boolean indirect = binary[body + 1] == 0x41;
        out.writeBytes(new byte[] {8, (byte) (size + (indirect ? 2 : 1))});
        out.writeBytes(new byte[] {binary[body], binary[body + 1], 0});
        out.write(binary, body + 2, indirect ? 3 : size - 2);
        if (indirect) {
          out.write(0);
          out.write(binary, body + 5, size - 5);
        }
      } else {
        out.write(binary, at, 1 + wide + size);
      }
      at = body + size;
    }
    return out.toByteArray();
  }

  private ComponentInstance instantiate(String text) {
    return linker().link(encode(text)).instantiate("context", StoreLimits.DEFAULT);
  }

  private static Object call(ComponentInstance instance, String name) {
    return Objects.requireNonNull(Objects.requireNonNull(instance.func(name)).call());
  }

  private static int guestThreads() {
    return Math.toIntExact(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("guest-thread"))
            .count());
  }

  @Test
  void spawnsThreadsThatTakeTheirTurnLater() {
    try (ComponentInstance instance = instantiate(SPAWNS)) {
      assertThat(call(instance, "sum")).isEqualTo(7L);
      assertThat(call(instance, "parallelism")).isEqualTo(1L);
    }
  }

  @Test
  void trapsWhereTheTableHasNoFunctionThatFits() {
    assertTraps("call-null", Trap.Kind.UNINITIALIZED_ELEMENT);
    assertTraps("call-wrong", Trap.Kind.INDIRECT_CALL_TYPE);
    assertTraps("beyond", Trap.Kind.TABLE_OUT_OF_BOUNDS);
  }

  private void assertTraps(String function, Trap.Kind kind) {
    try (ComponentInstance instance = instantiate(SPAWNS)) {
      assertThatThrownBy(() -> call(instance, function))
          .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(kind));
    }
  }

  @Test
  void endsEveryThreadWithTheStore() {
    ComponentInstance instance = instantiate(SPAWNS);
    assertThat(call(instance, "litter")).isEqualTo(100L);
    assertThat(instance.isIdle()).isFalse();

    instance.close();

    assertThat(instance.isIdle()).isTrue();
    assertThat(guestThreads()).isZero();
  }

  @Test
  void runsTasksOnTheThreadsThatItIsGiven() {
    List<Thread> made = new CopyOnWriteArrayList<>();
    LinkedComponent<Object> component =
        linker()
            .link(encode(SPAWNS))
            .withThreads(body -> {
              made.add(Thread.ofPlatform().daemon().name("guest-thread").unstarted(body));
              return made.getLast();
            });
    try (ComponentInstance instance = component.instantiate("context", StoreLimits.DEFAULT)) {
      assertThat(call(instance, "litter")).isEqualTo(100L);
    }
    assertThat(made).hasSizeGreaterThan(100).noneMatch(Thread::isVirtual);
  }

  @Test
  void trapsWhereNoThreadIsLeft() {
    LinkedComponent<Object> component =
        linker()
            .link(encode(SPAWNS))
            .withThreads(_ -> {
              throw new Trap(Trap.Kind.HOST, "too many threads");
            });
    try (ComponentInstance instance = component.instantiate("context", StoreLimits.DEFAULT)) {
      assertThatThrownBy(() -> call(instance, "sum"))
          .isInstanceOf(Trap.class)
          .hasMessage("too many threads");
    }
    assertThat(guestThreads()).isZero();
  }

  @Test
  void saysWhichThreadsThereAreNot() {
    String shared =
        """
        (component
          (core type $start (func (param i32)))
          (core func $spawn (canon thread.spawn-ref $start)))
        """;
    assertThatThrownBy(() -> linker().link(encode(shared)))
        .isInstanceOf(UnsupportedModuleException.class)
        .hasMessageContaining("thread-spawn-ref");
  }

  @Test
  void carriesAnErrorContextFromOneComponentToAnother() {
    try (ComponentInstance instance = instantiate(ERRORS)) {
      assertThat(call(instance, "run")).isEqualTo(Long.valueOf("went wrong".length()));
    }
  }

  /// One component makes an error context, the other asks for the length of its message.
  private static final String ERRORS =
      """
      (component
        (component $Fails
          (core module $Libc (memory (export "mem") 1) (data (i32.const 16) "went wrong"))
          (core instance $libc (instantiate $Libc))
          (core func $new (canon error-context.new (memory (core memory $libc "mem"))))
          (core module $M
            (import "" "new" (func $new (param i32 i32) (result i32)))
            (func (export "fail") (result i32) (call $new (i32.const 16) (i32.const 10))))
          (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
          (func (export "fail") (result error-context) (canon lift (core func $m "fail"))))
        (component $Asks
          (import "fail" (func $fail (result error-context)))
          (core module $Libc
            (memory (export "mem") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 256)))
          (core instance $libc (instantiate $Libc))
          (core func $fail (canon lower (func $fail)))
          (core func $message
            (canon error-context.debug-message (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
          (core func $drop (canon error-context.drop))
          (core module $M
            (import "libc" "mem" (memory 1))
            (import "" "fail" (func $fail (result i32)))
            (import "" "message" (func $message (param i32 i32)))
            (import "" "drop" (func $drop (param i32)))
            (func (export "run") (result i32)
              (local $error i32)
              (local.set $error (call $fail))
              (call $message (local.get $error) (i32.const 8))
              (call $drop (local.get $error))
              (i32.load (i32.const 12))))
          (core instance $m (instantiate $M (with "libc" (instance $libc)) (with "" (instance
            (export "fail" (func $fail)) (export "message" (func $message)) (export "drop" (func $drop))))))
          (func (export "run") (result u32) (canon lift (core func $m "run"))))
        (instance $fails (instantiate $Fails))
        (instance $asks (instantiate $Asks (with "fail" (func $fails "fail"))))
        (export "run" (func $asks "run")))
      """;
}
