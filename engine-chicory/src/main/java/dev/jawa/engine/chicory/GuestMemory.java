package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Memory;
import dev.jawa.engine.Trap;
import java.lang.reflect.Field;
import java.nio.ByteOrder;
import sun.misc.Unsafe;

/// How generated code loads from and stores to a [FlatMemory]. Public because generated classes
/// live in another package and class loader; not meant for anyone else.
///
/// Each access makes one comparison, of the address as a 64-bit number with the memory's size, and
/// then trusts it. What checks by itself, an array or a view of it, would compare twice: the array
/// may be longer than the memory. That is not only half the work at run time: the JIT gives up on
/// functions with too many comparisons. What fails the comparison is out of bounds, or the memory
/// lies outside the heap: [FlatMemory#far] tells.
///
/// It is safe because a memory's array is never shorter than its size, which [FlatMemory#grow]
/// keeps by setting the array first, and because a store is used by one thread at a time.
@SuppressWarnings("removal") // there is nothing else that does not check again
public final class GuestMemory {

  static final Unsafe UNSAFE = unsafe();
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

  /// Where an atomic instruction goes, which asks the memory itself.
  public static int getAddr(int base, int offset) {
    long address = address(base, offset);
    if (address >>> Integer.SIZE != 0) {
      throw new Trap(Trap.Kind.MEMORY_OUT_OF_BOUNDS);
    }
    return (int) address;
  }

  public static byte memoryReadByte(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Byte.BYTES) {
      return flat.far(address, Byte.BYTES).getByte(address);
    }
    return UNSAFE.getByte(flat.data, BASE + address);
  }

  public static short memoryReadShort(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Short.BYTES) {
      return flat.far(address, Short.BYTES).getShort(address);
    }
    return UNSAFE.getShort(flat.data, BASE + address);
  }

  public static int memoryReadInt(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Integer.BYTES) {
      return flat.far(address, Integer.BYTES).getInt(address);
    }
    return UNSAFE.getInt(flat.data, BASE + address);
  }

  public static long memoryReadLong(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Long.BYTES) {
      return flat.far(address, Long.BYTES).getLong(address);
    }
    return UNSAFE.getLong(flat.data, BASE + address);
  }

  public static float memoryReadFloat(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Float.BYTES) {
      return Float.intBitsToFloat(flat.far(address, Float.BYTES).getInt(address));
    }
    return UNSAFE.getFloat(flat.data, BASE + address);
  }

  public static double memoryReadDouble(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Double.BYTES) {
      return Double.longBitsToDouble(flat.far(address, Double.BYTES).getLong(address));
    }
    return UNSAFE.getDouble(flat.data, BASE + address);
  }

  public static void memoryWriteByte(int base, byte value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Byte.BYTES) {
      flat.far(address, Byte.BYTES).putByte(address, value);
      return;
    }
    UNSAFE.putByte(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteShort(int base, short value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Short.BYTES) {
      flat.far(address, Short.BYTES).putShort(address, value);
      return;
    }
    UNSAFE.putShort(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteInt(int base, int value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Integer.BYTES) {
      flat.far(address, Integer.BYTES).putInt(address, value);
      return;
    }
    UNSAFE.putInt(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteLong(int base, long value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Long.BYTES) {
      flat.far(address, Long.BYTES).putLong(address, value);
      return;
    }
    UNSAFE.putLong(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteFloat(int base, float value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Float.BYTES) {
      flat.far(address, Float.BYTES).putInt(address, Float.floatToRawIntBits(value));
      return;
    }
    UNSAFE.putFloat(flat.data, BASE + address, value);
    flat.written((int) address);
  }

  public static void memoryWriteDouble(int base, double value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    long address = address(base, offset);
    if (address > flat.limit - Double.BYTES) {
      flat.far(address, Double.BYTES).putLong(address, Double.doubleToRawLongBits(value));
      return;
    }
    UNSAFE.putDouble(flat.data, BASE + address, value);
    flat.written((int) address);
  }
}
