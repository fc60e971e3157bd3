package dev.jawa.wasi.sys;

import java.lang.reflect.Field;
import java.nio.channels.NetworkChannel;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import sun.misc.Unsafe;

/// The descriptor below a channel of the JDK, which tells it to nobody. Its method for it is in a
/// package that is not exported, and `--add-exports` would cost every start 300 ms, as it switches
/// a part of the start-up cache off. So the field is read; where a JDK has no such field, or no
/// longer lets it be read, there is no descriptor.
@SuppressWarnings("removal") // there is nothing else
final class ChannelDescriptor {

  private static final @Nullable Unsafe UNSAFE = unsafe();
  private static final ClassValue<Long> OFFSETS =
      new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
          return offset(type);
        }
      };

  private static final long NONE = -1;

  private ChannelDescriptor() {}

  /// @param channel not closed by anyone meanwhile
  static OptionalInt of(NetworkChannel channel) {
    long offset = OFFSETS.get(channel.getClass());
    return UNSAFE == null || offset == NONE
        ? OptionalInt.empty()
        : OptionalInt.of(UNSAFE.getInt(channel, offset));
  }

  private static long offset(Class<?> type) {
    try {
      Field field = type.getDeclaredField("fdVal");
      return UNSAFE == null || field.getType() != int.class
          ? NONE
          : UNSAFE.objectFieldOffset(field);
    } catch (NoSuchFieldException | UnsupportedOperationException _) {
      return NONE;
    }
  }

  private static @Nullable Unsafe unsafe() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException | UnsupportedOperationException _) {
      return null;
    }
  }
}
