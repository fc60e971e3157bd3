package dev.jawa.wasi.preview1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The form of arguments and environment: pointers to strings that end with a NUL.
final class StringTable {

  private StringTable() {}

  /// Writes the pointers to the first argument of the call and the strings to the second.
  static void put(Call call, List<String> strings) {
    long pointer = call.u32(0);
    long address = call.u32(1);
    for (String string : strings) {
      byte[] bytes = terminated(string);
      call.memory().putU32(pointer, address);
      call.memory().put(address, bytes);
      pointer += Integer.BYTES;
      address += bytes.length;
    }
  }

  /// Writes how many there are to the first argument of the call and how many bytes they take to
  /// the second.
  static void putSizes(Call call, List<String> strings) {
    long size = 0;
    for (String string : strings) {
      size += terminated(string).length;
    }
    call.memory().putU32(call.u32(0), strings.size());
    call.memory().putU32(call.u32(1), size);
  }

  private static byte[] terminated(String string) {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }
}
