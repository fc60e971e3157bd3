/// Ways out of a preopened directory, written down once and tried by guests of each version of
/// WASI: an [Escapes] table, an [EscapeFolder] with everything that could lead out of it, and a
/// [Guest] that each version's test implements with its own functions.
@NullMarked
package dev.jawa.wasi.escape;

import org.jspecify.annotations.NullMarked;
