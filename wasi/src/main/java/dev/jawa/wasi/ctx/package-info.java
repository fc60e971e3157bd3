/// Capabilities, in no WIT words: what a guest may touch, shared by every version of WASI and every
/// way to run it.
@NullMarked
package dev.jawa.wasi.ctx;

import org.jspecify.annotations.NullMarked;
