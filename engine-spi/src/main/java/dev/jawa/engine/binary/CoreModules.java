package dev.jawa.engine.binary;

import dev.jawa.engine.MalformedModuleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds the core modules in what a user gives: a module, or a component with modules and further
/// components inside.
public final class CoreModules {

  private static final int CORE_MODULE = 1;
  private static final int COMPONENT = 4;

  /// Deeper ones are left alone; the validator refuses them.
  private static final int MAX_DEPTH = 100;

  private CoreModules() {}

  /// The modules; of bytes that end too early, those that are whole.
  public static List<byte[]> in(byte[] wasm) {
    List<byte[]> found = new ArrayList<>();
    add(wasm, found, 0);
    return found;
  }

  /// Whether the bytes begin as a component does.
  public static boolean isComponent(byte[] wasm) {
    return wasm.length >= ByteReader.HEADER && wasm[6] == 1;
  }

  private static void add(byte[] wasm, List<byte[]> found, int depth) {
    if (!isComponent(wasm)) {
      found.add(wasm);
      return;
    }
    try {
      ByteReader in = new ByteReader(wasm, ByteReader.HEADER);
      while (!in.atEnd()) {
        int id = in.u8();
        int end = in.end(in.u32());
        if (id == CORE_MODULE || (id == COMPONENT && depth < MAX_DEPTH)) {
          add(Arrays.copyOfRange(wasm, in.position(), end), found, depth + 1);
        }
        in.seek(end);
      }
    } catch (MalformedModuleException e) {
      // The decoder says what is wrong with it.
    }
  }
}
