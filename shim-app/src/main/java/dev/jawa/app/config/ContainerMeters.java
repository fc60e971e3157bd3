package dev.jawa.app.config;

import dev.jawa.http.ProxyMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Shows the containers of a daemon to Prometheus: those that are there when it asks, so nothing is
/// left of one that is gone.
final class ContainerMeters implements MeterBinder, MultiCollector {

  private final Supplier<List<ContainerNumbers>> containers;

  ContainerMeters(Supplier<List<ContainerNumbers>> containers) {
    this.containers = containers;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    if (registry instanceof PrometheusMeterRegistry prometheus) {
      prometheus.getPrometheusRegistry().register(this);
    }
  }

  @Override
  public MetricSnapshots collect() {
    List<ContainerNumbers> now = containers.get();
    List<ContainerNumbers> servers = now.stream().filter(c -> c.http() != null).toList();
    return MetricSnapshots.builder()
        .metricSnapshot(
            counter(now, "cpu_seconds", "Processor time of guests", c -> c.cpuNanos() / 1e9))
        .metricSnapshot(
            gauge(now, "memory_bytes", "Linear memory of guests", ContainerNumbers::memory))
        .metricSnapshot(
            gauge(
                now,
                "memory_peak_bytes",
                "Most linear memory of guests",
                ContainerNumbers::memoryPeak))
        .metricSnapshot(
            counter(
                now,
                "memory_refused",
                "Times a guest was refused more memory",
                ContainerNumbers::refusedGrowths))
        .metricSnapshot(
            gauge(servers, "http_connections", "Open connections", c -> http(c).connections()))
        .metricSnapshot(
            gauge(servers, "http_requests_active", "Requests under way", c -> http(c).requests()))
        .metricSnapshot(
            counter(servers, "http_sent_bytes", "Bytes of bodies sent", c -> http(c).bytesSent()))
        .metricSnapshot(answers(servers))
        .metricSnapshot(durations(servers))
        .build();
  }

  private static ProxyMetrics http(ContainerNumbers container) {
    ProxyMetrics metrics = container.http();
    if (metrics == null) {
      throw new IllegalArgumentException(container.id() + " has no listener");
    }
    return metrics;
  }

  private static Labels labels(ContainerNumbers container) {
    return Labels.of("namespace", container.namespace(), "container", container.id());
  }

  private static CounterSnapshot counter(
      List<ContainerNumbers> containers,
      String name,
      String help,
      ToDoubleFunction<ContainerNumbers> value) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("jawa_container_" + name).help(help);
    for (ContainerNumbers container : containers) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(labels(container))
              .value(value.applyAsDouble(container))
              .build());
    }
    return counter.build();
  }

  private static GaugeSnapshot gauge(
      List<ContainerNumbers> containers,
      String name,
      String help,
      ToDoubleFunction<ContainerNumbers> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("jawa_container_" + name).help(help);
    for (ContainerNumbers container : containers) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(labels(container))
              .value(value.applyAsDouble(container))
              .build());
    }
    return gauge.build();
  }

  private static CounterSnapshot answers(List<ContainerNumbers> servers) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("jawa_container_http_requests").help("Requests answered");
    for (ContainerNumbers server : servers) {
      for (int statusClass = 1; statusClass <= 5; statusClass++) {
        counter.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(labels(server).merge(Labels.of("status", statusClass + "xx")))
                .value(http(server).answers(statusClass))
                .build());
      }
    }
    return counter.build();
  }

  private static HistogramSnapshot durations(List<ContainerNumbers> servers) {
    double[] bounds = ProxyMetrics.durationBounds();
    double[] withRest = Arrays.copyOf(bounds, bounds.length + 1);
    withRest[bounds.length] = Double.POSITIVE_INFINITY;
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name("jawa_container_http_duration_seconds")
            .help("How long requests took");
    for (ContainerNumbers server : servers) {
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(labels(server))
              .classicHistogramBuckets(
                  ClassicHistogramBuckets.of(withRest, http(server).durations()))
              .sum(http(server).totalSeconds())
              .build());
    }
    return histogram.build();
  }
}
