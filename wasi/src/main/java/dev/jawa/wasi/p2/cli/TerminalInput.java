package dev.jawa.wasi.p2.cli;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:cli/terminal-input`, and its resource: a handle that says no more than that there is a
/// terminal.
public final class TerminalInput {

  public static final HostResource<TerminalInput> RESOURCE =
      HostResource.of("terminal-input", TerminalInput.class, _ -> {});

  TerminalInput() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/terminal-input", WitTypes.VERSION)
        .resource(RESOURCE)
        .build();
  }
}
