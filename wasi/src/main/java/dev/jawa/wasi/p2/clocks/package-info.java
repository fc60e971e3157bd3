/// `wasi:clocks`, over `ctx.HostClock`.
@NullMarked
package dev.jawa.wasi.p2.clocks;

import org.jspecify.annotations.NullMarked;
