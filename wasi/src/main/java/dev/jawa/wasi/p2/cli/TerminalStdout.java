package dev.jawa.wasi.p2.cli;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.wasi.p2.wit.WitTypes.option;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.Optional;

/// `wasi:cli/terminal-stdout`.
public final class TerminalStdout {

  private TerminalStdout() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/terminal-stdout", WitTypes.VERSION)
        .func(
            "get-terminal-stdout",
            func().returns(option(TerminalOutput.RESOURCE.own())),
            (context, _) ->
                context.stdio().stdoutTerminal()
                    ? Optional.of(new TerminalOutput())
                    : Optional.empty())
        .build();
  }
}
