package dev.jawa.engine;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A core WebAssembly engine. Safe for use by many threads.
public interface Engine extends AutoCloseable {

  /// The id users choose it by, as in `--engine chicory`.
  String id();

  /// The engine's own version, for caches and `jawa engines`.
  String version();

  /// What the user should know of how it runs in this JVM, in one line; `null` if all is well.
  default @Nullable String note() {
    return null;
  }

  /// Where it keeps compiled code between processes; `null` if it keeps none.
  default @Nullable CodeCache codeCache() {
    return null;
  }

  /// The proposals beyond WebAssembly 1.0 that this engine executes correctly.
  Set<Feature> features();

  /// Decodes, validates and compiles a core module. The result may be instantiated any number of
  /// times, in any store of this engine.
  ///
  /// @param wasm the binary module; not changed, and not to be changed by the caller afterwards
  /// @throws MalformedModuleException if the bytes are not a module
  /// @throws InvalidModuleException if the module does not validate
  /// @throws UnsupportedModuleException if it needs something that this engine lacks
  CoreModule compile(byte[] wasm);

  /// A new, empty store.
  CoreStore newStore(StoreLimits limits);

  /// A new, empty store that keeps account of what guests change, so that [CoreStore#snapshot] can
  /// give it back its state; its guests may run a little slower. An engine that cannot do this
  /// gives an ordinary store.
  default CoreStore newResettableStore(StoreLimits limits) {
    return newStore(limits);
  }

  /// Frees what the engine holds; stores must be closed before.
  @Override
  void close();
}
