package dev.jawa.app.trace;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where spans go. One for each process.
public interface Tracing extends AutoCloseable {

  /// Nowhere.
  Tracing NONE =
      new Tracing() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public Span begin(Start start) {
          return Span.NONE;
        }

        @Override
        public void close() {}
      };

  /// How a span begins.
  ///
  /// @param name of what is done
  /// @param kind whether somebody outside waits for it
  /// @param parent the traceparent of what it is a part of, empty for the first of a trace
  /// @param cause the traceparent of what made it possible without its being part of that, or empty
  /// @param since when it began, `null` for now
  record Start(String name, Kind kind, String parent, String cause, @Nullable Instant since) {

    /// Something inside.
    public static Start of(String name, String parent) {
      return new Start(name, Kind.INTERNAL, parent, "", null);
    }
  }

  /// Who waits for what is done.
  enum Kind {
    INTERNAL,
    SERVER
  }

  /// What the environment asks for by OpenTelemetry's variables: nothing unless one of them names
  /// where to send it.
  ///
  /// @param warn gets a line if it cannot be done; all else goes on without
  static Tracing of(Map<String, String> environment, Consumer<String> warn) {
    boolean wanted =
        Stream.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
            .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
    if (!wanted || environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")) {
      return NONE;
    }
    try {
      return OtelTracing.start();
    } catch (LinkageError e) {
      warn.accept("there are no traces: lib/otel.jar is not on the class path");
    } catch (RuntimeException e) {
      warn.accept("there are no traces: " + e.getMessage());
    }
    return NONE;
  }

  /// Whether anybody traces.
  boolean isOn();

  /// Begins a span.
  Span begin(Start start);

  /// Sends what is left, for some seconds at most.
  @Override
  void close();
}
