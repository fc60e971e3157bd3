package dev.jawa.engine;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How an engine plugs in: listed in `META-INF/services/dev.jawa.engine.EngineProvider`.
public interface EngineProvider {

  /// The id users choose the engine by.
  String id();

  /// Preference among the available engines when the user names none; the highest wins.
  int priority();

  /// Why this engine cannot run in this JVM, in one line that says what to do, or `null` if it can.
  @Nullable String unavailableReason();

  /// The proposals beyond WebAssembly 1.0 that the engine executes; known without making it.
  Set<Feature> features();

  /// Makes the engine.
  Engine create(EngineOptions options);
}
