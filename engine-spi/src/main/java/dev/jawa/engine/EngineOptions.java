package dev.jawa.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What an engine is made with.
///
/// @param cacheFolder where compiled code is kept between processes; `null` keeps none. Code is
///   loaded from it, so it has to belong to the user who runs this JVM and be writable by no one
///   else
/// @param cacheMaxBytes how large the cache folder may become before the oldest entries go
/// @param interpretOnly run everything in the engine's interpreter, for tests and for comparison
public record EngineOptions(@Nullable Path cacheFolder, long cacheMaxBytes, boolean interpretOnly) {

  /// 1 GiB.
  public static final long DEFAULT_CACHE_MAX_BYTES = 1L << 30;

  /// No cache, compiled execution.
  public static final EngineOptions DEFAULT = new EngineOptions(null, false);

  /// A cache of the default size.
  public EngineOptions(@Nullable Path cacheFolder, boolean interpretOnly) {
    this(cacheFolder, DEFAULT_CACHE_MAX_BYTES, interpretOnly);
  }
}
