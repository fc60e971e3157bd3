package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.jawa.engine.StoreLimits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A memory that can be given back an earlier content, at the price of what was written since.
///
/// It is divided into cards of 4 KiB, with a mark for each. A store marks the card of its first
/// byte only: its last one may lie up to 7 bytes into the next card, so restoring a card includes
/// these. The mark comes after the write, whose check of the bounds covers it.
final class CardMemory extends FlatMemory {

  private static final int CARD_SHIFT = 12;
  private static final int CARD_SIZE = 1 << CARD_SHIFT;

  /// What a store may write beyond the card of its first byte.
  private static final int OVERHANG = Long.BYTES - 1;

  /// How much longer than its image the array may stay after it grew; a guest that needs a few more
  /// pages for each request does not get a new array every time.
  private static final int SPARE_BYTES = 1 << 20;

  private static final int MAX_IMAGE_FROM_OUTSIDE = 64 << 20;

  private static final byte MARK = 1;

  /// Eight marks at once; there are sixteen for each page.
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private byte[] marks;

  CardMemory(MemoryLimits declared, StoreLimits limits, MemoryAccount account) {
    super(declared, limits, account);
    this.marks = new byte[cards(limit)];
  }

  private static int cards(int bytes) {
    return bytes >>> CARD_SHIFT;
  }

  /// Whether there can be an image: it lies in the heap, also that of a memory outside.
  boolean hasImage() {
    return !isFar() || byteSize() <= MAX_IMAGE_FROM_OUTSIDE;
  }

  /// The content now; what is written from here on is what [#restore] undoes.
  ///
  /// @param twin taken as the image if it is the same
  byte[] image(byte[] twin) {
    if (isFar()) {
      byte[] content = new byte[(int) byteSize()];
      read(0, content, 0, content.length);
      return Arrays.equals(twin, content) ? twin : content;
    }
    Arrays.fill(marks, (byte) 0);
    return Arrays.equals(twin, 0, twin.length, data, 0, limit) ? twin : Arrays.copyOf(data, limit);
  }

  /// Makes size and content those of the image, which is the last one taken.
  ///
  /// @return `false` if the heap has no room for that
  boolean restore(byte[] image) {
    long grown = byteSize() - image.length;
    boolean roomy = data.length - image.length > Math.max(SPARE_BYTES, image.length >> 1);
    if (isFar() || roomy) {
      byte[] smaller = allocate(image.length);
      if (smaller == null) {
        return false;
      }
      System.arraycopy(image, 0, smaller, 0, image.length);
      restoreArray(smaller, image.length);
      marks = new byte[cards(image.length)];
    } else {
      restoreMarked(image);
      limit = image.length;
    }
    shrunk(grown);
    return true;
  }

  private void restoreMarked(byte[] image) {
    for (int card = 0; card < marks.length; card += Long.BYTES) {
      if ((long) EIGHT.get(marks, card) != 0) {
        for (int i = card; i < card + Long.BYTES; i++) {
          if (marks[i] != 0) {
            restoreCard(image, i << CARD_SHIFT);
          }
        }
        EIGHT.set(marks, card, 0L);
      }
    }
  }

  /// Beyond the image a memory that grows again must find zeros.
  private void restoreCard(byte[] image, int start) {
    int end = (int) Math.min((long) start + CARD_SIZE + OVERHANG, limit);
    int known = Math.clamp(image.length, start, end);
    System.arraycopy(image, Math.min(start, image.length), data, start, known - start);
    Arrays.fill(data, known, end, (byte) 0);
  }

  long heldBytes() {
    return (long) data.length + marks.length;
  }

  private void mark(int address) {
    marks[address >>> CARD_SHIFT] = MARK;
  }

  @Override
  void written(int address) {
    mark(address);
  }

  @Override
  void written(int address, int length) {
    if (length > 0) {
      int first = address >>> CARD_SHIFT;
      int last = (address + length - 1) >>> CARD_SHIFT;
      Arrays.fill(marks, first, last + 1, MARK);
    }
  }

  @Override
  public int grow(int deltaPages) {
    int before = super.grow(deltaPages);
    if (cards(limit) > marks.length) {
      marks = Arrays.copyOf(marks, cards(limit));
    }
    return before;
  }
}
