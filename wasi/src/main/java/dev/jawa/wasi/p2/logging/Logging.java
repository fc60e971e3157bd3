package dev.jawa.wasi.p2.logging;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.enumeration;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.Blocking;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// `wasi:logging/logging`: each message is a line on the guest's stderr, as in `WARN cache: full`.
public final class Logging {

  private static final List<String> LEVELS =
      List.of("trace", "debug", "info", "warn", "error", "critical");
  private static final ValType LEVEL = enumeration(LEVELS.toArray(String[]::new));

  private Logging() {}

  /// The interface as its draft names it, and as components name it that were made before there was
  /// a version.
  public static List<HostInterface<WasiContext>> bindings() {
    return List.of(binding("0.1.0-draft"), binding(""));
  }

  private static HostInterface<WasiContext> binding(String version) {
    return HostInterface.<WasiContext>named("wasi:logging/logging", version)
        .func(
            "log",
            func(
                param("level", LEVEL),
                param("context", Primitive.STRING),
                param("message", Primitive.STRING)),
            (context, args) -> {
              log(context, (Integer) args[0], (String) args[1], (String) args[2]);
              return null;
            })
        .build();
  }

  private static void log(WasiContext context, int level, String group, String message) {
    String line =
        LEVELS.get(level).toUpperCase(Locale.ROOT)
            + (group.isEmpty() ? " " : " " + group + ": ")
            + message.stripTrailing()
            + "\n";
    try {
      context.stdio().stderr().writeAll(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // Nobody reads; the guest has no way to hear of it.
    } catch (InterruptedException e) {
      throw Blocking.interrupted();
    }
  }
}
