package dev.jawa.app.trace;

/// How what a guest does is traced.
///
/// @param origin the traceparent of the guest's creation, or empty
public record Traces(Tracing tracing, String origin) {

  /// Not at all.
  public static final Traces NONE = new Traces(Tracing.NONE, "");
}
