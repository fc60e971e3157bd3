package dev.jawa.wasi.ctx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketBuffersTest {

  private final SocketBuffers buffers = new SocketBuffers();

  @Test
  void givesTheSameOneOutAgain() {
    ByteBuffer first = buffers.take(10);
    assertThat(first.remaining()).isEqualTo(10);
    first.putInt(7);
    buffers.giveBack(first);
    ByteBuffer second = buffers.take(1 << 20);
    assertThat(second).isSameAs(first);
    assertThat(second.remaining()).isEqualTo(SocketBuffers.SIZE);
  }

  @Test
  void takesNoMoreThanItsShareOutsideTheHeap() {
    List<ByteBuffer> out = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      out.add(buffers.take(100));
    }
    assertThat(out).allMatch(ByteBuffer::isDirect);
    ByteBuffer heap = buffers.take(100);
    assertThat(heap.isDirect()).isFalse();
    assertThat(heap.remaining()).isEqualTo(100);
    buffers.giveBack(heap);
    assertThat(buffers.take(100).isDirect()).isFalse();
    buffers.giveBack(out.getFirst());
    assertThat(buffers.take(100)).isSameAs(out.getFirst());
  }
}
