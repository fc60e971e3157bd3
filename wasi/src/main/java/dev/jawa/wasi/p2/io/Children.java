package dev.jawa.wasi.p2.io;

import dev.jawa.component.host.HostResource;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.Pollable;
import java.util.function.Function;

/// What was made of a resource and has to be dropped before it: the pollables of a stream, the
/// streams of a socket or a body. A guest that drops a resource with living children traps, as
/// under wasmtime; closing the store takes them in any order.
public final class Children {

  private int alive;

  /// A pollable that is alive until its handle is dropped.
  public Pollable pollable(Pollable pollable) {
    alive++;
    return new ChildPollable(pollable, this);
  }

  /// One more child; its destructor says [#gone()].
  public void born() {
    alive++;
  }

  /// One child less.
  public void gone() {
    alive--;
  }

  /// Whether there are any.
  public boolean alive() {
    return alive > 0;
  }

  /// A resource type whose handles can be dropped only when their children are gone.
  ///
  /// @param children finds those of an object
  public static <T> HostResource<T> first(HostResource<T> type, Function<T, Children> children) {
    return type.beforeDrop(object -> children.apply(object).requireGone(type.name()));
  }

  private void requireGone(String name) {
    if (alive()) {
      throw new Trap(Trap.Kind.HOST, name + ": dropped before what was made of it (its children)");
    }
  }

  /// Counts for its parent.
  private record ChildPollable(Pollable pollable, Children parent) implements Pollable {

    @Override
    public boolean isReady() {
      return pollable.isReady();
    }

    @Override
    public Runnable onReady(Runnable wake) {
      return pollable.onReady(wake);
    }
  }

  /// The destructor of all pollables.
  static void dropped(Pollable pollable) {
    if (pollable instanceof ChildPollable child) {
      child.parent.gone();
    }
  }
}
