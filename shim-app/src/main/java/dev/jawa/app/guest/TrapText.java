package dev.jawa.app.guest;

import dev.jawa.engine.Trap;
import dev.jawa.engine.WasmFrame;
import dev.jawa.engine.events.GuestEvents;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// A trap as the user reads it: the reason, then the guest's functions, innermost first.
///
/// @param mostFrames how many functions are named, 0 for none
public record TrapText(long mostFrames) {

  /// As many frames as wasmtime shows.
  public static final TrapText DEFAULT = new TrapText(20);

  /// Also tells the Flight Recorder.
  String of(Trap trap) {
    GuestEvents.trapped(trap.kind().name(), trap.getMessage());
    StringBuilder text = new StringBuilder("wasm trap: ").append(trap.getMessage()).append('\n');
    List<WasmFrame> frames = trap.frames();
    if (mostFrames > 0 && !frames.isEmpty()) {
      text.append("wasm backtrace:\n");
      for (int i = 0; i < Math.min(frames.size(), mostFrames); i++) {
        text.append("%5d: %s%n".formatted(i, frames.get(i)));
      }
      if (frames.size() > mostFrames) {
        text.append("       and ").append(frames.size() - mostFrames).append(" more\n");
      }
    }
    return text.toString();
  }

  static String stackOf(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
