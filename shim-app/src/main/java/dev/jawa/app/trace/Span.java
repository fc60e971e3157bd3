package dev.jawa.app.trace;

/// Something that takes time, until it is closed. Closing it again does nothing.
public interface Span extends AutoCloseable {

  /// Of nothing that anybody wants to know.
  Span NONE = new NoSpan();

  /// As the header of the W3C has it, for others to go on from; empty if nobody traces.
  String traceparent();

  /// Begins a part of it.
  Span begin(String name);

  /// Adds what is known of it.
  ///
  /// @param name by OpenTelemetry's conventions, as in `http.request.method`
  Span tell(String name, String value);

  /// As [#tell(String, String)].
  Span tell(String name, long value);

  /// It did not do what it should.
  void failed(String why);

  @Override
  void close();
}
