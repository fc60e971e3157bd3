package dev.jawa.wasi.p2.cli;

import dev.jawa.component.instantiate.ComponentFunc;
import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.value.Result;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.wasi.ctx.GuestExit;

/// Runs a component of the world `wasi:cli/command`.
public final class CommandGuest {

  private CommandGuest() {}

  /// Calls `wasi:cli/run` of any compatible version.
  ///
  /// @return the exit code: the guest's own, else 0 for ok and 1 for err
  /// @throws dev.jawa.engine.Trap if the guest traps
  /// @throws UnlinkableException if the component is no command
  public static int run(ComponentInstance instance) {
    ComponentFunc run = instance.func("wasi:cli/run", "run");
    if (run == null) {
      throw new UnlinkableException("the component does not export wasi:cli/run");
    }
    try {
      return run.call() instanceof Result status ? Exit.exitCode(status) : 1;
    } catch (GuestExit exit) {
      return exit.code();
    }
  }
}
