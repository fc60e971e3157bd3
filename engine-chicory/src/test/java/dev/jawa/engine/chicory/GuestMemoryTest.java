package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestMemoryTest {

  private static final int SIZE = 65_536;

  private final FlatMemory memory = new FlatMemory(new MemoryLimits(1, 2), StoreLimits.DEFAULT);

  @ParameterizedTest
  @CsvSource({"0,-1", "-1,0", "-1,-1", "8,-8", "-8,8", "65533,0", "0,65533", "-2147483648,0"})
  void trapsOutsideOfTheMemory(int base, int offset) {
    assertThatThrownBy(() -> GuestMemory.memoryReadInt(base, offset, memory))
        .isInstanceOf(Trap.class);
    assertThatThrownBy(() -> GuestMemory.memoryWriteInt(base, 7, offset, memory))
        .isInstanceOf(Trap.class);
    assertThatThrownBy(() -> GuestMemory.memoryReadLong(base, offset, memory))
        .isInstanceOf(Trap.class);
    assertThatThrownBy(() -> GuestMemory.memoryWriteLong(base, 7, offset, memory))
        .isInstanceOf(Trap.class);
  }

  @Test
  void reachesTheLastBytes() {
    GuestMemory.memoryWriteInt(SIZE - 8, 0x0403_0201, 4, memory);
    assertThat(GuestMemory.memoryReadByte(SIZE - 1, 0, memory)).isEqualTo((byte) 4);
    assertThat(GuestMemory.memoryReadShort(0, SIZE - 2, memory)).isEqualTo((short) 0x0403);
  }

  @Test
  void reachesWhatWasGrownAndNothingBehindIt() {
    assertThat(memory.grow(1)).isEqualTo(1);
    GuestMemory.memoryWriteLong(2 * SIZE - 8, -1, 0, memory);
    assertThat(GuestMemory.memoryReadLong(2 * SIZE - 8, 0, memory)).isEqualTo(-1);
    assertThatThrownBy(() -> GuestMemory.memoryReadByte(2 * SIZE, 0, memory))
        .isInstanceOf(Trap.class);
  }
}
