package dev.jawa.engine.graalwasm;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.Feature;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plugs GraalWasm in. It runs wherever its jars are; whether fast or slowly is up to the JVM's
/// flags, see [GraalWasmEngine#note()].
public final class GraalWasmEngineProvider implements EngineProvider {

  static final String ID = "graalwasm";

  // Here and not in the engine, whose class cannot be loaded without GraalWasm's jars.
  static final Set<Feature> FEATURES =
      EnumSet.of(
          Feature.MULTI_VALUE,
          Feature.BULK_MEMORY,
          Feature.REFERENCE_TYPES,
          Feature.SATURATING_FLOAT_TO_INT,
          Feature.SIGN_EXTENSION,
          Feature.MUTABLE_GLOBALS,
          Feature.SIMD,
          Feature.RELAXED_SIMD,
          Feature.THREADS,
          Feature.MULTI_MEMORY,
          Feature.MEMORY64,
          Feature.EXTENDED_CONST);

  /// Loading it says whether GraalWasm's jars are there.
  private static final String PROBE = "org.graalvm.wasm.WasmLanguage";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public @Nullable String unavailableReason() {
    try {
      Class.forName(PROBE, false, GraalWasmEngineProvider.class.getClassLoader());
      return null;
    } catch (ClassNotFoundException e) {
      return "the distribution's lib/graalwasm is missing, or this JVM was started for another engine";
    }
  }

  @Override
  public Set<Feature> features() {
    return FEATURES;
  }

  @Override
  public Engine create(EngineOptions options) {
    return new GraalWasmEngine(options);
  }
}
