/// `wasi:logging`, over `ctx.LogSink`.
@NullMarked
package dev.jawa.wasi.p2.logging;

import org.jspecify.annotations.NullMarked;
