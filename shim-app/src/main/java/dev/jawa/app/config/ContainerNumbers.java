package dev.jawa.app.config;

import dev.jawa.http.ProxyMetrics;
import org.jspecify.annotations.Nullable;

/// What a container has taken and done by now, for whoever shows it.
///
/// @param namespace containerd's
/// @param id the container's in it
/// @param cpuNanos of its guests
/// @param memory bytes of its guests' linear memories
/// @param memoryPeak and at most
/// @param refusedGrowths how often its guests were refused more
/// @param http what its listener counts, `null` if it has none
public record ContainerNumbers(
    String namespace,
    String id,
    long cpuNanos,
    long memory,
    long memoryPeak,
    long refusedGrowths,
    @Nullable ProxyMetrics http) {}
