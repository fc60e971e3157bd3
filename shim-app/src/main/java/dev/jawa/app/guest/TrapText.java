package dev.jawa.app.guest;

import dev.jawa.engine.Trap;
import dev.jawa.engine.WasmFrame;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// A trap as the user reads it: the reason, then the guest's functions, innermost first.
final class TrapText {

  /// As many frames as wasmtime shows.
  private static final int MOST_FRAMES = 20;

  private TrapText() {}

  static String of(Trap trap) {
    StringBuilder text = new StringBuilder("wasm trap: ").append(trap.getMessage()).append('\n');
    List<WasmFrame> frames = trap.frames();
    if (!frames.isEmpty()) {
      text.append("wasm backtrace:\n");
    }
    for (int i = 0; i < Math.min(frames.size(), MOST_FRAMES); i++) {
      text.append("%5d: %s%n".formatted(i, frames.get(i)));
    }
    if (frames.size() > MOST_FRAMES) {
      text.append("       and ").append(frames.size() - MOST_FRAMES).append(" more\n");
    }
    return text.toString();
  }

  static String stackOf(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
