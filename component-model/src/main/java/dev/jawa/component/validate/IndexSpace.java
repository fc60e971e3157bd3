package dev.jawa.component.validate;

import java.util.ArrayList;
import java.util.List;

/// One index space of a scope: it grows definition by definition, so that an index can only mean
/// something before it.
final class IndexSpace<T> {

  private final String sort;
  private final List<T> entries = new ArrayList<>();

  /// @param sort for messages
  IndexSpace(String sort) {
    this.sort = sort;
  }

  /// @return the index of the new entry
  int add(T entry) {
    entries.add(entry);
    return entries.size() - 1;
  }

  int size() {
    return entries.size();
  }

  T get(int index, int offset) {
    if (index >= entries.size()) {
      throw new InvalidException(
          "unknown " + sort + " " + index + ": " + sort + " index out of bounds", offset);
    }
    return entries.get(index);
  }

  List<T> entries() {
    return entries;
  }
}
