package dev.jawa.app.cli;

import dev.jawa.app.options.OptionValue;
import dev.jawa.http.PoolOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which instances `jawa serve` keeps between requests.
final class InstanceOptions {

  @Option(
      names = "--max-instance-reuse-count",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "how many requests see one instance with what the ones before left in it"
              + " (${DEFAULT-VALUE}: every request gets one that is as new)")
  private int maxReuse = 1;

  @Option(
      names = "--max-instance-concurrent-reuse-count",
      paramLabel = "N",
      description = "as in wasmtime; without effect on components whose calls cannot overlap")
  private @Nullable Integer maxConcurrentReuse;

  @Option(
      names = "--idle-instance-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "how long an instance is kept for the next request; one always is (${DEFAULT-VALUE})")
  private String idleTimeout = "";

  @Option(
      names = "--max-idle-instances",
      paramLabel = "N",
      description = "how many are kept; 0 makes each anew (100)")
  private @Nullable Integer maxIdle;

  @Option(
      names = "--max-idle-instance-memory",
      paramLabel = "BYTES",
      description = "how much of the heap they may hold (a quarter of it)")
  private @Nullable Long maxIdleBytes;

  PoolOptions instances() {
    PoolOptions defaults = PoolOptions.DEFAULT;
    require("--max-instance-reuse-count", maxReuse, 1);
    if (maxConcurrentReuse != null) {
      require("--max-instance-concurrent-reuse-count", maxConcurrentReuse, 1);
    }
    int idle = maxIdle == null ? defaults.maxIdle() : maxIdle;
    long bytes = maxIdleBytes == null ? defaults.maxIdleBytes() : maxIdleBytes;
    require("--max-idle-instances", idle, 0);
    require("--max-idle-instance-memory", bytes, 0);
    return new PoolOptions(idle, bytes, timeout(), Math.min(defaults.warm(), idle), maxReuse);
  }

  private static void require(String option, long value, long least) {
    if (value < least) {
      throw new UsageException(option + ": must be at least " + least + ", is " + value);
    }
  }

  private Duration timeout() {
    try {
      return OptionValue.duration(idleTimeout);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--idle-instance-timeout: " + e.getMessage(), e);
    }
  }
}
