package dev.jawa.component.instantiate;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.host.AsyncHostFunc;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.ReadableFuture;
import dev.jawa.component.host.ReadableStream;
import dev.jawa.component.runtime.Scheduler.WhenIdle;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.validate.Gates;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What crosses between a guest and a host that answers later: calls, streams, futures.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class HostChannelsTest {

  private static final ValType BYTES = new ValType.StreamType(Primitive.U8);
  private static final ValType LATER = new ValType.FutureType(Primitive.U32);
  private static final ValType WORDS = new ValType.StreamType(Primitive.STRING);

  /// Sums what it reads from a stream of the host; passes a host's stream on; writes to one that
  /// the host reads; waits for a future; calls what answers later.
  private static final String GUEST =
      """
      (component
        (type $bytes (stream u8))
        (type $words (stream string))
        (type $later (future u32))
        (import "test:host/calls" (instance $host
          (export "slow" (func async (param "x" u32) (result u32)))))
        (core module $Libc
          (memory (export "mem") 1)
          (global $next (mut i32) (i32.const 1024))
          (func (export "realloc") (param i32 i32 i32 i32) (result i32)
            (local $at i32)
            (local.set $at (global.get $next))
            (global.set $next (i32.and (i32.add (i32.add (local.get $at) (local.get 3)) (i32.const 7)) (i32.const -8)))
            (local.get $at)))
        (core instance $libc (instantiate $Libc))
        (alias core export $libc "mem" (core memory $mem))
        (alias core export $libc "realloc" (core func $realloc))
        (alias export $host "slow" (func $slow))
        (core func $slow-sync (canon lower (func $slow)))
        (core func $slow-async (canon lower (func $slow) async (memory $mem)))
        (core func $subtask.cancel (canon subtask.cancel))
        (core func $subtask.drop (canon subtask.drop))
        (core func $bytes.new (canon stream.new $bytes))
        (core func $bytes.read (canon stream.read $bytes (memory $mem)))
        (core func $bytes.write (canon stream.write $bytes (memory $mem)))
        (core func $bytes.drop-readable (canon stream.drop-readable $bytes))
        (core func $bytes.drop-writable (canon stream.drop-writable $bytes))
        (core func $words.read (canon stream.read $words (memory $mem) (realloc $realloc)))
        (core func $words.drop-readable (canon stream.drop-readable $words))
        (core func $later.new (canon future.new $later))
        (core func $later.read (canon future.read $later (memory $mem)))
        (core func $later.write (canon future.write $later (memory $mem)))
        (core func $later.drop-readable (canon future.drop-readable $later))
        (core func $later.drop-writable (canon future.drop-writable $later))
        (core func $return-u32 (canon task.return (result u32)))
        (core func $return-bytes (canon task.return (result $bytes)))
        (core func $return-later (canon task.return (result $later)))
        (core module $M
          (import "libc" "mem" (memory 1))
          (import "" "slow-sync" (func $slow-sync (param i32) (result i32)))
          (import "" "slow-async" (func $slow-async (param i32 i32) (result i32)))
          (import "" "subtask.cancel" (func $subtask.cancel (param i32) (result i32)))
          (import "" "subtask.drop" (func $subtask.drop (param i32)))
          (import "" "bytes.new" (func $bytes.new (result i64)))
          (import "" "bytes.read" (func $bytes.read (param i32 i32 i32) (result i32)))
          (import "" "bytes.write" (func $bytes.write (param i32 i32 i32) (result i32)))
          (import "" "bytes.drop-readable" (func $bytes.drop-readable (param i32)))
          (import "" "bytes.drop-writable" (func $bytes.drop-writable (param i32)))
          (import "" "words.read" (func $words.read (param i32 i32 i32) (result i32)))
          (import "" "words.drop-readable" (func $words.drop-readable (param i32)))
          (import "" "later.new" (func $later.new (result i64)))
          (import "" "later.read" (func $later.read (param i32 i32) (result i32)))
          (import "" "later.write" (func $later.write (param i32 i32) (result i32)))
          (import "" "later.drop-readable" (func $later.drop-readable (param i32)))
          (import "" "later.drop-writable" (func $later.drop-writable (param i32)))
          (import "" "return-u32" (func $return-u32 (param i32)))
          (import "" "return-bytes" (func $return-bytes (param i32)))
          (import "" "return-later" (func $return-later (param i32)))
          (func (export "call-slow") (param i32)
            (call $return-u32 (call $slow-sync (local.get 0))))
          (func (export "cancel-slow") (param i32)
            (local $call i32)
            (local.set $call (call $slow-async (local.get 0) (i32.const 0)))
            (local.set $call (i32.shr_u (local.get $call) (i32.const 4)))
            (call $return-u32 (call $subtask.cancel (local.get $call)))
            (call $subtask.drop (local.get $call)))
          ;; the sum of all bytes, read in pieces of 4
          (func (export "sum") (param $stream i32)
            (local $got i32) (local $i i32) (local $sum i32)
            (loop $more
              (local.set $got (call $bytes.read (local.get $stream) (i32.const 0) (i32.const 4)))
              (local.set $i (i32.const 0))
              (block $done
                (loop $next
                  (br_if $done (i32.ge_u (local.get $i) (i32.shr_u (local.get $got) (i32.const 4))))
                  (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $i))))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br $next)))
              (br_if $more (i32.eqz (i32.and (local.get $got) (i32.const 15)))))
            (call $bytes.drop-readable (local.get $stream))
            (call $return-u32 (local.get $sum)))
          ;; learns by reading nothing that there is something, reads one byte, drops the rest
          (func (export "first") (param $stream i32)
            (if (call $bytes.read (local.get $stream) (i32.const 0) (i32.const 0)) (then unreachable))
            (if (i32.ne (call $bytes.read (local.get $stream) (i32.const 0) (i32.const 1)) (i32.const 16))
              (then unreachable))
            (call $bytes.drop-readable (local.get $stream))
            (call $return-u32 (i32.load8_u (i32.const 0))))
          ;; returns a stream, then writes 1 2 and 3 4 5 to it, not again what is not taken
          (func (export "count")
            (local $ends i64) (local $writer i32)
            (local.set $ends (call $bytes.new))
            (local.set $writer (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
            (call $return-bytes (i32.wrap_i64 (local.get $ends)))
            (i64.store (i32.const 8) (i64.const 0x0504030201))
            (if (i32.eqz (i32.and (call $bytes.write (local.get $writer) (i32.const 8) (i32.const 2)) (i32.const 15)))
              (then (drop (call $bytes.write (local.get $writer) (i32.const 10) (i32.const 3)))))
            (call $bytes.drop-writable (local.get $writer)))
          (func (export "pass-on") (param i32) (call $return-bytes (local.get 0)))
          ;; the number of bytes of two strings
          (func (export "lengths") (param $stream i32)
            (if (i32.ne (call $words.read (local.get $stream) (i32.const 0) (i32.const 2)) (i32.const 32))
              (then unreachable))
            (call $words.drop-readable (local.get $stream))
            (call $return-u32 (i32.add (i32.load (i32.const 4)) (i32.load (i32.const 12)))))
          (func (export "await") (param $later i32)
            (if (call $later.read (local.get $later) (i32.const 0)) (then unreachable))
            (call $later.drop-readable (local.get $later))
            (call $return-u32 (i32.load (i32.const 0))))
          (func (export "ignore") (param $later i32)
            (call $later.drop-readable (local.get $later))
            (call $return-u32 (i32.const 0)))
          (func (export "promise")
            (local $ends i64) (local $writer i32)
            (local.set $ends (call $later.new))
            (local.set $writer (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
            (call $return-later (i32.wrap_i64 (local.get $ends)))
            (i32.store (i32.const 16) (i32.const 99))
            (drop (call $later.write (local.get $writer) (i32.const 16)))
            (call $later.drop-writable (local.get $writer))))
        (core instance $m (instantiate $M (with "libc" (instance $libc)) (with "" (instance
          (export "slow-sync" (func $slow-sync))
          (export "slow-async" (func $slow-async))
          (export "subtask.cancel" (func $subtask.cancel))
          (export "subtask.drop" (func $subtask.drop))
          (export "bytes.new" (func $bytes.new))
          (export "bytes.read" (func $bytes.read))
          (export "bytes.write" (func $bytes.write))
          (export "bytes.drop-readable" (func $bytes.drop-readable))
          (export "bytes.drop-writable" (func $bytes.drop-writable))
          (export "words.read" (func $words.read))
          (export "words.drop-readable" (func $words.drop-readable))
          (export "later.new" (func $later.new))
          (export "later.read" (func $later.read))
          (export "later.write" (func $later.write))
          (export "later.drop-readable" (func $later.drop-readable))
          (export "later.drop-writable" (func $later.drop-writable))
          (export "return-u32" (func $return-u32))
          (export "return-bytes" (func $return-bytes))
          (export "return-later" (func $return-later))))))
        (func (export "call-slow") async (param "x" u32) (result u32) (canon lift (core func $m "call-slow") async))
        (func (export "cancel-slow") async (param "x" u32) (result u32) (canon lift (core func $m "cancel-slow") async))
        (func (export "sum") async (param "s" $bytes) (result u32) (canon lift (core func $m "sum") async))
        (func (export "first") async (param "s" $bytes) (result u32) (canon lift (core func $m "first") async))
        (func (export "count") async (result $bytes) (canon lift (core func $m "count") async))
        (func (export "pass-on") async (param "s" $bytes) (result $bytes) (canon lift (core func $m "pass-on") async))
        (func (export "lengths") async (param "s" $words) (result u32) (canon lift (core func $m "lengths") async))
        (func (export "await") async (param "f" $later) (result u32) (canon lift (core func $m "await") async))
        (func (export "ignore") async (param "f" $later) (result u32) (canon lift (core func $m "ignore") async))
        (func (export "promise") async (result $later) (canon lift (core func $m "promise") async)))
      """;

  private final Engine engine;
  private AsyncHostFunc<Object> slow = (_, args) -> CompletableFuture.completedFuture(args[0]);
  private ComponentInstance instance;

  HostChannelsTest(String engineId) {
    engine = Engines.create(engineId, EngineOptions.DEFAULT);
  }

  @BeforeEach
  void instantiate() {
    HostInterface<Object> calls =
        HostInterface.<Object>named("test:host/calls", "")
            .asyncFunc(
                "slow",
                func(param("x", Primitive.U32)).returns(Primitive.U32).asAsync(),
                (context, args) -> slow.start(context, args))
            .build();
    instance =
        new Linker<Object>(engine)
            .gates(Gates.all())
            .add(calls)
            .link(Wat.encode(GUEST))
            .instantiate("context", StoreLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    instance.close();
    engine.close();
  }

  private ComponentFunc guest(String name) {
    return Objects.requireNonNull(instance.func(name));
  }

  private <T> T await(CompletionStage<T> stage) {
    instance.runUntil(() -> stage.toCompletableFuture().isDone(), WhenIdle.TRAP);
    return stage.toCompletableFuture().join();
  }

  /// A stream of the host that is given its chunks beforehand; every other one arrives late, from
  /// another thread.
  private static final class Chunks implements ReadableStream {
    private final Queue<Object> chunks = new ArrayDeque<>();
    private final List<Integer> asked = new ArrayList<>();
    private int closed;

    Chunks(Object... values) {
      chunks.addAll(List.of(values));
    }

    @Override
    public CompletionStage<Object> read(int max) {
      asked.add(max);
      Object next = chunks.poll();
      return asked.size() % 2 == 0
          ? CompletableFuture.supplyAsync(() -> next)
          : CompletableFuture.completedFuture(next);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  // Calls

  @Test
  void letsAGuestWaitForACallThatAnswersFromAnotherThread() {
    slow = AsyncHostFunc.blocking((_, args) -> (Long) args[0] + 1);
    assertThat(guest("call-slow").call(41L)).isEqualTo(42L);
  }

  @Test
  void answersAtOnceWhereTheStageIsComplete() {
    assertThat(guest("call-slow").call(7L)).isEqualTo(7L);
  }

  @Test
  void cancelsTheStageOfACallThatTheGuestCancels() {
    CompletableFuture<Object> never = new CompletableFuture<>();
    slow = (_, _) -> never;
    assertThat(guest("cancel-slow").call(1L)).isEqualTo(4L);
    assertThat(never).isCancelled();
  }

  @Test
  void interruptsACallThatBlocksWhenTheGuestCancelsIt() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    slow =
        AsyncHostFunc.blocking((_, _) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return 0L;
        });
    assertThat(guest("cancel-slow").call(1L)).isEqualTo(4L);
    interrupted.await();
  }

  @Test
  void endsTheGuestWithATrapThatTheHostAnswersWith() {
    slow = (_, _) -> CompletableFuture.failedFuture(new Trap(Trap.Kind.HOST, "no more"));
    assertThatThrownBy(() -> guest("call-slow").call(1L))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("no more");
  }

  @Test
  void runsSeveralCallsAtOnceAndEndsOneThatTheHostCancels() {
    List<CompletableFuture<Object>> answers =
        List.of(new CompletableFuture<>(), new CompletableFuture<>());
    Queue<CompletableFuture<Object>> next = new ArrayDeque<>(answers);
    slow = (_, _) -> next.remove();
    CompletableFuture<Object> first = guest("call-slow").start(1L);
    CompletableFuture<Object> second = guest("call-slow").start(2L);
    assertThat(instance.runReady()).isTrue();

    answers.get(1).complete(20L);
    assertThat(await(second)).isEqualTo(20L);
    assertThat(first).isNotDone();
    answers.get(0).complete(10L);
    assertThat(await(first)).isEqualTo(10L);
    assertThat(instance.isIdle()).isTrue();
    assertThat(instance.runReady()).isFalse();
  }

  @Test
  void startsACallThatAnotherThreadAsksFor() {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() ->
            instance.execute(() -> guest("call-slow").start(5L).thenAccept(answer::complete)));
    instance.runUntil(answer::isDone, WhenIdle.WAIT);
    assertThat(answer).isCompletedWithValue(5L);
  }

  @Test
  void failsWhatIsUnderWayWhenTheInstanceIsClosed() {
    slow = (_, _) -> new CompletableFuture<>();
    CompletableFuture<Object> answer = guest("call-slow").start(1L);
    instance.close();
    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void endsWaitingForTheHostWhenItIsInterrupted() {
    slow =
        (_, _) -> {
          Thread.ofVirtual().start(instance::interrupt);
          return new CompletableFuture<>();
        };
    assertThatThrownBy(() -> guest("call-slow").call(1L))
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
  }

  // Streams

  @Test
  void letsAGuestReadAStreamOfTheHostToItsEnd() {
    Chunks stream =
        new Chunks(new byte[] {1, 2, 3}, new byte[] {4, 5, 6, 7, 8, 9}, new byte[] {10});
    assertThat(guest("sum").call(stream)).isEqualTo(55L);
    assertThat(stream.asked).hasSize(4).allMatch(count -> count == 4);
    assertThat(stream.closed).isEqualTo(1);
  }

  @Test
  void closesAStreamOfTheHostThatTheGuestDrops() {
    Chunks stream = new Chunks(new byte[] {7, 8, 9});
    assertThat(guest("first").call(stream)).isEqualTo(7L);
    assertThat(stream.closed).isEqualTo(1);
  }

  @Test
  void closesAStreamOfTheHostWithTheInstance() {
    Chunks stream = new Chunks(new byte[] {1});
    guest("pass-on").call(stream);
    instance.close();
    assertThat(stream.closed).isEqualTo(1);
  }

  @Test
  void readsWhatAGuestWritesAfterItHasReturned() {
    ReadableStream stream = (ReadableStream) guest("count").call();
    assertThat((byte[]) await(stream.read(10))).containsExactly(1, 2);
    assertThat((byte[]) await(stream.read(2))).containsExactly(3, 4);
    assertThat((Object) await(stream.read(9))).isNull();
    assertThat((Object) await(stream.read(9))).isNull();
    assertThat(instance.isIdle()).isTrue();
  }

  @Test
  void letsAGuestGoOnThatWritesToAStreamTheHostClosed() {
    ReadableStream stream = (ReadableStream) guest("count").call();
    stream.close();
    instance.runUntil(instance::isIdle, WhenIdle.TRAP);
    assertThat((Object) await(stream.read(1))).isNull();
  }

  @Test
  void readsItsOwnStreamThatCameBackFromAGuest() {
    Chunks stream = new Chunks(new byte[] {1, 2, 3}, new byte[] {4});
    ReadableStream back = (ReadableStream) guest("pass-on").call(stream);
    assertThat((byte[]) await(back.read(2))).containsExactly(1, 2);
    assertThat((byte[]) await(back.read(2))).containsExactly(3);
    assertThat((byte[]) await(back.read(2))).containsExactly(4);
    assertThat((Object) await(back.read(2))).isNull();
  }

  @Test
  void givesAStreamOfAGuestToAnotherCall() {
    ReadableStream stream = (ReadableStream) guest("count").call();
    assertThat(guest("sum").call(stream)).isEqualTo(15L);
  }

  @Test
  void carriesValuesThatTakeMemoryOfTheGuest() {
    assertThat(guest("lengths").call(new Chunks(List.of("abc", "d\u00E9f")))).isEqualTo(7L);
  }

  @Test
  void refusesAValueThatIsNoStream() {
    assertThatThrownBy(() -> guest("sum").call("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  // Futures

  @Test
  void letsAGuestWaitForAFutureOfTheHost() {
    CompletableFuture<Object> later = CompletableFuture.supplyAsync(() -> 12L);
    assertThat(guest("await").call(ReadableFuture.of(later))).isEqualTo(12L);
  }

  @Test
  void cancelsAFutureOfTheHostThatTheGuestDrops() {
    CompletableFuture<Object> later = new CompletableFuture<>();
    guest("ignore").call(ReadableFuture.of(later));
    assertThat(later).isCancelled();
  }

  @Test
  void readsAFutureOfAGuest() {
    ReadableFuture future = (ReadableFuture) guest("promise").call();
    assertThat((Object) await(future.read())).isEqualTo(99L);
    assertThat(instance.isIdle()).isTrue();
  }

  @Test
  void knowsTheTypesOfItsGuest() {
    assertThat(guest("sum").type().params().getFirst().type()).isEqualTo(BYTES);
    assertThat(guest("await").type().params().getFirst().type()).isEqualTo(LATER);
    assertThat(guest("lengths").type().params().getFirst().type()).isEqualTo(WORDS);
  }
}
