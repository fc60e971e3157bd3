package dev.jawa.component.host;

import java.nio.ByteBuffer;

/// A `list<u8>` that a function of the host answers out of memory that it uses again: the bytes go
/// from there to the guest, without an array of their own.
///
/// @param bytes from its position to its limit
/// @param giveBack told once, when the bytes have been taken or nobody wants them
public record LentBytes(ByteBuffer bytes, Runnable giveBack) {

  /// An array of their own after all.
  public byte[] copy() {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    giveBack.run();
    return copy;
  }
}
