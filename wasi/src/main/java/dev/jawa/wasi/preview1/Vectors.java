package dev.jawa.wasi.preview1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The vectors of a call (`iovec_array`, `ciovec_array`: pairs of a pointer and a length), walked
/// through once from the first byte to the last.
final class Vectors {

  private static final int SIZE = 8;

  private final GuestMemory memory;
  private final long total;
  private long next;

  /// What is left of the current vector. Read once: the guest may have what it reads put into the
  /// vectors themselves.
  private long address;

  private long left;

  private Vectors(GuestMemory memory, long first, long total) {
    this.memory = memory;
    this.next = first;
    this.total = total;
  }

  /// Those that a call has as a pointer at `index` and a number behind it.
  static Vectors of(Call call, int index) throws ErrnoException {
    long first = call.u32(index);
    long count = call.u32(index + 1);
    call.session().charge(count * SIZE);
    long total = 0;
    for (long i = 0; i < count; i++) {
      total += call.memory().u32(first + i * SIZE + 4);
    }
    call.session().charge(total);
    return new Vectors(call.memory(), first, total);
  }

  /// How many bytes all have together.
  long total() {
    return total;
  }

  /// Takes the next bytes out; the caller knows that there are as many.
  void get(byte[] target, int length) {
    for (int done = 0; done < length; ) {
      int part = part(length - done);
      memory.get(address, target, done, part);
      advance(part);
      done += part;
    }
  }

  /// Puts the next bytes in; the caller knows that there is room.
  void put(byte[] source, int length) {
    for (int done = 0; done < length; ) {
      int part = part(length - done);
      memory.put(address, source, done, part);
      advance(part);
      done += part;
    }
  }

  /// The next bytes where they lie, if one vector holds them all and the engine has them in an
  /// array. They still are the next ones until [#advance].
  ///
  /// @param length how many the vectors have at least
  @Nullable ByteBuffer view(int length) {
    return part(length) == length ? memory.view(address, length) : null;
  }

  /// Goes on behind a [#view], of which so many bytes were changed.
  void wrote(int bytes) {
    memory.wrote(address, bytes);
    advance(bytes);
  }

  /// How many bytes the next vector that is not empty has left, at most `most`.
  private int part(int most) {
    while (left == 0) {
      address = memory.u32(next);
      left = memory.u32(next + 4);
      next += SIZE;
    }
    return (int) Math.min(left, most);
  }

  /// Goes on behind bytes of a [#view].
  void advance(int bytes) {
    address += bytes;
    left -= bytes;
  }
}
