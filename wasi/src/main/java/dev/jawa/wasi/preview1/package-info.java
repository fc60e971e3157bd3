/// WASI 0.1 (`wasi_snapshot_preview1`, and `wasi_unstable` before it) for core modules. [Preview1]
/// is the contents: one class for each prefix of the function names, over the capabilities of
/// `dev.jawa.wasi.ctx`. Numbers and layouts are those of the specification's `witx` files.
@NullMarked
package dev.jawa.wasi.preview1;

import org.jspecify.annotations.NullMarked;
