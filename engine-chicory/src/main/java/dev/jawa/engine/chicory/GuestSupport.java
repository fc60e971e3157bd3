package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.OpcodeImpl;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Element;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import com.dylibso.chicory.wasm.types.PassiveElement;
import com.dylibso.chicory.wasm.types.TypeSection;
import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.Trap;
import dev.jawa.engine.Trap.Kind;
import java.util.List;

/// What generated code calls where Chicory 1.7.5 itself is wrong; [ClassPatcher] puts the calls in.
/// Public because generated classes live in a package and class loader of their own; not meant for
/// anyone else.
public final class GuestSupport {

  private GuestSupport() {}

  /// `call_indirect` of a function of another instance.
  ///
  /// Chicory looks the caller's type index up in the callee's module: right calls trap and wrong
  /// ones pass. Types are compared by structure here.
  ///
  /// @param typeIndex the expected type, in the caller's module
  /// @param function the function to call, in the callee's index space
  public static long[] callIndirect(
      long[] args, int typeIndex, int function, Instance callee, Instance caller) {
    if (!fits(caller, typeIndex, callee, callee.functionType(function))) {
      throw new Trap(Kind.INDIRECT_CALL_TYPE);
    }
    return callee.getMachine().call(function, args);
  }

  /// Whether a function of type `actual` in the callee's module may be called as type `expected` of
  /// the caller's.
  @SuppressWarnings("ReferenceEquality") // the same section, not one that looks like it
  static boolean fits(Instance caller, int expected, Instance callee, int actual) {
    TypeSection callerTypes = caller.module().typeSection();
    TypeSection calleeTypes = callee.module().typeSection();
    if (callerTypes == calleeTypes) {
      return expected == actual || ValType.heapTypeSubtype(actual, expected, callerTypes);
    }
    FunctionType expectedType = caller.type(expected);
    FunctionType actualType = callee.type(actual);
    if (numeric(expectedType) || numeric(actualType)) {
      return same(expectedType.params(), actualType.params())
          && same(expectedType.returns(), actualType.returns());
    }
    return TypeSection.crossModuleCanonicallyEquivalent(calleeTypes, actual, callerTypes, expected);
  }

  /// The usual case, and the quick one: no type refers to another.
  private static boolean numeric(FunctionType type) {
    return numeric(type.params()) && numeric(type.returns());
  }

  // Loops by index: a guest may come here with each call to its host, and they make no garbage.
  private static boolean numeric(List<ValType> types) {
    for (int i = 0; i < types.size(); i++) {
      if (!types.get(i).isNumeric()) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(List<ValType> one, List<ValType> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!one.get(i).equals(other.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// `table.copy`; Chicory takes the owner of an element from the wrong index.
  public static void tableCopy(
      Instance instance, int sourceIndex, int targetIndex, int length, int from, int to) {
    TableInstance source = instance.table(sourceIndex);
    TableInstance target = instance.table(targetIndex);
    checkTable(source, from, length);
    checkTable(target, to, length);
    boolean upwards = to <= from;
    for (int i = 0; i < length; i++) {
      int at = upwards ? i : length - 1 - i;
      target.setRef(to + at, source.ref(from + at), source.instance(from + at));
    }
  }

  /// `table.fill`; Chicory lets a range through whose end overflows.
  public static void tableFill(Instance instance, int tableIndex, int length, int value, int from) {
    TableInstance table = instance.table(tableIndex);
    checkTable(table, from, length);
    for (int i = from; i < from + length; i++) {
      table.setRef(i, value, instance);
    }
  }

  /// `table.init`; Chicory lets ranges through whose end overflows, and forgets that an imported
  /// global may hold a function of another instance.
  public static void tableInit(
      Instance instance, int tableIndex, int elementIndex, int length, int from, int to) {
    TableInstance table = instance.table(tableIndex);
    Element element = instance.element(elementIndex);
    // Active segments count as dropped once they have been applied.
    int elements = element instanceof PassiveElement ? element.elementCount() : 0;
    checkRange(elements, from, length, Kind.TABLE_OUT_OF_BOUNDS);
    checkTable(table, to, length);
    for (int i = 0; i < length; i++) {
      List<Instruction> value = element.initializers().get(from + i);
      int reference =
          OpcodeImpl.boxForTable(
              ConstantEvaluators.computeConstantValue(instance, value)[0], instance);
      table.setRef(to + i, reference, ConstantEvaluators.computeConstantInstance(instance, value));
    }
  }

  /// `table.get`. A reference to a function is an index that means something in one instance only;
  /// Chicory hands it on as if it were the reader's.
  public static int tableGet(Instance instance, int tableIndex, int index) {
    TableInstance table = instance.table(tableIndex);
    checkTable(table, index, 1);
    return ForeignReferences.read(table, index, instance);
  }

  private static void checkTable(TableInstance table, int from, int length) {
    checkRange(table.size(), from, length, Kind.TABLE_OUT_OF_BOUNDS);
  }

  private static void checkRange(int size, int from, int length, Kind kind) {
    // Both unsigned; no sum of two 32-bit numbers overflows a long.
    if (Integer.toUnsignedLong(from) + Integer.toUnsignedLong(length) > size) {
      throw new Trap(kind);
    }
  }

  /// `memory.init`; Chicory looks the segment up in whichever instance used the memory last.
  public static void memoryInit(
      int address, int offset, int length, int segment, Memory memory, Instance instance) {
    DataSegment data = instance.module().dataSection().getDataSegment(segment);
    byte[] bytes =
        data instanceof PassiveDataSegment ? instance.dataSegmentData(segment) : new byte[0];
    checkRange(bytes.length, offset, length, Kind.MEMORY_OUT_OF_BOUNDS);
    memory.write(address, bytes, offset, length);
  }
}
