package dev.jawa.component.canon;

import dev.jawa.component.canon.Peer.Item;
import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.component.runtime.CopyBuffer;
import java.util.List;

/// A range of a guest's memory that a stream or future reads or writes. Spec: `CanonicalABI.md`,
/// `BufferGuestImpl`.
final class GuestBuffer implements CopyBuffer {

  private final LiftLowerContext cx;
  private final ElementType type;
  private final long pointer;
  private final int length;
  private int progress;

  GuestBuffer(LiftLowerContext cx, ElementType type, long pointer, long length) {
    if (length > MAX_LENGTH) {
      throw AbiTraps.trap("a buffer of " + length + " values is too long");
    }
    Codec codec = type.codec();
    if (codec != null && length > 0) {
      cx.checkRange(Item.VALUES, pointer, length * codec.size(), codec.alignment());
    }
    this.cx = cx;
    this.type = type;
    this.pointer = pointer;
    this.length = (int) length;
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

  @Override
  public Object read(int count) {
    Codec codec = type.codec();
    RangeCodec list = type.list();
    Object values = List.of();
    if (codec != null && list != null) {
      cx.resetBytes();
      values = list.loadRange(cx, at(codec), count);
    }
    progress += count;
    return values;
  }

  @Override
  public void write(Object values, int count) {
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
