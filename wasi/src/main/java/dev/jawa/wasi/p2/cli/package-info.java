/// `wasi:cli`: what a command sees of whoever started it, and [CommandGuest] to start it.
@NullMarked
package dev.jawa.wasi.p2.cli;

import org.jspecify.annotations.NullMarked;
