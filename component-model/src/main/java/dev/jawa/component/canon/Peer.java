package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.engine.Trap;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of a call. The conformance scripts expect other words for the same trap
/// depending on it, and between components the encoding of the source decides how space for a
/// string is asked for.
sealed interface Peer {

  /// What lies at an address.
  enum Item {
    STRING("string"),
    LIST("list"),
    VALUES("value");

    private final String words;

    Item(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /// The guest's pointer is not a multiple of the alignment.
  Trap unaligned(Item item, int alignment);

  /// What the guest points at is not within its memory.
  Trap outOfBounds(Item item);

  /// What the guest points at is larger than a string or list may be.
  default Trap tooLong(Item item, long bytes, long max) {
    return AbiTraps.trap(
        "a %s of %d bytes is too large, at most %d may be passed".formatted(item, bytes, max));
  }

  /// The guest's allocator gave a pointer that is not a multiple of the alignment asked for.
  Trap reallocUnaligned();

  /// The guest's allocator gave a range that is not within its memory.
  Trap reallocOutOfBounds(Item item);

  Trap invalidChar(int value);

  Trap invalidDiscriminant(long value, int cases);

  /// The encoding that strings have on the other side, `null` if that is the host.
  @Nullable StringEncoding encoding();

  /// Whether it is done with lists of bytes when the call returns, see
  /// [dev.jawa.component.host.BorrowingFunc].
  default boolean borrows() {
    return false;
  }

  /// The host.
  ///
  /// @param borrows overrides the above
  record Host(boolean borrows) implements Peer {

    Host() {
      this(false);
    }

    @Override
    public Trap unaligned(Item item, int alignment) {
      return AbiTraps.trap(
          item == Item.STRING
              ? "string pointer not aligned to " + alignment
              : item + " pointer is not aligned");
    }

    @Override
    public Trap outOfBounds(Item item) {
      return AbiTraps.trap(item + " pointer/length out of bounds of memory");
    }

    @Override
    public Trap reallocUnaligned() {
      return AbiTraps.trap("realloc return: result not aligned");
    }

    @Override
    public Trap reallocOutOfBounds(Item item) {
      return AbiTraps.trap("realloc return: beyond end of memory");
    }

    @Override
    public Trap invalidChar(int value) {
      return AbiTraps.trap("invalid `char` bit pattern");
    }

    @Override
    public Trap invalidDiscriminant(long value, int cases) {
      return AbiTraps.trap("discriminant " + value + " out of range [0.." + cases + ")");
    }

    @Override
    public @Nullable StringEncoding encoding() {
      return null;
    }
  }

  /// Another component.
  ///
  /// @param encoding how strings lie in its memory
  record Guest(StringEncoding encoding) implements Peer {

    @Override
    public Trap unaligned(Item item, int alignment) {
      return reallocUnaligned();
    }

    @Override
    public Trap outOfBounds(Item item) {
      String what = item == Item.VALUES ? "pointer" : item + " content";
      return AbiTraps.trap(what + " out-of-bounds");
    }

    @Override
    public Trap tooLong(Item item, long bytes, long max) {
      return AbiTraps.trap(
          "%s content out-of-bounds: %d bytes is too large, at most %d may be passed"
              .formatted(item, bytes, max));
    }

    @Override
    public Trap reallocUnaligned() {
      return AbiTraps.trap("unaligned pointer");
    }

    @Override
    public Trap reallocOutOfBounds(Item item) {
      return outOfBounds(item);
    }

    @Override
    public Trap invalidChar(int value) {
      return AbiTraps.trap("invalid `char` bit pattern");
    }

    @Override
    public Trap invalidDiscriminant(long value, int cases) {
      return AbiTraps.trap("invalid variant discriminant");
    }
  }
}
