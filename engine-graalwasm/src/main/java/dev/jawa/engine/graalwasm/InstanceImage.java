package dev.jawa.engine.graalwasm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.graalvm.wasm.GlobalRegistry;
import org.graalvm.wasm.WasmInstance;
import org.graalvm.wasm.WasmModule;
import org.graalvm.wasm.WasmTable;
import org.graalvm.wasm.constants.BytecodeBitEncoding;
import org.graalvm.wasm.constants.SegmentMode;
import org.graalvm.wasm.globals.WasmGlobal;
import org.jspecify.annotations.Nullable;

/// The state of what one instance defines. What it imports, the definer has.
final class InstanceImage {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Table(WasmTable table, Object[] elements) {

    static Table of(WasmTable table) {
      return new Table(table, table.elements().clone());
    }

    /// @return `false` if it grew
    boolean restore() {
      if (table.size() != elements.length) {
        return false;
      }
      System.arraycopy(elements, 0, table.elements(), 0, elements.length);
      return true;
    }
  }

  /// A global that other instances may see.
  private record Shared(WasmGlobal global, long bits, @Nullable Object reference) {

    static Shared of(WasmGlobal global) {
      return switch (global.getValueType()) {
        case i32, i64, f32, f64 -> new Shared(global, global.loadAsLong(), null);
        case anyfunc, externref -> new Shared(global, 0, global.loadAsReference());
        case v128 -> new Shared(global, 0, global.loadAsVector128());
      };
    }

    void restore() {
      switch (global.getValueType()) {
        case i32, i64, f32, f64 -> global.storeLong(bits);
        case anyfunc, externref -> global.storeReference(reference);
        case v128 -> global.storeVector128((org.graalvm.wasm.api.Vector128) reference);
      }
    }
  }

  private final WasmInstance instance;
  private final List<MemoryImage> memories;
  private final List<Table> tables;
  private final List<Shared> sharedGlobals;
  private final long[] globals;
  private final Object[] references;
  private final int[] dataLengths;
  private final boolean[] passiveElements;
  private final long heldBytes;

  private InstanceImage(
      GraalInstance of, WasmInstance instance, List<MemoryImage> memories, long heldBytes) {
    this.instance = instance;
    this.memories = memories;
    this.heldBytes = heldBytes;
    this.tables = of.tables().stream().map(table -> Table.of(table.table())).toList();
    this.sharedGlobals = sharedGlobals(instance);
    GlobalRegistry own = instance.globals();
    this.globals = new long[own.count()];
    this.references = new Object[own.count()];
    for (int i = 0; i < globals.length; i++) {
      globals[i] = own.loadAsLong(i);
      references[i] = own.loadAsReference(i);
    }
    this.dataLengths = new int[instance.symbolTable().dataInstanceCount()];
    Arrays.setAll(dataLengths, instance::dataInstanceLength);
    this.passiveElements = passiveElements(instance);
  }

  /// @param twin of the same module in another store, with which memory is shared
  /// @return `null` if something of it cannot be put back
  static @Nullable InstanceImage of(GraalInstance of, @Nullable InstanceImage twin) {
    List<MemoryImage> memories = new ArrayList<>();
    long held = 0;
    for (int i = 0; i < of.memories().size(); i++) {
      MemoryImage other = twin == null || i >= twin.memories.size() ? null : twin.memories.get(i);
      MemoryImage image = MemoryImage.of(of.memories().get(i).memory(), other);
      if (image == null) {
        return null;
      }
      held += image.heldBytes(other);
      memories.add(image);
    }
    return new InstanceImage(of, of.wasm(), memories, held);
  }

  private static List<Shared> sharedGlobals(WasmInstance instance) {
    List<Shared> shared = new ArrayList<>();
    var symbols = instance.symbolTable();
    for (int i = 0; i < symbols.numGlobals(); i++) {
      if (symbols.globalExternal(i) && symbols.isGlobalMutable(i)) {
        shared.add(Shared.of(instance.externalGlobal(i)));
      }
    }
    return shared;
  }

  /// Which element segments are there to be copied from, and can be dropped.
  private static boolean[] passiveElements(WasmInstance instance) {
    WasmModule module = instance.module();
    boolean[] passive = new boolean[module.elemInstanceCount()];
    for (int i = 0; i < passive.length; i++) {
      int mode = module.bytecode()[module.elemInstanceOffset(i) + 1];
      passive[i] =
          (mode & BytecodeBitEncoding.ELEM_SEG_MODE_VALUE) == SegmentMode.PASSIVE
              && instance.elemInstance(i) != null;
    }
    return passive;
  }

  /// @return `false` if something is not as it was
  boolean restore() {
    if (droppedSegments()) {
      return false;
    }
    for (Table table : tables) {
      if (!table.restore()) {
        return false;
      }
    }
    memories.forEach(MemoryImage::restore);
    sharedGlobals.forEach(Shared::restore);
    for (int i = 0; i < globals.length; i++) {
      instance.globals().storeLong(i, globals[i]);
      instance.globals().storeReference(i, references[i]);
    }
    return true;
  }

  private boolean droppedSegments() {
    for (int i = 0; i < dataLengths.length; i++) {
      if (instance.dataInstanceLength(i) != dataLengths[i]) {
        return true;
      }
    }
    for (int i = 0; i < passiveElements.length; i++) {
      if (passiveElements[i] && instance.elemInstance(i) == null) {
        return true;
      }
    }
    return false;
  }

  long heldBytes() {
    return heldBytes;
  }
}
