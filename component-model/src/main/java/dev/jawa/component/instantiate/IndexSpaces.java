package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Sort;
import dev.jawa.component.ast.SortIndex;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The index spaces of a component while its plan is made: which register an index stands for.
/// Several indices may stand for the same register: exporting something only gives it another
/// index.
final class IndexSpaces {

  /// What a type index says at run time if it is no resource.
  static final int NO_RESOURCE = -1;

  private final Map<Sort, List<Integer>> registers = new EnumMap<>(Sort.class);
  private final List<CoreArgs.Bundle> coreInstances = new ArrayList<>();
  private final List<@Nullable Object> constants = new ArrayList<>();

  IndexSpaces() {
    for (Sort sort : Sort.values()) {
      registers.put(sort, new ArrayList<>());
    }
  }

  /// A new register under the next index of a sort.
  ///
  /// @param constant what it holds from the beginning, `null` if a step fills it
  int define(Sort sort, @Nullable Object constant) {
    constants.add(constant);
    int register = constants.size() - 1;
    space(sort).add(register);
    return register;
  }

  /// The next index of a sort stands for what the given one stands for.
  void again(SortIndex item) {
    if (item.sort() == Sort.CORE_INSTANCE) {
      coreInstances.add(coreInstance(item.index()));
    } else {
      space(item.sort()).add(register(item.sort(), item.index()));
    }
  }

  /// The next index of a sort stands for a register that there is already.
  void same(Sort sort, int register) {
    space(sort).add(register);
  }

  void defineType(int slot) {
    space(Sort.TYPE).add(slot);
  }

  void defineCoreInstance(CoreArgs.Bundle bundle) {
    coreInstances.add(bundle);
  }

  /// A new register for a core instance that a module makes.
  int defineCoreInstance() {
    constants.add(null);
    int register = constants.size() - 1;
    coreInstances.add(new CoreArgs.Bundle.Made(register));
    return register;
  }

  /// The register of an index; of a type index the resource slot or [#NO_RESOURCE].
  int register(Sort sort, int index) {
    return space(sort).get(index);
  }

  /// The register of an index, or [Frame#NONE] for none.
  int optional(Sort sort, OptionalInt index) {
    return index.isPresent() ? register(sort, index.getAsInt()) : Frame.NONE;
  }

  CoreArgs.Bundle coreInstance(int index) {
    return coreInstances.get(index);
  }

  /// What is known about a register already.
  @Nullable Object constant(int register) {
    return constants.get(register);
  }

  Source source(SortIndex item) {
    int register = register(item.sort(), item.index());
    if (item.sort() != Sort.TYPE) {
      return new Source.Register(register);
    }
    return register == NO_RESOURCE ? new Source.Nothing() : new Source.Slot(register);
  }

  @Nullable Object[] constants() {
    return constants.toArray();
  }

  private List<Integer> space(Sort sort) {
    List<Integer> space = registers.get(sort);
    if (space == null) {
      throw new IllegalStateException("no index space for " + sort);
    }
    return space;
  }
}
