package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Memory;
import java.lang.reflect.Field;
import java.nio.ByteOrder;
import sun.misc.Unsafe;

/// How generated code loads from and stores to a [FlatMemory]. Public because generated classes
/// live in another package and class loader; not meant for anyone else.
///
/// Each access makes one comparison, of the address as a 64-bit number with the memory's size, and
/// then trusts it. What checks by itself, an array or a view of it, would compare twice: the array
/// may be longer than the memory. That is not only half the work at run time: the JIT gives up on
/// functions with too many comparisons.
///
/// It is safe because a memory's array is never shorter than its size, which [FlatMemory#grow]
/// keeps by setting the array first, and because a store is used by one thread at a time.
@SuppressWarnings("removal") // there is nothing else that does not check again
public final class GuestMemory {

  private static final Unsafe UNSAFE = unsafe();
  private static final long BASE = Unsafe.ARRAY_BYTE_BASE_OFFSET;

  static {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalStateException("engine chicory needs a little-endian machine");
    }
  }

  private GuestMemory() {}

  private static Unsafe unsafe() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no sun.misc.Unsafe", e);
    }
  }

  /// Both unsigned: no sum is below the memory's start, whatever the generated code hands over.
  private static long address(int base, int offset) {
    return Integer.toUnsignedLong(base) + Integer.toUnsignedLong(offset);
  }

  public static byte memoryReadByte(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Byte.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Byte.BYTES);
    }
    return UNSAFE.getByte(flat.data, BASE + address);
  }

  public static short memoryReadShort(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Short.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Short.BYTES);
    }
    return UNSAFE.getShort(flat.data, BASE + address);
  }

  public static int memoryReadInt(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Integer.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Integer.BYTES);
    }
    return UNSAFE.getInt(flat.data, BASE + address);
  }

  public static long memoryReadLong(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Long.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Long.BYTES);
    }
    return UNSAFE.getLong(flat.data, BASE + address);
  }

  public static float memoryReadFloat(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Float.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Float.BYTES);
    }
    return UNSAFE.getFloat(flat.data, BASE + address);
  }

  public static double memoryReadDouble(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Double.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Double.BYTES);
    }
    return UNSAFE.getDouble(flat.data, BASE + address);
  }

  public static void memoryWriteByte(int base, byte value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Byte.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Byte.BYTES);
    }
    UNSAFE.putByte(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteShort(int base, short value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Short.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Short.BYTES);
    }
    UNSAFE.putShort(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteInt(int base, int value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Integer.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Integer.BYTES);
    }
    UNSAFE.putInt(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteLong(int base, long value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Long.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Long.BYTES);
    }
    UNSAFE.putLong(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteFloat(int base, float value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Float.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Float.BYTES);
    }
    UNSAFE.putFloat(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteDouble(int base, double value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address + Double.BYTES > flat.limit) {
      throw flat.outOfBounds(base, offset, Double.BYTES);
    }
    UNSAFE.putDouble(flat.data, BASE + address, value);
    flat.written((int) address);
  }
}
