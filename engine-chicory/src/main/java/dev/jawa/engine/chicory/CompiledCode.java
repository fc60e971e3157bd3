package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The generated code of a module.
///
/// @param mainClassName the class that is Chicory's `Machine`
/// @param classes class files by binary name
/// @param functions how many functions the module had, with its imports, before [SplitModule] added
///   some
/// @param interpreted the functions that are too big for a Java method, whose wasm bodies are
///   therefore needed
record CompiledCode(
    String mainClassName, Map<String, byte[]> classes, int functions, Set<Integer> interpreted) {

  /// Loads it, for any number of instances.
  Function<Instance, Machine> load() {
    return new GuestClassLoader(classes).machineFactory(mainClassName);
  }
}
