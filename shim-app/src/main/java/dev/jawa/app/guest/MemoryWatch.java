package dev.jawa.app.guest;

import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.Trap;
import dev.jawa.http.ProxyObserver;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Notices that a request failed because the container has no memory left: a native program would
/// have been ended for it, so the HTTP guest is.
///
/// Only what grows beyond the limit counts. For a request whose instance finds no room to begin
/// with there is just too much going on at a time.
final class MemoryWatch {

  private final @Nullable StoreGroup group;
  private final AtomicReference<@Nullable Consumer<Trap>> action = new AtomicReference<>();
  private final AtomicReference<@Nullable Trap> noticed = new AtomicReference<>();

  /// @param group `null` for a guest that has all the memory there is
  MemoryWatch(@Nullable StoreGroup group) {
    this.group = group;
  }

  /// Looks at failures after another has.
  ProxyObserver after(ProxyObserver first) {
    return (number, cause) -> {
      first.failed(number, cause);
      if (cause instanceof Trap trap && isExceeded(trap) && noticed.compareAndSet(null, trap)) {
        act();
      }
    };
  }

  private boolean isExceeded(Trap trap) {
    return group != null && group.refusedGrowths() > 0 && trap.kind() == Trap.Kind.MEMORY_LIMIT;
  }

  /// Has something done, once, when it happens or if it has happened.
  void whenExceeded(Consumer<Trap> then) {
    action.set(then);
    act();
  }

  private void act() {
    Trap trap = noticed.get();
    Consumer<Trap> then = trap == null ? null : action.getAndSet(null);
    if (trap != null && then != null) {
      then.accept(trap);
    }
  }
}
