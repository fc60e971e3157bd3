package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions of other instances that one has met. In its code they have numbers that no
/// function of its own can have; calling one by reference is a `call_indirect` through this table,
/// which stands behind those of its module and has no index that the module knows.
///
/// Only instances of modules that can get hold of one have it, and only if all of their functions
/// are compiled: Chicory's interpreter cannot be taught such numbers.
final class ForeignFunctions extends TableInstance {

  /// The number of the first one.
  static final int FIRST = 0x4000_0000;

  private record Foreign(int function, Instance owner) {}

  private final List<Foreign> functions = new ArrayList<>();
  private final Map<Foreign, Integer> indices = new HashMap<>();

  /// Tells [ChicoryStore] to make one.
  private static final class Declaration extends Table {
    Declaration() {
      super(ValType.FuncRef, new TableLimits(0));
    }
  }

  ForeignFunctions(Table declaration) {
    super(declaration, Value.REF_NULL_VALUE);
  }

  static Table declaration() {
    return new Declaration();
  }

  static boolean isDeclaredBy(Table table) {
    return table instanceof Declaration;
  }

  /// That of an instance, or `null`.
  static @Nullable ForeignFunctions of(Instance instance) {
    int last = instance.tableCount() - 1;
    return last >= 0 && instance.table(last) instanceof ForeignFunctions found ? found : null;
  }

  static boolean isNumber(int reference) {
    return reference >= FIRST;
  }

  /// The number of a function in the instance whose table this is.
  int number(int function, Instance owner) {
    Foreign foreign = new Foreign(function, owner);
    Integer known = indices.get(foreign);
    if (known == null) {
      known = functions.size();
      functions.add(foreign);
      indices.put(foreign, known);
    }
    return FIRST + known;
  }

  @Override
  public int size() {
    return functions.size();
  }

  @Override
  public int ref(int index) {
    return functions.get(index).function;
  }

  @Override
  public int requiredRef(int index) {
    return ref(index);
  }

  @Override
  public Instance instance(int index) {
    return functions.get(index).owner;
  }
}
