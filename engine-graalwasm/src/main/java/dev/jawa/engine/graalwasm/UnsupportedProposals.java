package dev.jawa.engine.graalwasm;

import dev.jawa.engine.Feature;
import dev.jawa.engine.UnsupportedModuleException;
import dev.jawa.engine.binary.ModuleUse;
import org.jspecify.annotations.Nullable;

/// Finds the proposal that makes GraalWasm refuse a module.
final class UnsupportedProposals {

  private UnsupportedProposals() {}

  /// What to throw for a refused module: a refusal with the name of a proposal that GraalWasm lacks
  /// and the module uses, otherwise `refusal` itself.
  static RuntimeException orElse(byte[] wasm, RuntimeException refusal) {
    String proposal = first(ModuleUse.of(wasm));
    return proposal == null
        ? refusal
        : new UnsupportedModuleException(
            "the module uses the %s proposal, which engine %s does not support"
                .formatted(proposal, GraalWasmEngineProvider.ID),
            refusal);
  }

  private static @Nullable String first(ModuleUse use) {
    if (!use.others().isEmpty()) {
      return use.others().first();
    }
    return use.features().stream()
        .filter(feature -> !GraalWasmEngineProvider.FEATURES.contains(feature))
        .findFirst()
        .map(Feature::proposal)
        .orElse(null);
  }
}
