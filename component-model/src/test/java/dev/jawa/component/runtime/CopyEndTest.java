package dev.jawa.component.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.runtime.CopyEnd.Kind;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ends of streams and futures: how reads and writes meet, and what their events tell.
class CopyEndTest {

  private static final int BLOCKED = -1;
  private static final int COMPLETED = 0;
  private static final int DROPPED = 1;
  private static final int CANCELLED = 2;

  private final Engine engine = Engines.create("chicory", EngineOptions.DEFAULT);
  private final StoreState store =
      new StoreState(
          engine.newStore(StoreLimits.DEFAULT),
          "context",
          ComponentLimits.DEFAULT,
          new Scheduler());
  private final InstanceState reads = new InstanceState(store, null, new RuntimeResource[0]);
  private final InstanceState writes = new InstanceState(store, null, new RuntimeResource[0]);
  private final Pair stream = new Pair(SharedChannel.Kind.STREAM, Primitive.U32);
  private final Pair future = new Pair(SharedChannel.Kind.FUTURE, Primitive.U32);

  @AfterEach
  void close() {
    store.close();
    engine.close();
  }

  /// Numbers in Java.
  private static final class Numbers implements CopyBuffer {
    private final List<Integer> values = new ArrayList<>();
    private final int length;
    private int progress;

    Numbers(int length, Integer... values) {
      this.length = length;
      this.values.addAll(List.of(values));
    }

    @Override
    public int remain() {
      return length - progress;
    }

    @Override
    public int progress() {
      return progress;
    }

    @Override
    public boolean isZeroLength() {
      return length == 0;
    }

    @Override
    public Object read(int count) {
      progress += count;
      return List.copyOf(values.subList(progress - count, progress));
    }

    @Override
    public void write(Object more, int count) {
      ((List<?>) more).forEach(one -> values.add((Integer) one));
      progress += count;
    }
  }

  private static Numbers room(int length) {
    return new Numbers(length);
  }

  private static Numbers of(Integer... values) {
    return new Numbers(values.length, values);
  }

  /// Both ends of one channel, in two instances.
  private final class Pair {
    private final SharedChannel shared;
    private final CopyEnd reader;
    private final CopyEnd writer;

    Pair(SharedChannel.Kind kind, ValType element) {
      boolean stream = kind == SharedChannel.Kind.STREAM;
      shared = new SharedChannel(kind, element);
      reader = new CopyEnd(stream ? Kind.READABLE_STREAM : Kind.READABLE_FUTURE, shared);
      writer = new CopyEnd(stream ? Kind.WRITABLE_STREAM : Kind.WRITABLE_FUTURE, shared);
    }

    int read(CopyBuffer buffer) {
      reader.checkIdle(CallMode.ASYNC);
      return reader.copy(reads, 1, buffer, CallMode.ASYNC, BLOCKED);
    }

    int write(CopyBuffer buffer) {
      writer.checkIdle(CallMode.ASYNC);
      return writer.copy(writes, 2, buffer, CallMode.ASYNC, BLOCKED);
    }
  }

  private static int packed(int result, int progress) {
    return result | progress << 4;
  }

  private static int event(CopyEnd end) {
    return end.takePendingEvent().payload();
  }

  private static void assertTraps(Runnable action, String message) {
    assertThatThrownBy(action::run).isInstanceOf(Trap.class).hasMessageContaining(message);
  }

  // Streams

  @Test
  void tellsAWriterThatWaitsHowMuchWasRead() {
    assertThat(stream.write(of(1, 2, 3))).isEqualTo(BLOCKED);
    Numbers first = room(2);
    assertThat(stream.read(first)).isEqualTo(packed(COMPLETED, 2));
    Numbers second = room(2);
    assertThat(stream.read(second)).isEqualTo(packed(COMPLETED, 1));

    assertThat(event(stream.writer)).isEqualTo(packed(COMPLETED, 3));
    assertThat(first.values).containsExactly(1, 2);
    assertThat(second.values).containsExactly(3);
  }

  @Test
  void fillsAReaderThatWaitsUntilItsEventIsTaken() {
    Numbers got = room(4);
    assertThat(stream.read(got)).isEqualTo(BLOCKED);
    assertThat(stream.write(of(1))).isEqualTo(packed(COMPLETED, 1));
    assertThat(stream.write(of(2, 3))).isEqualTo(packed(COMPLETED, 2));

    assertThat(event(stream.reader)).isEqualTo(packed(COMPLETED, 3));
    assertThat(stream.write(of(4))).isEqualTo(BLOCKED);
    assertThat(got.values).containsExactly(1, 2, 3);
  }

  @Test
  void letsAnEmptyWriteWaitForAReader() {
    assertThat(stream.write(of())).isEqualTo(BLOCKED);
    assertThat(stream.read(room(1))).isEqualTo(BLOCKED);
    assertThat(event(stream.writer)).isEqualTo(packed(COMPLETED, 0));
  }

  @Test
  void letsAnEmptyReadWaitForAWriter() {
    assertThat(stream.read(room(0))).isEqualTo(BLOCKED);
    assertThat(stream.write(of(1))).isEqualTo(BLOCKED);
    assertThat(event(stream.reader)).isEqualTo(packed(COMPLETED, 0));
  }

  @Test
  void endsAnEmptyWriteThatMeetsAnEmptyRead() {
    assertThat(stream.read(room(0))).isEqualTo(BLOCKED);
    assertThat(stream.write(of())).isEqualTo(packed(COMPLETED, 0));
    assertThat(stream.reader.hasPendingEvent()).isFalse();
  }

  @Test
  void tellsWhoWaitsThatTheOtherEndIsDropped() {
    stream.write(of(1, 2));
    stream.read(room(1));
    stream.reader.drop();

    assertThat(event(stream.writer)).isEqualTo(packed(DROPPED, 1));
    assertTraps(() -> stream.write(of(3)), "cannot write to stream after being notified");
  }

  @Test
  void tellsWhoComesLaterThatTheOtherEndIsDropped() {
    stream.writer.drop();
    assertThat(stream.read(room(1))).isEqualTo(packed(DROPPED, 0));
    assertTraps(() -> stream.read(room(1)), "cannot read from stream after being notified");
    assertTraps(stream.reader::lift, "cannot lift stream after being notified");
  }

  @Test
  void countsWhatWasCopiedBeforeACancellation() {
    stream.read(room(4));
    stream.write(of(1));
    assertThat(stream.reader.cancel(reads, CallMode.ASYNC, BLOCKED))
        .isEqualTo(packed(CANCELLED, 1));
  }

  @Test
  void cancelsAReadThatGotNothingAndMayReadAgain() {
    stream.read(room(4));
    assertThat(stream.reader.cancel(reads, CallMode.ASYNC, BLOCKED))
        .isEqualTo(packed(CANCELLED, 0));
    assertThat(stream.read(room(1))).isEqualTo(BLOCKED);
  }

  // Futures

  @Test
  void endsBothEndsOfAFutureWithOneCopy() {
    Numbers got = room(1);
    assertThat(future.read(got)).isEqualTo(BLOCKED);
    assertThat(future.write(of(7))).isEqualTo(COMPLETED);
    assertThat(event(future.reader)).isEqualTo(COMPLETED);
    assertThat(got.values).containsExactly(7);
    assertTraps(() -> future.read(room(1)), "cannot read from future after previous read");
    assertTraps(() -> future.write(of(8)), "cannot write to future after previous write");
  }

  @Test
  void keepsTheResultOfAFutureWhoseOtherEndIsDroppedBeforeItIsTold() {
    future.write(of(7));
    future.read(room(1));
    future.reader.drop();
    assertThat(event(future.writer)).isEqualTo(COMPLETED);
  }

  @Test
  void demandsAValueBeforeTheWritableEndOfAFutureIsDropped() {
    assertTraps(future.writer::drop, "without first writing a value");
    future.reader.drop();
    assertThat(future.write(of(7))).isEqualTo(DROPPED);
    future.writer.drop();
  }

  // Both

  @ParameterizedTest
  @EnumSource
  void refusesASecondUseOfAnEndThatIsBusy(SharedChannel.Kind kind) {
    Pair pair = new Pair(kind, Primitive.U32);
    pair.read(room(1));
    assertTraps(() -> pair.read(room(1)), "concurrent operations");
    assertTraps(pair.reader::lift, "cannot remove busy");
    assertTraps(pair.reader::drop, "cannot remove busy");
  }

  @ParameterizedTest
  @EnumSource
  void refusesToCancelWhatIsNotUnderWay(SharedChannel.Kind kind) {
    Pair pair = new Pair(kind, Primitive.U32);
    assertTraps(
        () -> pair.reader.cancel(reads, CallMode.ASYNC, BLOCKED), "when none is in progress");
  }

  @ParameterizedTest
  @EnumSource
  void letsAnInstanceTalkToItselfInNumbersOnly(SharedChannel.Kind kind) {
    Pair numbers = new Pair(kind, Primitive.F64);
    numbers.reader.copy(reads, 1, room(1), CallMode.ASYNC, BLOCKED);
    numbers.writer.copy(reads, 2, of(1), CallMode.ASYNC, BLOCKED);
    assertThat(numbers.reader.hasPendingEvent()).isTrue();

    Pair strings = new Pair(kind, Primitive.STRING);
    strings.reader.copy(reads, 1, room(1), CallMode.ASYNC, BLOCKED);
    assertTraps(
        () -> strings.writer.copy(reads, 2, of(1), CallMode.ASYNC, BLOCKED), "intra-component");
  }

  @Test
  void tellsAnEndFromOneOfAnotherTypeOrDirection() {
    stream.reader.check(1, Kind.READABLE_STREAM, Primitive.U32);
    assertTraps(() -> stream.reader.check(1, Kind.READABLE_STREAM, Primitive.U64), "wrong type");
    assertTraps(() -> stream.reader.check(1, Kind.WRITABLE_STREAM, Primitive.U32), "wrong type");
    assertTraps(() -> stream.reader.check(1, Kind.READABLE_FUTURE, Primitive.U32), "wrong type");
  }
}
