package dev.jawa.component.binary;

/// Counts levels, so that hostile nesting ends in a message instead of a stack overflow.
final class Nesting {

  private final int limit;
  private int depth;

  Nesting(int limit) {
    this.limit = limit;
  }

  void enter(int offset) {
    if (++depth > limit) {
      throw new MalformedException("nested deeper than " + limit + " levels", offset);
    }
  }

  void leave() {
    depth--;
  }
}
