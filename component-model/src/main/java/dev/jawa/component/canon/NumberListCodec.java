package dev.jawa.component.canon;

import dev.jawa.component.canon.Peer.Item;
import dev.jawa.component.host.LentBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Lists of numbers: a Java array of the width of the elements, copied as one block.
abstract class NumberListCodec extends RangeCodec {

  private final int elementSize;

  private NumberListCodec(int elementSize) {
    this.elementSize = elementSize;
  }

  abstract Object decode(byte[] bytes);

  abstract byte[] encode(Object value);

  @Override
  final Object loadRange(LiftLowerContext cx, long pointer, long length) {
    Lists.check(cx, pointer, length, elementSize, elementSize);
    cx.charge(length * elementSize);
    ByteBuffer view = borrow(cx, pointer, (int) length);
    if (view != null) {
      return view;
    }
    byte[] bytes = new byte[(int) length * elementSize];
    cx.memory().read(pointer, bytes, 0, bytes.length);
    return decode(bytes);
  }

  /// The bytes where they lie, if they may be had so.
  @Nullable ByteBuffer borrow(LiftLowerContext cx, long pointer, int length) {
    return null;
  }

  @Override
  long storeRange(LiftLowerContext cx, Object value) {
    byte[] bytes = encode(value);
    long pointer = cx.allocate(Item.LIST, elementSize, bytes.length);
    cx.memory().write(pointer, bytes, 0, bytes.length);
    return range(pointer, bytes.length / elementSize);
  }

  /// Writes a value to a range that has been checked.
  final void storeAt(LiftLowerContext cx, Object value, long address) {
    byte[] bytes = encode(value);
    cx.memory().write(address, bytes, 0, bytes.length);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] space(int length, int elementSize) {
    return new byte[Math.multiplyExact(length, elementSize)];
  }

  /// `list<u8>`, `list<s8>`.
  static final class Bytes extends NumberListCodec {
    Bytes() {
      super(1);
    }

    @Override
    Object decode(byte[] bytes) {
      return bytes;
    }

    @Override
    long storeRange(LiftLowerContext cx, Object value) {
      return value instanceof LentBytes lent ? storeLent(cx, lent) : super.storeRange(cx, value);
    }

    private static long storeLent(LiftLowerContext cx, LentBytes lent) {
      try {
        int length = lent.bytes().remaining();
        long pointer = cx.allocate(Item.LIST, 1, length);
        ByteBuffer target = cx.memory().view(pointer, length);
        if (target == null) {
          byte[] copy = new byte[length];
          lent.bytes().get(copy);
          cx.memory().write(pointer, copy, 0, length);
        } else {
          target.put(lent.bytes());
          cx.memory().wrote(pointer, length);
        }
        return range(pointer, length);
      } finally {
        lent.giveBack().run();
      }
    }

    @Override
    @Nullable ByteBuffer borrow(LiftLowerContext cx, long pointer, int length) {
      return cx.peer().borrows() ? cx.memory().view(pointer, length) : null;
    }

    @Override
    byte[] encode(Object value) {
      return (byte[]) value;
    }
  }

  /// `list<u16>`, `list<s16>`.
  static final class Shorts extends NumberListCodec {
    Shorts() {
      super(2);
    }

    @Override
    Object decode(byte[] bytes) {
      short[] values = new short[bytes.length / 2];
      littleEndian(bytes).asShortBuffer().get(values);
      return values;
    }

    @Override
    byte[] encode(Object value) {
      short[] values = (short[]) value;
      byte[] bytes = space(values.length, 2);
      littleEndian(bytes).asShortBuffer().put(values);
      return bytes;
    }
  }

  /// `list<u32>`, `list<s32>`.
  static final class Ints extends NumberListCodec {
    Ints() {
      super(4);
    }

    @Override
    Object decode(byte[] bytes) {
      int[] values = new int[bytes.length / 4];
      littleEndian(bytes).asIntBuffer().get(values);
      return values;
    }

    @Override
    byte[] encode(Object value) {
      int[] values = (int[]) value;
      byte[] bytes = space(values.length, 4);
      littleEndian(bytes).asIntBuffer().put(values);
      return bytes;
    }
  }

  /// `list<u64>`, `list<s64>`.
  static final class Longs extends NumberListCodec {
    Longs() {
      super(8);
    }

    @Override
    Object decode(byte[] bytes) {
      long[] values = new long[bytes.length / 8];
      littleEndian(bytes).asLongBuffer().get(values);
      return values;
    }

    @Override
    byte[] encode(Object value) {
      long[] values = (long[]) value;
      byte[] bytes = space(values.length, 8);
      littleEndian(bytes).asLongBuffer().put(values);
      return bytes;
    }
  }

  /// `list<f32>`; every NaN becomes the canonical one.
  static final class Floats extends NumberListCodec {
    Floats() {
      super(4);
    }

    @Override
    Object decode(byte[] bytes) {
      float[] values = new float[bytes.length / 4];
      littleEndian(bytes).asFloatBuffer().get(values);
      for (int i = 0; i < values.length; i++) {
        values[i] = ScalarCodec.canonical(values[i]);
      }
      return values;
    }

    @Override
    byte[] encode(Object value) {
      float[] values = (float[]) value;
      byte[] bytes = space(values.length, 4);
      ByteBuffer buffer = littleEndian(bytes);
      for (float element : values) {
        buffer.putInt(Float.floatToIntBits(element));
      }
      return bytes;
    }
  }

  /// `list<f64>`; every NaN becomes the canonical one.
  static final class Doubles extends NumberListCodec {
    Doubles() {
      super(8);
    }

    @Override
    Object decode(byte[] bytes) {
      double[] values = new double[bytes.length / 8];
      littleEndian(bytes).asDoubleBuffer().get(values);
      for (int i = 0; i < values.length; i++) {
        values[i] = ScalarCodec.canonical(values[i]);
      }
      return values;
    }

    @Override
    byte[] encode(Object value) {
      double[] values = (double[]) value;
      byte[] bytes = space(values.length, 8);
      ByteBuffer buffer = littleEndian(bytes);
      for (double element : values) {
        buffer.putLong(Double.doubleToLongBits(element));
      }
      return bytes;
    }
  }
}
