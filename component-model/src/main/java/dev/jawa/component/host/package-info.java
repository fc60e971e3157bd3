/// How Java offers WIT interfaces to components: a [HostInterface] is a written-out table of
/// functions and resources. What answers later is an [AsyncHostFunc]; streams and futures cross as
/// [ReadableStream] and [ReadableFuture], whichever side writes.
@NullMarked
package dev.jawa.component.host;

import org.jspecify.annotations.NullMarked;
