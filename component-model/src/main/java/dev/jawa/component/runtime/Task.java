package dev.jawa.component.runtime;

/// One call into a component instance that hands out borrowed handles. Spec: `CanonicalABI.md`,
/// tasks.
public sealed class Task permits GuestTask {

  private int borrows;

  void borrowed() {
    borrows++;
  }

  void dropped() {
    borrows--;
  }

  /// The guest has answered: what it borrowed for the call it must have dropped.
  public void returned() {
    if (borrows > 0) {
      throw AbiTraps.borrowsRemain();
    }
  }
}
