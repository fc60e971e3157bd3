package dev.jawa.wasi.p2.cli;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.wasi.p2.wit.WitTypes.option;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.Optional;

/// `wasi:cli/terminal-stderr`.
public final class TerminalStderr {

  private TerminalStderr() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/terminal-stderr", WitTypes.VERSION)
        .func(
            "get-terminal-stderr",
            func().returns(option(TerminalOutput.RESOURCE.own())),
            (context, _) ->
                context.stdio().stderrTerminal()
                    ? Optional.of(new TerminalOutput())
                    : Optional.empty())
        .build();
  }
}
