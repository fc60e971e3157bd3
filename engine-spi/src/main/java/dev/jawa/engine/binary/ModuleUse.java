package dev.jawa.engine.binary;

import dev.jawa.engine.Feature;
import java.util.Set;
import java.util.SortedSet;

/// What a module uses beyond WebAssembly 1.0.
///
/// @param features the proposals that the SPI has a name for
/// @param others the names of further ones, such as `wide-arithmetic`
public record ModuleUse(Set<Feature> features, SortedSet<String> others) {

  /// Looks through a module.
  ///
  /// Sees what it can: of bytes that are no module, or one that ends too early, it tells what it
  /// found up to there.
  public static ModuleUse of(byte[] wasm) {
    return new ModuleScan(wasm).scan();
  }
}
