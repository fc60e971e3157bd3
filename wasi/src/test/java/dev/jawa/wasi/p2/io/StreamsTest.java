package dev.jawa.wasi.p2.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.WasiLimits;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsTest {

  private static final String IN = "wasi:io/streams#[method]input-stream.";
  private static final String OUT = "wasi:io/streams#[method]output-stream.";
  private static final Result CLOSED = Result.err(Variant.of(1));

  private final FakeGuest guest = new FakeGuest();
  private final BytePipe pipe = new BytePipe(8);
  private final InputStream in = InputStream.owning(pipe.source());
  private final OutputStream out = OutputStream.owning(pipe.sink());

  @Test
  void readsWhatIsThere() {
    InputStream text = InputStream.owning(new MemorySource("hello".getBytes(UTF_8)));
    assertThat(guest.ok(byte[].class, IN + "read", text, 2L)).asString(UTF_8).isEqualTo("he");
    assertThat(guest.ok(byte[].class, IN + "blocking-read", text, -1L))
        .asString(UTF_8)
        .isEqualTo("llo");
    assertThat(guest.call(IN + "read", text, 1L)).isEqualTo(CLOSED);
    assertThat(guest.call(IN + "blocking-read", text, 1L)).isEqualTo(CLOSED);
    assertThat(guest.call(IN + "read", text, 0L)).as("closed also for nothing").isEqualTo(CLOSED);
  }

  @Test
  void answersNothingWhereNothingIsThere() {
    assertThat(guest.ok(byte[].class, IN + "read", in, 5L)).isEmpty();
    assertThat(guest.ok(byte[].class, IN + "blocking-read", in, 0L)).isEmpty();
  }

  @Test
  void skipsAsManyAsThereAre() throws IOException {
    pipe.sink().write(new byte[] {1, 2, 3});
    assertThat(guest.ok(Long.class, IN + "skip", in, 2L)).isEqualTo(2);
    assertThat(guest.ok(Long.class, IN + "blocking-skip", in, 2L)).isEqualTo(1);
  }

  @Test
  void readsNoMoreThanTheLimit() {
    FakeGuest small = new FakeGuest(b -> b.limits(WasiLimits.DEFAULT.withReadBytes(3)));
    InputStream text = InputStream.owning(new MemorySource(new byte[10]));
    assertThat(small.ok(byte[].class, IN + "read", text, 10L)).hasSize(3);
  }

  @Test
  void tellsAFailureOnceAndIsClosedThen() {
    pipe.abort(new IOException("the disk is gone"));
    Variant error = guest.err(Variant.class, IN + "read", in, 1L);
    assertThat(error.caseIndex()).isZero();
    assertThat(guest.call("wasi:io/error#[method]error.to-debug-string", error.payload()))
        .isEqualTo("the disk is gone");
    assertThat(guest.call(IN + "read", in, 1L)).isEqualTo(CLOSED);
    assertThat(((Pollable) guest.call(IN + "subscribe", in)).isReady()).isTrue();
  }

  @Test
  void writesWithinThePermit() throws IOException {
    assertThat(guest.ok(Long.class, OUT + "check-write", out)).isEqualTo(8);
    assertThat(guest.call(OUT + "write", out, new byte[5])).isEqualTo(Result.OK);
    assertThat(guest.call(OUT + "write-zeroes", out, 3L)).isEqualTo(Result.OK);
    assertThat(guest.ok(Long.class, OUT + "check-write", out)).isZero();
    assertThat(pipe.source().read(100)).hasSize(5);
    assertThat(pipe.source().read(100)).containsExactly(0, 0, 0);
  }

  @Test
  void trapsOnAWriteWithoutAPermit() {
    assertTraps(() -> guest.call(OUT + "write", out, new byte[1]));
    guest.call(OUT + "check-write", out);
    assertTraps(() -> guest.call(OUT + "write", out, new byte[9]));
    assertTraps(() -> guest.call(OUT + "write-zeroes", out, -1L));
  }

  @Test
  void trapsOnABlockingWriteOfMoreThanAPage() {
    OutputStream sink = OutputStream.owning(new MemorySink(1 << 20));
    assertThat(guest.call(OUT + "blocking-write-and-flush", sink, new byte[4096]))
        .isEqualTo(Result.OK);
    assertTraps(() -> guest.call(OUT + "blocking-write-and-flush", sink, new byte[4097]));
    assertTraps(() -> guest.call(OUT + "blocking-write-zeroes-and-flush", sink, 4097L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocking-write-and-flush", "blocking-write-zeroes-and-flush"})
  void waitsForRoomWhenItBlocks(String function) throws Exception {
    Object contents = function.contains("zeroes") ? (Object) 20L : new byte[20];
    AtomicReference<Object> answer = new AtomicReference<>();
    Thread writer =
        Thread.startVirtualThread(() -> answer.set(guest.call(OUT + function, out, contents)));
    int received = 0;
    while (received < 20) {
      pipe.source().readiness().await();
      received += pipe.source().read(3).length;
    }
    writer.join();
    assertThat(answer.get()).isEqualTo(Result.OK);
  }

  @Test
  void isClosedForTheWriterWhenTheReaderLeft() {
    guest.drop(in);
    assertThat(guest.call(OUT + "check-write", out)).isEqualTo(CLOSED);
    assertThat(guest.call(OUT + "write", out, new byte[1])).isEqualTo(CLOSED);
    assertThat(guest.call(OUT + "blocking-flush", out)).isEqualTo(CLOSED);
    assertThat(((Pollable) guest.call(OUT + "subscribe", out)).isReady()).isTrue();
  }

  @Test
  void endsTheReaderWhenTheWriterIsDropped() throws IOException {
    guest.drop(out);
    assertThat(pipe.source().read(1)).isNull();
  }

  @Test
  void leavesABorrowedSinkOpen() {
    MemorySink sink = new MemorySink(10);
    guest.drop(OutputStream.borrowing(sink));
    assertThat(sink.isClosed()).isFalse();
  }

  @Test
  void splicesNoMoreThanTheSinkTakes() {
    InputStream source = InputStream.owning(new MemorySource(new byte[20]));
    assertThat(guest.ok(Long.class, OUT + "splice", out, source, 5L)).isEqualTo(5);
    assertThat(guest.ok(Long.class, OUT + "splice", out, source, 100L)).isEqualTo(3);
    assertThat(guest.ok(Long.class, OUT + "splice", out, source, 100L)).isZero();
  }

  @Test
  void waitsForTheSourceWhenABlockingSpliceFindsNothing() throws Exception {
    BytePipe other = new BytePipe(8);
    AtomicReference<Object> answer = new AtomicReference<>();
    Thread splicer =
        Thread.startVirtualThread(() ->
            answer.set(
                guest.call(OUT + "blocking-splice", out, InputStream.owning(other.source()), 8L)));
    other.sink().write(new byte[] {4, 2});
    splicer.join();
    assertThat(answer.get()).isEqualTo(Result.ok(2L));
    assertThat(pipe.source().read(8)).containsExactly(4, 2);
  }

  @Test
  void trapsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> guest.call(IN + "blocking-read", in, 1L))
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void neverAsksASourceForZeroBytes() {
    ByteSource strict = new StrictSource();
    assertThat(guest.ok(byte[].class, IN + "read", InputStream.owning(strict), 0L)).isEmpty();
  }

  private static void assertTraps(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.HOST));
  }

  private static final class StrictSource implements ByteSource {
    @Override
    public byte[] read(int max) {
      throw new AssertionError("asked for " + max);
    }

    @Override
    public Pollable readiness() {
      return Pollable.READY;
    }

    @Override
    public void close() {}
  }
}
