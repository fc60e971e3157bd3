/// GraalWasm behind the SPI.
///
/// One [GraalWasmEngine] holds one Truffle engine, which shares code between all stores; a
/// [GraalStore] is one Truffle context. [LinkableModule] prepares a module: memories and tables
/// that it defines become imports, so that the store makes them, with its own limits. Guests and
/// host functions meet as Truffle call targets ([HostCallNode], [GuestFunc]): GraalWasm's own
/// classes are used below the polyglot API, which can neither grow a memory nor write to it in
/// bulk, knows no types of exports, and costs three times as much for a call (ADR 0007).
@NullMarked
package dev.jawa.engine.graalwasm;

import org.jspecify.annotations.NullMarked;
