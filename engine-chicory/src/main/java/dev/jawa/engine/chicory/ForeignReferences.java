package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.runtime.WasmException;
import com.dylibso.chicory.runtime.WasmI31Ref;
import com.dylibso.chicory.runtime.internal.GcRefStore;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.ValType.TypeIdxCode;
import com.dylibso.chicory.wasm.types.Value;
import dev.jawa.engine.Trap;
import dev.jawa.engine.Trap.Kind;
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
    return adopt((int) value, global.getInstance(), reader, global.getType());
  }

  /// `global.set` in a module that has globals for references.
  public static void writeGlobal(long value, int index, Instance writer) {
    GlobalInstance global = writer.global(index);
    global.setValue(value);
    if (global.getType().isReference()) {
      global.setInstance(writer);
    }
  }

  /// What an element of a table is in the instance that reads it.
  static int read(TableInstance table, int index, Instance reader) {
    return adopt(table.ref(index), table.instance(index), reader, table.elementType());
  }

  /// The reader's number for a reference of the owner. A small integer is one anywhere, and what
  /// the host gave stays what it is.
  private static int adopt(int reference, @Nullable Instance owner, Instance reader, ValType type) {
    if (owner == null
        || owner.equals(reader)
        || reference == Value.REF_NULL_VALUE
        || isExternal(type)) {
      return reference;
    }
    if (isOfAnyHierarchy(type, owner)) {
      if (!GcRefStore.isGcRefId(reference)) {
        return reference;
      }
      if (owner.gcRef(reference) instanceof WasmI31Ref small) {
        return reader.registerGcRef(small);
      }
    }
    throw new Trap(Kind.HOST, REFUSAL);
  }

  /// Whether all references of a type can be read in any instance.
  static boolean crosses(ValType type) {
    return isExternal(type) || type.typeIdx() == TypeIdxCode.I31.code();
  }

  private static boolean isExternal(ValType type) {
    return type.equals(ValType.ExternRef)
        || type.typeIdx() == TypeIdxCode.EXTERN.code()
        || type.typeIdx() == TypeIdxCode.NOEXTERN.code();
  }

  /// Whether it is neither a function nor an exception.
  private static boolean isOfAnyHierarchy(ValType type, Instance owner) {
    int heap = type.typeIdx();
    if (heap >= 0) {
      // Chicory has null there for structs and arrays.
      FunctionType[] types = owner.module().typeSection().types();
      return heap < types.length && types[heap] == null;
    }
    return heap != TypeIdxCode.FUNC.code()
        && heap != TypeIdxCode.NOFUNC.code()
        && heap != TypeIdxCode.EXN.code();
  }
}
