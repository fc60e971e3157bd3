package dev.jawa.wasi.ctx;

import java.nio.ByteBuffer;

/// Bytes in memory that is used again, or in an array of the holder's. Whoever has one may keep it
/// while the lender goes on, and gives it back once, when it needs the bytes no more.
///
/// @param bytes from its position to its limit
/// @param giveBack to be run once, from any thread; nobody may look at the bytes afterwards
public record LentBuffer(ByteBuffer bytes, Runnable giveBack) {

  private static final Runnable NOTHING_TO_DO = () -> {};

  /// No bytes.
  public static final LentBuffer NOTHING = own(ByteSource.NOTHING);

  /// An array that now belongs to the holder.
  public static LentBuffer own(byte[] bytes) {
    return own(bytes, bytes.length);
  }

  /// The first bytes of an array that now belongs to the holder.
  public static LentBuffer own(byte[] bytes, int length) {
    return new LentBuffer(ByteBuffer.wrap(bytes, 0, length), NOTHING_TO_DO);
  }

  /// How many bytes.
  public int length() {
    return bytes.remaining();
  }

  /// The bytes as an array of the holder's, and gives back.
  @SuppressWarnings("ReferenceEquality") // this very one, given to nobody
  public byte[] toArray() {
    if (giveBack == NOTHING_TO_DO && bytes.hasArray() && bytes.array().length == length()) {
      return bytes.array();
    }
    byte[] copy = new byte[length()];
    bytes.get(copy);
    giveBack.run();
    return copy;
  }
}
