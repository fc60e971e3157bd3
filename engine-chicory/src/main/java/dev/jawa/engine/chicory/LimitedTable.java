package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.Value;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import org.jspecify.annotations.Nullable;

/// A table under the limits of its store.
///
/// It has limits of its own: Chicory's `grow` raises the minimum in the limits object it was made
/// with, and that is the module's, so that later instances would start with the grown table.
final class LimitedTable extends TableInstance {

  private final long growLimit;
  private final boolean trapOnGrowFailure;
  private final Hierarchy hierarchy;
  private boolean changed;

  /// @param owner whose it is, and the initial value
  LimitedTable(Table declared, int initialValue, Instance owner, StoreLimits limits) {
    this.growLimit = Math.min(declared.limits().max(), limits.maxTableElements());
    this.trapOnGrowFailure = limits.trapOnGrowFailure();
    this.hierarchy = Hierarchy.of(declared.elementType(), owner.module());
    super(copy(declared, limits.maxTableElements()), initialValue);
    if (initialValue != Value.REF_NULL_VALUE) {
      for (int i = 0; i < size(); i++) {
        super.setRef(i, initialValue, owner);
      }
    }
  }

  private static Table copy(Table declared, long maxElements) {
    TableLimits limits = declared.limits();
    if (limits.min() > maxElements) {
      throw new Trap(
          Trap.Kind.TABLE_LIMIT,
          "the table starts with %d elements, the limit is %d: raise the table limit"
              .formatted(limits.min(), maxElements));
    }
    return new Table(
        declared.elementType(),
        new TableLimits(limits.min(), limits.max(), limits.shared()),
        declared.initialize());
  }

  /// The elements at one moment, each with the instance that its number means something in.
  record Image(int[] references, @Nullable Instance[] owners) {}

  /// Remembers what it holds now.
  Image image() {
    int[] references = new int[size()];
    @Nullable Instance[] owners = new Instance[size()];
    for (int i = 0; i < references.length; i++) {
      references[i] = ref(i);
      owners[i] = instance(i);
    }
    changed = false;
    return new Image(references, owners);
  }

  /// @return `false` if it has grown, which cannot be undone
  boolean restore(Image image) {
    if (size() != image.references.length) {
      return false;
    }
    if (changed) {
      for (int i = 0; i < image.references.length; i++) {
        super.setRef(i, image.references[i], image.owners[i]);
      }
      changed = false;
    }
    return true;
  }

  Hierarchy hierarchy() {
    return hierarchy;
  }

  @Override
  public void setRef(int index, int value, @Nullable Instance owner) {
    changed = true;
    ForeignFunctions known = foreignFunctions(value, owner);
    if (known == null) {
      super.setRef(index, value, owner);
    } else {
      int at = value - ForeignFunctions.FIRST;
      super.setRef(index, known.ref(at), known.instance(at));
    }
  }

  private @Nullable ForeignFunctions foreignFunctions(int value, @Nullable Instance owner) {
    return hierarchy == Hierarchy.FUNC ? ForeignReferences.foreignFunctions(value, owner) : null;
  }

  @Override
  public void reset() {
    changed = true;
    super.reset();
  }

  @Override
  public int grow(int delta, int value, Instance instance) {
    boolean fits = Integer.toUnsignedLong(delta) + size() <= growLimit;
    int before = fits ? growBy(delta, value, instance) : -1;
    if (before < 0 && trapOnGrowFailure) {
      throw new Trap(Trap.Kind.TABLE_LIMIT);
    }
    return before;
  }

  private int growBy(int delta, int value, Instance owner) {
    ForeignFunctions known = foreignFunctions(value, owner);
    if (known == null) {
      return super.grow(delta, value, owner);
    }
    int at = value - ForeignFunctions.FIRST;
    return super.grow(delta, known.ref(at), known.instance(at));
  }
}
