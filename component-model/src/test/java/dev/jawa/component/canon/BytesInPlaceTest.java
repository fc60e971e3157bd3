package dev.jawa.component.canon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.host.BorrowingFunc;
import dev.jawa.component.host.LentBytes;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.engine.Trap;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Lists of bytes that cross without an array of their own.
class BytesInPlaceTest {

  private final TestGuest guest = new TestGuest();
  private final Codec codec = new Codecs(List.of()).of(new ValType.ListType(Primitive.U8));
  private final AtomicInteger givenBack = new AtomicInteger();

  @AfterEach
  void close() {
    guest.close();
  }

  private Object lift(boolean borrows, long address, long length) {
    LiftLowerContext cx = guest.context(StringEncoding.UTF8, new Peer.Host(borrows));
    return codec.lift(cx, new long[] {address, length}, 0);
  }

  @Test
  void comeAsAViewToWhoBorrows() {
    guest.write(100, 1, 2, 3);
    ByteBuffer bytes = BorrowingFunc.bytes(lift(true, 100, 3));
    guest.write(102, 7);
    assertThat(bytes).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 7}));
  }

  @Test
  void comeAsACopyToWhoMayKeepThem() {
    guest.write(100, 1, 2, 3);
    Object bytes = lift(false, 100, 3);
    guest.write(102, 7);
    assertThat(bytes).isEqualTo(new byte[] {1, 2, 3});
  }

  @Test
  void areCheckedAlsoWhenBorrowed() {
    assertThatThrownBy(() -> lift(true, 65_534, 3)).isInstanceOf(Trap.class);
    assertThat(BorrowingFunc.bytes(lift(true, 65_536, 0)).hasRemaining()).isFalse();
  }

  private LentBytes lent() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8).put(new byte[] {0, 4, 5, 6, 0}).flip();
    return new LentBytes(buffer.position(1).limit(4), givenBack::incrementAndGet);
  }

  @Test
  void goFromTheLendersBufferToTheGuest() {
    long[] flat = new long[2];
    codec.lower(guest.context(), lent(), flat, 0);
    assertThat(flat[1]).isEqualTo(3);
    assertThat(guest.read(flat[0], 3)).containsExactly(4, 5, 6);
    assertThat(guest.reallocs).containsExactly("0 -> 3 align 1");
    assertThat(givenBack).hasValue(1);
  }

  @Test
  void areGivenBackWhenTheGuestsAllocatorFails() {
    guest.answering(65_535);
    assertThatThrownBy(() -> codec.lower(guest.context(), lent(), new long[2], 0))
        .isInstanceOf(Trap.class);
    assertThat(givenBack).hasValue(1);
  }
}
