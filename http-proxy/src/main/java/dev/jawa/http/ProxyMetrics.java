package dev.jawa.http;

import java.util.concurrent.atomic.LongAdder;

/// What a server counts, for whoever shows it. Numbers only grow, but for the gauges.
public final class ProxyMetrics {

  /// The upper bounds of the buckets of [#durations()], in nanoseconds.
  private static final long[] BOUNDS = bounds();

  private final HttpProxyServer server;
  private final LongAdder[] answers = adders(6);
  private final LongAdder[] durations = adders(BOUNDS.length + 1);
  private final LongAdder nanos = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  ProxyMetrics(HttpProxyServer server) {
    this.server = server;
  }

  private static long[] bounds() {
    long[] bounds = new long[16];
    for (int i = 0; i < bounds.length; i++) {
      // 250 µs to 8 s, doubling.
      bounds[i] = 250_000L << i;
    }
    return bounds;
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  void answered(int status, long took, long sent) {
    answers[Math.clamp(status / 100, 0, 5)].increment();
    int bucket = 0;
    while (bucket < BOUNDS.length && took > BOUNDS[bucket]) {
      bucket++;
    }
    durations[bucket].increment();
    nanos.add(took);
    bytes.add(sent);
  }

  /// Answers with a status from `statusClass * 100` on, as in 2 for 200 to 299.
  public long answers(int statusClass) {
    return answers[statusClass].sum();
  }

  /// The upper bounds of the buckets of durations, in seconds; one more bucket has none.
  public static double[] durationBounds() {
    double[] seconds = new double[BOUNDS.length];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = BOUNDS[i] / 1e9;
    }
    return seconds;
  }

  /// Requests of each bucket of durations.
  public long[] durations() {
    long[] counts = new long[durations.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = durations[i].sum();
    }
    return counts;
  }

  /// All durations together.
  public double totalSeconds() {
    return nanos.sum() / 1e9;
  }

  /// Bytes of the bodies of answers.
  public long bytesSent() {
    return bytes.sum();
  }

  /// Open connections now.
  public int connections() {
    return server.connections();
  }

  /// Requests under way now.
  public int requests() {
    return server.requests();
  }

  /// Requests that wait for their turn now.
  public int queued() {
    return server.queued();
  }

  /// Whether no new connections are taken any more.
  public boolean isDraining() {
    return server.isDraining();
  }
}
