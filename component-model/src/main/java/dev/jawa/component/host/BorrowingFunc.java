package dev.jawa.component.host;

import java.nio.ByteBuffer;

/// A function of the host that is done with its bytes when it returns: a `list<u8>` among its
/// parameters comes as a [ByteBuffer] over the guest's memory where the engine has that in an
/// array, so that output goes from there to the system. It must not change the bytes, nor keep the
/// buffer.
///
/// @param <C> what belongs to one store
@FunctionalInterface
public interface BorrowingFunc<C> extends HostFunc<C> {

  /// A `list<u8>`, whether it came from a guest's memory or as an array.
  static ByteBuffer bytes(Object list) {
    return list instanceof ByteBuffer borrowed ? borrowed : ByteBuffer.wrap((byte[]) list);
  }
}
