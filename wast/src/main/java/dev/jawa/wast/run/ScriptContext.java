package dev.jawa.wast.run;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.engine.Trap;
import org.jspecify.annotations.Nullable;

/// What host functions know of the component instance that calls them.
final class ScriptContext {

  private volatile @Nullable ComponentInstance instance;

  /// The instance is there once it has been made.
  void made(ComponentInstance made) {
    this.instance = made;
  }

  /// How many handles the tables of the instance's store may hold from now on.
  void limitHandles(int max) {
    present().limitHandles(max);
  }

  /// Does something when the guest at hand has gone on as far as it can.
  void later(Runnable action) {
    present().execute(action);
  }

  private ComponentInstance present() {
    ComponentInstance made = instance;
    if (made == null) {
      throw new Trap(Trap.Kind.HOST, "the instance is not there yet");
    }
    return made;
  }
}
