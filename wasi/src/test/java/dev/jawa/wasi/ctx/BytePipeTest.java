package dev.jawa.wasi.ctx;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BytePipeTest {

  private final BytePipe pipe = new BytePipe(10);
  private final BytePipe large = new BytePipe(256 << 10, new SocketBuffers());
  private final ByteSink sink = pipe.sink();
  private final ByteSource source = pipe.source();

  @Test
  void handsOnTheSameArrayWhenTheReaderTakesItWhole() throws IOException {
    byte[] chunk = {1, 2, 3};
    sink.write(chunk);
    assertThat(source.read(3)).isSameAs(chunk);
  }

  @Test
  void splitsAChunkThatIsTooLong() throws IOException {
    sink.write(new byte[] {1, 2, 3});
    assertThat(source.read(2)).containsExactly(1, 2);
    assertThat(source.read(2)).containsExactly(3);
    assertThat(source.read(2)).isSameAs(ByteSource.NOTHING);
  }

  @Test
  void copiesWhatIsLentForAReaderThatDoesNotBorrow() throws IOException {
    Loan loan = new Loan(16 << 10);
    large.sink().write(loan.lent());
    assertThat(loan.back).hasValue(1);
    assertThat(large.source().read(1 << 20)).hasSize(16 << 10);
  }

  @Test
  void handsOnWhatIsLentToAReaderThatBorrows() throws IOException {
    borrow(1);
    Loan loan = new Loan(16 << 10);
    large.sink().write(loan.lent());
    LentBuffer first = borrow(100);
    LentBuffer rest = borrow(1 << 20);
    assertThat(rest.length()).isEqualTo((16 << 10) - 100);
    rest.giveBack().run();
    assertThat(loan.back).hasValue(0);
    assertThat(first.toArray()).hasSize(100);
    assertThat(loan.back).hasValue(1);
  }

  @Test
  void copiesShortLentChunks() throws IOException {
    borrow(1);
    Loan loan = new Loan((16 << 10) - 1);
    large.sink().write(loan.lent());
    assertThat(loan.back).hasValue(1);
    assertThat(borrow(1 << 20).length()).isEqualTo((16 << 10) - 1);
  }

  @Test
  void givesBackWhatIsLeftWhenTheReaderCloses() throws IOException {
    borrow(1);
    Loan half = new Loan(20 << 10);
    Loan whole = new Loan(20 << 10);
    large.sink().write(half.lent());
    large.sink().write(whole.lent());
    borrow(10).giveBack().run();
    large.source().close();
    assertThat(half.back).hasValue(1);
    assertThat(whole.back).hasValue(1);
    Loan late = new Loan(20 << 10);
    assertThatThrownBy(() -> large.sink().write(late.lent()))
        .isInstanceOf(ByteSink.ClosedSinkException.class);
    assertThat(late.back).hasValue(1);
  }

  @Test
  void copiesWhatStaysTheWritersToWhereSocketsTakeItFrom() throws IOException {
    borrow(1);
    byte[] sent = new byte[SocketBuffers.SIZE + 100];
    new Random(7).nextBytes(sent);
    large.sink().write(ByteBuffer.wrap(sent, 50, sent.length - 50));
    LentBuffer first = borrow(1 << 20);
    LentBuffer second = borrow(1 << 20);
    assertThat(first.bytes().isDirect()).isTrue();
    assertThat(first.toArray()).isEqualTo(Arrays.copyOfRange(sent, 50, 50 + SocketBuffers.SIZE));
    assertThat(second.toArray())
        .isEqualTo(Arrays.copyOfRange(sent, 50 + SocketBuffers.SIZE, sent.length));
    assertThat(borrow(1).length()).isZero();
  }

  private LentBuffer borrow(int max) throws IOException {
    return requireNonNull(((LendingSource) large.source()).lend(max));
  }

  private record Loan(LentBuffer lent, AtomicInteger back) {
    Loan(int length) {
      this(length, new AtomicInteger());
    }

    private Loan(int length, AtomicInteger back) {
      this(new LentBuffer(ByteBuffer.allocateDirect(length), back::incrementAndGet), back);
    }
  }

  @Test
  void permitsAsMuchAsThereIsRoomFor() throws IOException {
    assertThat(sink.checkWrite()).isEqualTo(10);
    sink.write(new byte[10]);
    assertThat(sink.checkWrite()).isZero();
    assertThat(sink.readiness().isReady()).isFalse();
    source.read(5);
    assertThat(sink.checkWrite()).isEqualTo(5);
    assertThat(sink.readiness().isReady()).isTrue();
    sink.write(new byte[3]);
    assertThat(sink.checkWrite()).isEqualTo(2);
  }

  @Test
  void holdsTheWriterBackUntilHalfOfAFullPipeIsFree() throws IOException {
    AtomicInteger wakes = new AtomicInteger();
    sink.write(new byte[10]);
    sink.readiness().onReady(wakes::incrementAndGet);
    source.read(4);
    assertThat(wakes).hasValue(0);
    assertThat(sink.checkWrite()).isZero();
    source.read(1);
    assertThat(wakes).hasValue(1);
    assertThat(sink.checkWrite()).isEqualTo(5);
  }

  @Test
  void wakesTheReaderForBytesAndForTheEnd() throws IOException {
    AtomicInteger wakes = new AtomicInteger();
    source.readiness().onReady(wakes::incrementAndGet);
    assertThat(wakes).hasValue(0);
    sink.write(new byte[1]);
    assertThat(wakes).hasValue(1);
    source.read(1);
    source.readiness().onReady(wakes::incrementAndGet);
    sink.close();
    assertThat(wakes).hasValue(2);
    assertThat(source.read(1)).isNull();
  }

  @Test
  void wakesTheWriterForRoomAndForAReaderThatLeft() throws IOException {
    AtomicInteger wakes = new AtomicInteger();
    sink.write(new byte[10]);
    sink.readiness().onReady(wakes::incrementAndGet);
    source.read(5);
    assertThat(wakes).hasValue(1);
    sink.write(new byte[5]);
    sink.readiness().onReady(wakes::incrementAndGet);
    source.close();
    assertThat(wakes).hasValue(2);
    assertThatThrownBy(sink::checkWrite).isInstanceOf(ByteSink.ClosedSinkException.class);
    assertThatThrownBy(sink::flush).isInstanceOf(ByteSink.ClosedSinkException.class);
    assertThatThrownBy(() -> sink.write(new byte[1]))
        .isInstanceOf(ByteSink.ClosedSinkException.class);
  }

  @Test
  void failsTheReaderBehindWhatWasWrittenWhenAborted() throws IOException {
    sink.write(new byte[] {1});
    pipe.abort(new IOException("broke off"));
    assertThat(source.read(5)).containsExactly(1);
    assertThatThrownBy(() -> source.read(5)).hasMessage("broke off");
    assertThatThrownBy(sink::checkWrite).isInstanceOf(ByteSink.ClosedSinkException.class);
  }

  @Test
  void ignoresAnAbortAfterTheEnd() throws IOException {
    sink.close();
    pipe.abort(new IOException("too late"));
    assertThat(source.read(5)).isNull();
  }

  @Test
  void reportsAWriterThatIgnoresThePermit() {
    assertThatThrownBy(() -> sink.write(new byte[11])).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void carriesEverythingBetweenTwoThreads() throws Exception {
    byte[] sent = new byte[100_000];
    new Random(7).nextBytes(sent);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<byte[]> reader = this::readAll;
      Future<byte[]> received = threads.submit(reader);
      for (int at = 0; at < sent.length; ) {
        sink.readiness().await();
        int length = (int) Math.min(sink.checkWrite(), sent.length - at);
        sink.write(Arrays.copyOfRange(sent, at, at + length));
        at += length;
      }
      sink.close();
      assertThat(received.get()).isEqualTo(sent);
    }
  }

  private byte[] readAll() throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] bytes = source.read(7); bytes != null; bytes = source.read(7)) {
      all.writeBytes(bytes);
      source.readiness().await();
    }
    return all.toByteArray();
  }
}
