/// WASI: `ctx` holds the capabilities, `preview1` and `p2` only translate them.
@NullMarked
package dev.jawa.wasi;

import org.jspecify.annotations.NullMarked;
