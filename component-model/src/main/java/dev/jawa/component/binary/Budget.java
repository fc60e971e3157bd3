package dev.jawa.component.binary;

/// How many items one input may make the decoder build, over all its vectors: bounds memory for
/// inputs that are small in bytes and large in objects.
final class Budget {

  private final int limit;
  private int left;

  Budget(int limit) {
    this.limit = limit;
    this.left = limit;
  }

  void spend(int items, int offset) {
    if (items > left) {
      throw new MalformedException("more than " + limit + " items in one component", offset);
    }
    left -= items;
  }
}
