package dev.jawa.engine.graalwasm;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import org.jspecify.annotations.Nullable;

/// Plugs GraalWasm in. It runs wherever its jars are; whether fast or slowly is up to the JVM's
/// flags, see [GraalWasmEngine#note()].
public final class GraalWasmEngineProvider implements EngineProvider {

  static final String ID = "graalwasm";

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
      return "its jars are not on the class path (lib/graalwasm of the distribution)";
    }
  }

  @Override
  public Engine create(EngineOptions options) {
    return new GraalWasmEngine(options);
  }
}
