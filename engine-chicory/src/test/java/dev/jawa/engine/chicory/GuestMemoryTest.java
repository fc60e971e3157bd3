package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestMemoryTest {

  private static final int SIZE = 65_536;

  private final FlatMemory memory =
      new FlatMemory(
          new MemoryLimits(1, 2), StoreLimits.DEFAULT, new MemoryAccount(StoreLimits.DEFAULT));

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

  @Test
  void isSeenWhereItLies() {
    memory.write(SIZE - 4, new byte[] {1, 2, 3, 4}, 0, 4);
    ByteBuffer view = Objects.requireNonNull(memory.view(SIZE - 4, 4));
    memory.putByte(SIZE - 1, (byte) 9);
    assertThat(view).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 9}));
    view.put((byte) 8);
    assertThat(memory.getByte(SIZE - 4)).isEqualTo((byte) 8);
    assertThatThrownBy(() -> memory.view(SIZE - 4, 5)).isInstanceOf(Trap.class);
    assertThatThrownBy(() -> memory.view(-1, 1)).isInstanceOf(Trap.class);
  }

  @Test
  void takesBackWhatWasPutWhereItLies() {
    CardMemory cards =
        new CardMemory(
            new MemoryLimits(1, 1), StoreLimits.DEFAULT, new MemoryAccount(StoreLimits.DEFAULT));
    byte[] image = cards.image(new byte[0]);
    FlatCoreMemory core = new FlatCoreMemory(null, cards);
    Objects.requireNonNull(core.view(10_000, 9_000)).put(new byte[9_000]).put(8_999, (byte) 7);
    core.wrote(10_000, 9_000);
    Objects.requireNonNull(core.view(4_095, 2)).putShort((short) -1);
    core.wrote(4_095, 2);
    assertThat(cards.restore(image)).isTrue();
    byte[] content = new byte[SIZE];
    cards.read(0, content, 0, SIZE);
    assertThat(content).containsOnly(0);
  }

  private static final StoreLimits LITTLE_HEAP = StoreLimits.DEFAULT.withHeapMemory(4L * SIZE);

  private static FlatMemory withLittleHeap(int pages) {
    return new FlatMemory(
        new MemoryLimits(pages, 1_000), LITTLE_HEAP, new MemoryAccount(LITTLE_HEAP));
  }

  @Test
  void leavesTheHeapWhenItGrowsBeyondWhatTheStoreMayHaveThere() {
    FlatMemory memory = withLittleHeap(1);
    GuestMemory.memoryWriteInt(SIZE - 4, 0x0403_0201, 0, memory);
    assertThat(memory.grow(3)).isEqualTo(1);
    assertThat(memory.isFar()).isFalse();

    assertThat(memory.grow(1)).isEqualTo(4);
    assertThat(memory.isFar()).isTrue();
    assertThat(GuestMemory.memoryReadInt(SIZE - 4, 0, memory)).isEqualTo(0x0403_0201);
    assertThat(GuestMemory.memoryReadLong(5 * SIZE - 8, 0, memory)).isZero();
    assertThatThrownBy(() -> GuestMemory.memoryReadByte(5 * SIZE, 0, memory))
        .isInstanceOf(Trap.class);
    assertThat(memory.grow(996)).isEqualTo(-1);
    assertThat(memory.grow(995)).isEqualTo(5);
  }

  /// Its array never becomes longer than that, either.
  @Test
  void growsByTheHalfOnlyWithinTheHeap() {
    FlatMemory memory = withLittleHeap(1);
    memory.grow(2);
    assertThat(memory.data).hasSize(3 * SIZE);
    memory.grow(1);
    assertThat(memory.data).hasSize(4 * SIZE);
  }

  @Test
  void staysInTheHeapWithTwiceOfWhatItStartsWith() {
    FlatMemory memory = withLittleHeap(10);
    memory.grow(10);
    assertThat(memory.isFar()).isFalse();
    memory.grow(1);
    assertThat(memory.isFar()).isTrue();
  }

  @Test
  void findsZerosWhereItWasOutsideBefore() {
    CardMemory cards =
        new CardMemory(new MemoryLimits(1, 100), LITTLE_HEAP, new MemoryAccount(LITTLE_HEAP));
    byte[] image = cards.image(new byte[0]);
    for (int round = 0; round < 3; round++) {
      cards.grow(9);
      assertThat(cards.isFar()).isTrue();
      assertThat(cards.getLong(9 * SIZE)).isZero();
      assertThat(cards.getLong(8)).isZero();
      cards.putLong(9 * SIZE, -1);
      cards.putLong(8, -1);
      assertThat(cards.restore(image)).isTrue();
      assertThat(cards.isFar()).isFalse();
      assertThat(cards.pages()).isEqualTo(1);
    }
  }

  @Test
  void isPutBackAlsoWhereItsImageIsOfAMemoryOutside() {
    CardMemory cards =
        new CardMemory(new MemoryLimits(1, 100), LITTLE_HEAP, new MemoryAccount(LITTLE_HEAP));
    cards.grow(9);
    cards.putLong(9 * SIZE, 7);
    assertThat(cards.hasImage()).isTrue();
    byte[] image = cards.image(new byte[0]);
    assertThat(cards.image(image.clone())).isEqualTo(image);
    byte[] twin = image.clone();
    assertThat(cards.image(twin)).isSameAs(twin);

    for (int round = 0; round < 3; round++) {
      cards.putLong(9 * SIZE, 8);
      cards.grow(round);
      assertThat(cards.restore(image)).isTrue();
      assertThat(cards.getLong(9 * SIZE)).isEqualTo(7);
      assertThat(cards.pages()).isEqualTo(10);
    }
  }

  private static final int HIGH = 0x8000_0000;
  private static final int MAX_PAGES = 65_536;

  private static FlatMemory beyondArrays() {
    return new FlatMemory(
        new MemoryLimits(1, MAX_PAGES),
        StoreLimits.DEFAULT.withSizes(1L << 32, 1),
        new MemoryAccount(StoreLimits.DEFAULT));
  }

  @Test
  void keepsItsContentWhenItOutgrowsArrays() {
    FlatMemory large = beyondArrays();
    GuestMemory.memoryWriteLong(SIZE - 8, 0x0807_0605_0403_0201L, 0, large);

    assertThat(large.grow(MAX_PAGES - 1)).isEqualTo(1);

    assertThat(large.pages()).isEqualTo(MAX_PAGES);
    assertThat(large.isFar()).isTrue();
    assertThat(GuestMemory.memoryReadLong(SIZE - 8, 0, large)).isEqualTo(0x0807_0605_0403_0201L);
    assertThat(large.readBytes(SIZE - 2, 4)).containsExactly(7, 8, 0, 0);
    assertThat(large.grow(1)).isEqualTo(-1);
  }

  @Test
  void reachesTheUpperHalfThroughEveryInstruction() {
    FlatMemory large = beyondArrays();
    large.grow(MAX_PAGES - 1);

    GuestMemory.memoryWriteByte(HIGH, (byte) 1, 1, large);
    GuestMemory.memoryWriteShort(HIGH, (short) 2, 2, large);
    GuestMemory.memoryWriteInt(HIGH, 3, 4, large);
    GuestMemory.memoryWriteLong(HIGH, 4, 8, large);
    GuestMemory.memoryWriteFloat(HIGH, 5.5f, 16, large);
    GuestMemory.memoryWriteDouble(HIGH, 6.5, 24, large);

    assertThat(GuestMemory.memoryReadByte(HIGH + 1, 0, large)).isEqualTo((byte) 1);
    assertThat(GuestMemory.memoryReadShort(HIGH + 2, 0, large)).isEqualTo((short) 2);
    assertThat(GuestMemory.memoryReadInt(HIGH + 4, 0, large)).isEqualTo(3);
    assertThat(GuestMemory.memoryReadLong(HIGH + 8, 0, large)).isEqualTo(4);
    assertThat(GuestMemory.memoryReadFloat(HIGH + 16, 0, large)).isEqualTo(5.5f);
    assertThat(GuestMemory.memoryReadDouble(HIGH + 24, 0, large)).isEqualTo(6.5);
    assertThat(large.readInt(HIGH + 4)).isEqualTo(3);
    assertThat(large.readDouble(HIGH + 24)).isEqualTo(6.5);
    assertThat(large.getLong(0x8000_0008L)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "-4,4", "0,-1", "-1,-1", "-2147483648,-2147483648"})
  void trapsBehindFourGigabytes(int base, int offset) {
    FlatMemory large = beyondArrays();
    large.grow(MAX_PAGES - 1);

    assertThatThrownBy(() -> GuestMemory.memoryReadLong(base, offset, large))
        .isInstanceOf(Trap.class);
    assertThatThrownBy(() -> GuestMemory.memoryWriteLong(base, 7, offset, large))
        .isInstanceOf(Trap.class);
    assertThatThrownBy(() -> large.getLong(-1)).isInstanceOf(Trap.class);
    assertThatThrownBy(() -> large.getLong(Long.MAX_VALUE)).isInstanceOf(Trap.class);
    assertThatThrownBy(() -> large.getLong((1L << 32) - 7)).isInstanceOf(Trap.class);
  }

  @Test
  void copiesAndFillsRangesThatCrossTheMiddle() {
    FlatMemory large = beyondArrays();
    large.grow(MAX_PAGES - 1);

    large.fill((byte) 7, HIGH - 2, HIGH + 2);
    large.copy(HIGH - 1, HIGH - 2, 4);
    large.write(-3, new byte[] {1, 2, 3}, 0, 3);

    assertThat(large.readBytes(HIGH - 3, 7)).containsExactly(0, 7, 7, 7, 7, 7, 0);
    assertThat(large.readBytes(-3, 3)).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> large.readBytes(-3, 4)).isInstanceOf(Trap.class);
    assertThatThrownBy(() -> large.copy(0, -3, 4)).isInstanceOf(Trap.class);
    assertThatThrownBy(() -> large.fill((byte) 1, -3, 1)).isInstanceOf(Trap.class);
    assertThatThrownBy(() -> large.readBytes(0, HIGH))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("no room to copy 2147483648 bytes");
  }

  @Test
  void isZeroOnceItsStoreIsClosed() {
    FlatMemory large = beyondArrays();
    large.grow(MAX_PAGES - 1);
    GuestMemory.memoryWriteInt(HIGH, -1, 0, large);

    large.discard();

    assertThat(GuestMemory.memoryReadInt(HIGH, 0, large)).isZero();
  }

  @Test
  void startsBeyondArraysIfItsModuleSaysSo() {
    FlatMemory large =
        new FlatMemory(
            new MemoryLimits(40_000, MAX_PAGES),
            StoreLimits.DEFAULT,
            new MemoryAccount(StoreLimits.DEFAULT));

    assertThat(large.pages()).isEqualTo(40_000);
    GuestMemory.memoryWriteInt(HIGH, 9, 0, large);
    assertThat(GuestMemory.memoryReadInt(HIGH, 0, large)).isEqualTo(9);
    assertThat(large.grow(MAX_PAGES - 40_000)).isEqualTo(-1);
    assertThat(large.grow(MAX_PAGES - 1 - 40_000)).isEqualTo(40_000);
  }

  @Test
  void goesBackToAnArrayWithItsImage() {
    CardMemory large =
        new CardMemory(
            new MemoryLimits(1, MAX_PAGES),
            StoreLimits.DEFAULT,
            new MemoryAccount(StoreLimits.DEFAULT));
    GuestMemory.memoryWriteInt(8, 5, 0, large);
    byte[] image = large.image(new byte[0]);
    large.grow(50_000);
    GuestMemory.memoryWriteInt(8, 6, 0, large);
    GuestMemory.memoryWriteInt(HIGH, 7, 0, large);
    assertThat(large.hasImage()).isFalse();

    assertThat(large.restore(image)).isTrue();

    assertThat(large.pages()).isEqualTo(1);
    assertThat(large.hasImage()).isTrue();
    assertThat(GuestMemory.memoryReadInt(8, 0, large)).isEqualTo(5);
    assertThat(large.grow(50_000)).isEqualTo(1);
    assertThat(GuestMemory.memoryReadInt(HIGH, 0, large)).isZero();
  }
}
