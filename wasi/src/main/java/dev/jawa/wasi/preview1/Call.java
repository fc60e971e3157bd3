package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.WasiContext;

/// One call of a guest: its arguments, its memory, and what belongs to the guest.
///
/// @param args raw bits; read through the methods
@SuppressWarnings("ArrayRecordComponent") // lives as long as the call, never compared
record Call(Session session, GuestMemory memory, long[] args) {

  WasiContext context() {
    return session.context();
  }

  DescriptorTable descriptors() {
    return session.descriptors();
  }

  /// An argument that is a pointer, a length or another `u32`.
  long u32(int index) {
    return args[index] & 0xFFFF_FFFFL;
  }

  /// An argument that is a descriptor, a flag set or an enum.
  int i32(int index) {
    return (int) args[index];
  }

  long u64(int index) {
    return args[index];
  }

  /// A path or name, as a pointer at `index` and a length behind it.
  String text(int index) throws ErrnoException {
    memory.requireInBounds(u32(index), u32(index + 1));
    session.charge(u32(index + 1));
    return memory.text(u32(index), u32(index + 1));
  }

  /// Fails unless all bits are known ones.
  int flags(int index, int known) throws ErrnoException {
    int flags = i32(index);
    if ((flags & ~known) != 0) {
      throw new ErrnoException(Errno.INVAL);
    }
    return flags;
  }
}
