package dev.jawa.app.config;

import dev.jawa.http.ProxyMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Shows what the server of a guest counts to whoever scrapes the management port.
final class ServerMeters implements MeterBinder {

  private final ProxyMetrics metrics;

  ServerMeters(ProxyMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (int i = 1; i <= 5; i++) {
      int statusClass = i;
      FunctionCounter.builder("jawa.http.requests", metrics, m -> m.answers(statusClass))
          .description("Requests that were answered")
          .tag("status", statusClass + "xx")
          .register(registry);
    }
    FunctionCounter.builder("jawa.http.sent", metrics, ProxyMetrics::bytesSent)
        .description("Bytes of the bodies of answers")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("jawa.http.connections", metrics, ProxyMetrics::connections)
        .description("Open connections")
        .register(registry);
    Gauge.builder("jawa.http.requests.active", metrics, ProxyMetrics::requests)
        .description("Requests under way")
        .register(registry);
    Gauge.builder("jawa.http.requests.queued", metrics, ProxyMetrics::queued)
        .description("Requests that wait for their turn")
        .register(registry);
    durations(registry);
  }

  /// A histogram by hand: its buckets are counted where requests end, not here.
  private void durations(MeterRegistry registry) {
    double[] bounds = ProxyMetrics.durationBounds();
    for (int i = 0; i <= bounds.length; i++) {
      int upTo = i;
      FunctionCounter.builder("jawa.http.duration.bucket", metrics, m -> sum(m.durations(), upTo))
          .description("Requests that took no longer than le seconds")
          .tag("le", i == bounds.length ? "+Inf" : String.format(Locale.ROOT, "%s", bounds[i]))
          .register(registry);
    }
    TimeGauge.builder(
            "jawa.http.duration.sum", metrics, TimeUnit.SECONDS, ProxyMetrics::totalSeconds)
        .description("Time of all requests together")
        .register(registry);
  }

  private static double sum(long[] counts, int upTo) {
    long sum = 0;
    for (int i = 0; i <= upTo; i++) {
      sum += counts[i];
    }
    return sum;
  }
}
