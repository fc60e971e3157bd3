/// `wasi:random`, over `ctx.HostRandom`.
@NullMarked
package dev.jawa.wasi.p2.random;

import org.jspecify.annotations.NullMarked;
