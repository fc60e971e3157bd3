package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.types.NameCustomSection;
import dev.jawa.engine.WasmFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the guest's functions in a Java stack trace: a wasm function N is the method `func_N` of a
/// class that bears its module's class name. Interpreted functions leave no trace.
final class GuestNames {

  private static final String CLASS_INFIX = "FuncGroup_";

  /// What the names of generated methods begin with, before the function's index.
  static final String METHOD_PREFIX = "func_";

  /// Enough to see where a recursion turns; wasmtime prints no more either.
  private static final int MAX_FRAMES = 64;

  private final Map<String, ChicoryModule> modulesByClassName = new HashMap<>();

  void add(ChicoryModule module) {
    modulesByClassName.put(module.className(), module);
  }

  List<WasmFrame> frames(StackTraceElement[] stack) {
    List<WasmFrame> frames = new ArrayList<>();
    for (StackTraceElement element : stack) {
      WasmFrame frame = frame(element);
      if (frame != null) {
        frames.add(frame);
        if (frames.size() == MAX_FRAMES) {
          break;
        }
      }
    }
    return frames;
  }

  private @Nullable WasmFrame frame(StackTraceElement element) {
    int infix = element.getClassName().lastIndexOf(CLASS_INFIX);
    if (infix < 0 || !element.getMethodName().startsWith(METHOD_PREFIX)) {
      return null;
    }
    ChicoryModule module = modulesByClassName.get(element.getClassName().substring(0, infix));
    if (module == null) {
      return null;
    }
    int index = Integer.parseInt(element.getMethodName().substring(METHOD_PREFIX.length()));
    // A piece of a function is called by what is left of it, which has the name.
    if (index < module.importedFunctions() || index >= module.ownFunctions()) {
      return null;
    }
    NameCustomSection names = module.names();
    return names == null
        ? new WasmFrame(null, index, null)
        : new WasmFrame(names.moduleName().orElse(null), index, names.nameOfFunction(index));
  }
}
