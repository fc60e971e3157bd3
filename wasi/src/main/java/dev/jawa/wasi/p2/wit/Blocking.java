package dev.jawa.wasi.p2.wit;

import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.Pollable;

/// Waiting inside a host function.
public final class Blocking {

  private Blocking() {}

  /// Parks the guest's thread until the pollable is ready.
  ///
  /// @throws Trap of kind `INTERRUPT` if the guest is to end
  public static void await(Pollable pollable) {
    try {
      pollable.await();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /// What an [InterruptedException] means: the guest is to end. The flag stays cleared, the trap
  /// takes its place.
  public static Trap interrupted() {
    return new Trap(Trap.Kind.INTERRUPT);
  }
}
