package dev.jawa.engine.chicory;

import java.util.ArrayList;
import java.util.List;

/// Cases of a [SwitchNest] that stay together, by their numbers: a few themselves, or groups of
/// them.
///
/// @param from the first
/// @param to behind the last
/// @param groups what it consists of; none where it is the cases themselves
record CaseGroup(int from, int to, List<CaseGroup> groups) {

  /// So many groups are at the most in another one. Each is a call with what it hands over, and
  /// with more of them the function around is larger than the JIT takes well.
  private static final int MOST = 8;

  /// All cases of a nest in groups of which each is about as large as a piece should be.
  static CaseGroup of(SwitchNest nest, SplitSizes sizes) {
    List<CaseGroup> groups = leaves(nest, sizes);
    while (groups.size() > MOST) {
      groups = together(groups);
    }
    return new CaseGroup(0, nest.cases(), groups);
  }

  private static List<CaseGroup> leaves(SwitchNest nest, SplitSizes sizes) {
    List<CaseGroup> leaves = new ArrayList<>();
    int from = 0;
    int weight = 0;
    for (int number = 0; number < nest.cases(); number++) {
      int next = CodeTree.weight(nest.code(number)) + 2;
      // What falls through into the next case had better stay together with it.
      int most = number > 0 && nest.ends(number - 1) ? sizes.piece() : 2 * sizes.piece();
      if (number > from && weight + next > most) {
        leaves.add(new CaseGroup(from, number, List.of()));
        from = number;
        weight = 0;
      }
      weight += next;
    }
    leaves.add(new CaseGroup(from, nest.cases(), List.of()));
    return leaves;
  }

  private static List<CaseGroup> together(List<CaseGroup> groups) {
    List<CaseGroup> result = new ArrayList<>();
    int count = Math.ceilDiv(groups.size(), MOST);
    for (int i = 0; i < count; i++) {
      List<CaseGroup> some =
          groups.subList(i * groups.size() / count, (i + 1) * groups.size() / count);
      result.add(new CaseGroup(some.getFirst().from(), some.getLast().to(), List.copyOf(some)));
    }
    return result;
  }

  /// Whether it is cases and not groups.
  boolean isLeaf() {
    return groups.isEmpty();
  }

  int children() {
    return isLeaf() ? to - from : groups.size();
  }

  boolean has(int number) {
    return from <= number && number < to;
  }

  /// Which of its children is or has a case that it [#has].
  int child(int number) {
    if (isLeaf()) {
      return number - from;
    }
    int child = 0;
    while (!groups.get(child).has(number)) {
      child++;
    }
    return child;
  }
}
