package dev.jawa.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What an engine is made with.
///
/// @param cacheFolder where compiled code is kept between processes; `null` keeps none
/// @param interpretOnly run everything in the engine's interpreter, for tests and for comparison
public record EngineOptions(@Nullable Path cacheFolder, boolean interpretOnly) {

  /// No cache, compiled execution.
  public static final EngineOptions DEFAULT = new EngineOptions(null, false);
}
