package dev.jawa.component.canon;

import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.component.runtime.CopyBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A range of a guest's memory that a stream or future reads or writes. Spec: `CanonicalABI.md`,
/// `BufferGuestImpl`.
final class GuestBuffer implements CopyBuffer {

  private final LiftLowerContext cx;
  private final ElementType type;
  private final long pointer;
  private final int length;
  private int progress;

  /// What a guest does with it, in the words that scripts look for.
  enum Use {
    READ("read"),
    WRITE("write");

    private final String verb;

    Use(String verb) {
      this.verb = verb;
    }
  }

  GuestBuffer(Use use, LiftLowerContext cx, ElementType type, long pointer, long length) {
    if (length > MAX_LENGTH) {
      throw AbiTraps.trap("stream read/write count too large");
    }
    Codec codec = type.codec();
    if (codec != null && length > 0) {
      checkRange(use, cx, pointer, length, codec);
    }
    this.cx = cx;
    this.type = type;
    this.pointer = pointer;
    this.length = (int) length;
  }

  private static void checkRange(
      Use use, LiftLowerContext cx, long pointer, long length, Codec codec) {
    if (!Layout.aligned(pointer, codec.alignment())) {
      throw AbiTraps.trap("unaligned pointer: " + use.verb + " pointer not aligned");
    }
    if (pointer + length * codec.size() > cx.memory().byteSize()) {
      throw AbiTraps.trap(use.verb + " pointer out of bounds of memory");
    }
  }

  @Override
  public int remain() {
    return length - progress;
  }

  @Override
  public int progress() {
    return progress;
  }

  @Override
  public boolean isZeroLength() {
    return length == 0;
  }

  private long at(Codec codec) {
    return pointer + (long) progress * codec.size();
  }

  /// Between two guests: numbers are copied as they lie in memory, everything else is lifted and
  /// lowered as in a call.
  @Override
  public void copyFrom(CopyBuffer source, int count) {
    if (source instanceof GuestBuffer from && type.codec() != null) {
      if (type.list() instanceof NumberListCodec && from.type.list() instanceof NumberListCodec) {
        copyBytes(from, count);
      } else {
        write(
            cx.facing(from.cx.encoding()), from.read(from.cx.facing(cx.encoding()), count), count);
      }
    } else {
      CopyBuffer.super.copyFrom(source, count);
    }
  }

  private void copyBytes(GuestBuffer from, int count) {
    Codec codec = present(type.codec());
    byte[] bytes = new byte[count * codec.size()];
    from.cx.memory().read(from.at(codec), bytes, 0, bytes.length);
    cx.memory().write(at(codec), bytes, 0, bytes.length);
    from.progress += count;
    progress += count;
  }

  private static Codec present(@Nullable Codec codec) {
    if (codec == null) {
      throw new IllegalStateException("values without content have no bytes");
    }
    return codec;
  }

  @Override
  public Object read(int count) {
    cx.resetBytes();
    return read(cx, count);
  }

  private Object read(LiftLowerContext cx, int count) {
    Codec codec = type.codec();
    RangeCodec list = type.list();
    Object values = List.of();
    if (codec != null && list != null) {
      values = list.loadRange(cx, at(codec), count);
    }
    progress += count;
    return values;
  }

  @Override
  public void write(Object values, int count) {
    write(cx, values, count);
  }

  private void write(LiftLowerContext cx, Object values, int count) {
    Codec codec = type.codec();
    if (codec != null) {
      if (type.list() instanceof NumberListCodec numbers) {
        numbers.storeAt(cx, values, at(codec));
      } else {
        ListCodec.storeElements(cx, (List<?>) values, at(codec), codec);
      }
    }
    progress += count;
  }
}
