package dev.jawa.component.runtime;

import java.util.ArrayList;
import java.util.List;

/// One call out of a component instance that lends handles. Spec: `CanonicalABI.md`, subtask state.
public final class Subtask {

  private final List<ResourceHandle> lenders = new ArrayList<>(2);

  void lend(ResourceHandle handle) {
    handle.lends++;
    lenders.add(handle);
  }

  /// The callee has answered: everything that was lent is whole again.
  public void resolved() {
    for (ResourceHandle lender : lenders) {
      lender.lends--;
    }
  }
}
