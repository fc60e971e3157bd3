package dev.jawa.app.duel;

import dev.jawa.wasi.ctx.Preopen;
import java.util.List;
import java.util.function.Supplier;

/// What the guest gets, on every engine the same.
///
/// @param args its arguments, its own name first
/// @param stdin not changed
/// @param preopens opens its directories for one run; what a guest writes there the next one finds
@SuppressWarnings("ArrayRecordComponent") // carries the bytes, never compared
public record DuelInput(List<String> args, byte[] stdin, Supplier<List<Preopen>> preopens) {
  public DuelInput {
    args = List.copyOf(args);
  }
}
