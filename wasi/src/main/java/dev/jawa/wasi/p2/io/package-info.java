/// `wasi:io`: [Poll], [Streams] and [IoError]. The resources [InputStream] and [OutputStream] put
/// the contract of the WIT (permits, errors that end a stream, blocking calls) on top of
/// `ctx.ByteSource` and `ctx.ByteSink`; a pollable is a `ctx.Pollable` itself.
@NullMarked
package dev.jawa.wasi.p2.io;

import org.jspecify.annotations.NullMarked;
