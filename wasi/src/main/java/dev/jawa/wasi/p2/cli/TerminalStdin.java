package dev.jawa.wasi.p2.cli;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.wasi.p2.wit.WitTypes.option;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.Optional;

/// `wasi:cli/terminal-stdin`.
public final class TerminalStdin {

  private TerminalStdin() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/terminal-stdin", WitTypes.VERSION)
        .func(
            "get-terminal-stdin",
            func().returns(option(TerminalInput.RESOURCE.own())),
            (context, _) ->
                context.stdio().stdinTerminal()
                    ? Optional.of(new TerminalInput())
                    : Optional.empty())
        .build();
  }
}
