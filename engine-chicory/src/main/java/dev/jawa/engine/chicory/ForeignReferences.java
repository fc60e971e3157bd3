package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.runtime.WasmException;
import com.dylibso.chicory.runtime.WasmI31Ref;
import com.dylibso.chicory.runtime.internal.GcRefStore;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Global;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.ValType.TypeIdxCode;
import com.dylibso.chicory.wasm.types.Value;
import dev.jawa.engine.Trap;
import dev.jawa.engine.Trap.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// References where two instances meet. Chicory's are numbers that mean something in one instance
/// only, but for those that the host gave; a table and a global remember whose each of theirs is.
///
/// Public because generated classes call it, see [GuestSupport].
public final class ForeignReferences {

  static final String REFUSAL = "engine chicory cannot hand references from instance to instance";

  private ForeignReferences() {}

  /// Whether an exception has the tag that a handler names: the same one, not one of the same type.
  @SuppressWarnings("ReferenceEquality") // tags are generative
  public static boolean exceptionMatches(WasmException exception, int tag, Instance catcher) {
    return catcher.tag(tag) == exception.instance().tag(exception.tagIdx());
  }

  /// `global.get` of a reference.
  public static int readGlobalRef(int index, Instance reader) {
    GlobalInstance global = reader.global(index);
    long value = global.getValue();
    if (Value.isI31(value)) {
      return reader.registerGcRef(new WasmI31Ref(Value.decodeI31U(value)));
    }
    Instance owner = global.getInstance();
    int reference = (int) value;
    if (isOwn(reference, owner, reader)) {
      return reference;
    }
    // The owner's module may number its types otherwise.
    return adopt(reference, owner, reader, Hierarchy.ofGlobal(reader.module(), index));
  }

  /// `global.set` in a module that has globals for references.
  public static void writeGlobal(long value, int index, Instance writer) {
    GlobalInstance global = writer.global(index);
    global.setValue(value);
    if (!global.getType().isReference()) {
      return;
    }
    ForeignFunctions known = foreignFunctions((int) value, writer);
    if (known != null && Hierarchy.ofGlobal(writer.module(), index) == Hierarchy.FUNC) {
      int at = (int) value - ForeignFunctions.FIRST;
      global.setValue(known.ref(at));
      global.setInstance(known.instance(at));
    } else {
      global.setInstance(writer);
    }
  }

  /// Where a number stands for a function of another instance, those that the instance knows.
  static @Nullable ForeignFunctions foreignFunctions(int reference, @Nullable Instance instance) {
    return instance != null && ForeignFunctions.isNumber(reference)
        ? ForeignFunctions.of(instance)
        : null;
  }

  /// The index of the [ForeignFunctions], for a call by reference.
  public static int foreignTable(Instance caller) {
    return caller.tableCount() - 1;
  }

  /// What casts ask.
  public static boolean heapTypeMatch(
      Instance instance, long reference, boolean nullable, int target, int source) {
    boolean isFunction = source == TypeIdxCode.FUNC.code() && target >= 0;
    ForeignFunctions known = isFunction ? foreignFunctions((int) reference, instance) : null;
    if (known == null) {
      return instance.heapTypeMatch(reference, nullable, target, source);
    }
    int at = (int) reference - ForeignFunctions.FIRST;
    Instance owner = known.instance(at);
    return GuestSupport.fits(instance, target, owner, owner.functionType(known.ref(at)));
  }

  /// What an element of a table is in the instance that reads it.
  static int read(TableInstance table, int index, Instance reader) {
    int reference = table.ref(index);
    Instance owner = table.instance(index);
    return isOwn(reference, owner, reader)
        ? reference
        : adopt(reference, owner, reader, ((LimitedTable) table).hierarchy());
  }

  private static boolean isOwn(int reference, @Nullable Instance owner, Instance reader) {
    return owner == null || owner.equals(reader) || reference == Value.REF_NULL_VALUE;
  }

  /// The reader's number for a reference of the owner. A small integer is one anywhere, and what
  /// the host gave stays what it is.
  private static int adopt(
      int reference, @Nullable Instance owner, Instance reader, Hierarchy hierarchy) {
    return switch (hierarchy) {
      case EXTERN -> reference;
      case FUNC -> adoptFunction(reference, Objects.requireNonNull(owner), reader);
      case ANY -> adoptAny(reference, Objects.requireNonNull(owner), reader);
      case EXN -> throw new Trap(Kind.HOST, REFUSAL);
    };
  }

  private static int adoptFunction(int reference, Instance owner, Instance reader) {
    ForeignFunctions known = ForeignFunctions.of(reader);
    if (known == null) {
      throw new Trap(Kind.HOST, REFUSAL);
    }
    return known.number(reference, owner);
  }

  private static int adoptAny(int reference, Instance owner, Instance reader) {
    if (!GcRefStore.isGcRefId(reference)) {
      return reference;
    }
    if (owner.gcRef(reference) instanceof WasmI31Ref small) {
      return reader.registerGcRef(small);
    }
    throw new Trap(Kind.HOST, REFUSAL);
  }

  /// Whether a module can import a global whose value another instance owns.
  ///
  /// @param index of the import
  static boolean crosses(int index, WasmModule importer) {
    ValType type = ((GlobalImport) importer.importSection().getImport(index)).type();
    return switch (Hierarchy.of(type, importer)) {
      case EXTERN -> true;
      case ANY -> type.typeIdx() == TypeIdxCode.I31.code();
      case FUNC -> LinkableModule.meetsForeignFunctions(importer) && !copiesGlobals(importer);
      case EXN -> false;
    };
  }

  /// Whether something begins with the reference that a global holds: Chicory forgets whose it is.
  private static boolean copiesGlobals(WasmModule module) {
    Stream<List<Instruction>> globals =
        Arrays.stream(module.globalSection().globals())
            .filter(global -> global.valueType().isReference())
            .map(Global::initInstructions);
    Stream<List<Instruction>> tables =
        IntStream.range(0, module.tableSection().tableCount())
            .mapToObj(i -> module.tableSection().getTable(i).initialize());
    return Stream.concat(globals, tables)
        .flatMap(List::stream)
        .anyMatch(instruction -> instruction.opcode() == OpCode.GLOBAL_GET);
  }
}
