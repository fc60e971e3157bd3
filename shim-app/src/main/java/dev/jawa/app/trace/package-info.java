/// Tells a collector of traces what was done for whom: [Tracing] begins a [Span], which has others
/// in it. Nothing of OpenTelemetry is loaded unless its environment variables name a collector;
/// then [OtelTracing] sends to it. [Traces] goes with a guest, so that its requests know where they
/// come from.
@NullMarked
package dev.jawa.app.trace;

import org.jspecify.annotations.NullMarked;
