package dev.jawa.wasi.p2.cli;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:cli/terminal-output`, and its resource: a handle that says no more than that there is a
/// terminal.
public final class TerminalOutput {

  public static final HostResource<TerminalOutput> RESOURCE =
      HostResource.of("terminal-output", TerminalOutput.class, _ -> {});

  TerminalOutput() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/terminal-output", WitTypes.VERSION)
        .resource(RESOURCE)
        .build();
  }
}
