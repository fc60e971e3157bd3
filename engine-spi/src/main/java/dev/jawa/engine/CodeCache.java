package dev.jawa.engine;

import org.jspecify.annotations.Nullable;

/// The compiled code that an engine keeps between processes, for who keeps it in another place,
/// too. What is put into it will be executed: whoever does must know that an engine of this kind
/// made it.
public interface CodeCache {

  /// All that decides whether code fits: the engine, its version, the JDK, the options that change
  /// code. Letters, digits, dots and hyphens.
  String kind();

  /// What the code of a module is kept by: its digest in hexadecimal digits.
  String name(byte[] wasm);

  /// Whether there is code by this name.
  boolean has(String name);

  /// The code by this name, or `null` if there is none.
  byte @Nullable [] read(String name);

  /// Keeps the code by this name.
  ///
  /// @return whether it is code of that module; what is none is not kept
  boolean write(String name, byte[] code);
}
