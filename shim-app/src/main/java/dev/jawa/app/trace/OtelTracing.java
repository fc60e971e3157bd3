package dev.jawa.app.trace;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Spans by OpenTelemetry, sent as OTLP over HTTP; all of it follows the `OTEL_*` variables.
final class OtelTracing implements Tracing {

  private static final int LAST_SECONDS = 5;

  /// Others may be asked for; these cost nothing to whoever asked for traces only.
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name", "jawa",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none",
          "otel.exporter.otlp.protocol", "http/protobuf");

  private static final TextMapGetter<String> TRACEPARENT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
          return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
          return key.equals("traceparent") ? carrier : null;
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  private OtelTracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("dev.jawa");
  }

  static Tracing start() {
    return new OtelTracing(
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> DEFAULTS)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk());
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public Span begin(Start start) {
    SpanKind kind =
        switch (start.kind()) {
          case INTERNAL -> SpanKind.INTERNAL;
          case SERVER -> SpanKind.SERVER;
        };
    SpanBuilder builder =
        tracer.spanBuilder(start.name()).setSpanKind(kind).setParent(context(start.parent()));
    SpanContext cause =
        io.opentelemetry.api.trace.Span.fromContext(context(start.cause())).getSpanContext();
    if (cause.isValid()) {
      builder.addLink(cause);
    }
    if (start.since() != null) {
      builder.setStartTimestamp(start.since());
    }
    return new OtelSpan(tracer, builder.startSpan());
  }

  private static Context context(String traceparent) {
    return traceparent.isEmpty()
        ? Context.root()
        : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
  }

  @Override
  public void close() {
    var _ = sdk.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
  }

  private record OtelSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) implements Span {

    @Override
    public String traceparent() {
      SpanContext context = span.getSpanContext();
      return "00-%s-%s-%s"
          .formatted(context.getTraceId(), context.getSpanId(), context.getTraceFlags().asHex());
    }

    @Override
    public Span begin(String name) {
      return new OtelSpan(
          tracer, tracer.spanBuilder(name).setParent(Context.root().with(span)).startSpan());
    }

    @Override
    public Span tell(String name, String value) {
      span.setAttribute(name, value);
      return this;
    }

    @Override
    public Span tell(String name, long value) {
      span.setAttribute(name, value);
      return this;
    }

    @Override
    public void failed(String why) {
      span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
      span.end();
    }
  }
}
