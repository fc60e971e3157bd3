package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Element;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The state of what one instance defines. What it imports, the definer has.
final class InstanceImage {

  /// @param image its bytes at the time
  private record Memory(CardMemory memory, byte[] image) {}

  private record Table(LimitedTable table, LimitedTable.Image image) {}

  /// @param owner the instance that a reference to a function means something in
  private record Global(GlobalInstance global, long low, long high, Instance owner) {
    static Global of(GlobalInstance global) {
      return new Global(global, global.getValueLow(), global.getValueHigh(), global.getInstance());
    }

    void restore() {
      global.setValueLow(low);
      global.setValueHigh(high);
      global.setInstance(owner);
    }
  }

  /// A passive segment; of a dropped one nothing is left.
  private record Data(int segment, int length) {}

  private static final byte[] NO_TWIN = new byte[0];

  private final Instance instance;
  private final Memory[] memories;
  private final Table[] tables;
  private final Global[] globals;
  private final Data[] data;
  private final @Nullable Element[] elements;
  private final long ownImageBytes;

  private InstanceImage(Instance instance, @Nullable InstanceImage twin) {
    this.instance = instance;
    this.memories = memories(instance, twin);
    this.tables = tables(instance);
    this.globals = globals(instance);
    this.data = data(instance);
    this.elements = new Element[instance.elementCount()];
    Arrays.setAll(elements, instance::element);
    this.ownImageBytes = ownImageBytes(twin);
  }

  static InstanceImage of(Instance instance, @Nullable InstanceImage twin) {
    return new InstanceImage(instance, twin);
  }

  /// Whether all state of such an instance is known here. What a guest throws, and objects of the
  /// GC proposal, are kept by Chicory where nobody can take them out; threads may look at a shared
  /// memory at any time.
  static boolean isPossible(Instance instance) {
    WasmModule module = instance.module();
    return module.tagSection().isEmpty()
        && module.importSection().count(ExternalType.TAG) == 0
        && Arrays.stream(module.typeSection().types()).allMatch(Objects::nonNull)
        && ownTables(instance).stream().allMatch(table -> isPlain(table.elementType()))
        && ownGlobals(instance).stream().allMatch(global -> isPlain(global.getType()))
        && ownMemories(instance).stream()
            .allMatch(memory -> memory instanceof CardMemory own && own.hasImage());
  }

  private static boolean isPlain(ValType type) {
    return !type.isReference() || type.equals(ValType.FuncRef) || type.equals(ValType.ExternRef);
  }

  private static Memory[] memories(Instance instance, @Nullable InstanceImage twin) {
    List<Memory> images = new ArrayList<>();
    for (var memory : ownMemories(instance)) {
      int index = images.size();
      byte[] other =
          twin != null && index < twin.memories.length ? twin.memories[index].image : NO_TWIN;
      CardMemory own = (CardMemory) memory;
      images.add(new Memory(own, own.image(other)));
    }
    return images.toArray(Memory[]::new);
  }

  private static List<com.dylibso.chicory.runtime.Memory> ownMemories(Instance instance) {
    int imported = instance.module().importSection().count(ExternalType.MEMORY);
    int own = instance.module().memorySection().map(section -> section.memoryCount()).orElse(0);
    List<com.dylibso.chicory.runtime.Memory> memories = new ArrayList<>();
    for (int i = 0; i < own; i++) {
      memories.add(instance.memory(imported + i));
    }
    return memories;
  }

  private static Table[] tables(Instance instance) {
    return ownTables(instance).stream()
        .map(table -> new Table(table, table.image()))
        .toArray(Table[]::new);
  }

  private static List<LimitedTable> ownTables(Instance instance) {
    List<LimitedTable> tables = new ArrayList<>();
    int imported = instance.module().importSection().count(ExternalType.TABLE);
    for (int i = imported; i < instance.tableCount(); i++) {
      // What an instance knows of others' functions may stay.
      if (instance.table(i) instanceof LimitedTable own) {
        tables.add(own);
      }
    }
    return tables;
  }

  private static Global[] globals(Instance instance) {
    return ownGlobals(instance).stream()
        .filter(global -> global.getMutabilityType() == MutabilityType.Var)
        .map(Global::of)
        .toArray(Global[]::new);
  }

  private static List<GlobalInstance> ownGlobals(Instance instance) {
    List<GlobalInstance> globals = new ArrayList<>();
    int imported = instance.module().importSection().count(ExternalType.GLOBAL);
    for (int i = imported; i < instance.globalCount(); i++) {
      globals.add(instance.global(i));
    }
    return globals;
  }

  private static Data[] data(Instance instance) {
    List<Data> passive = new ArrayList<>();
    var section = instance.module().dataSection();
    for (int i = 0; i < section.dataSegmentCount(); i++) {
      if (section.getDataSegment(i) instanceof PassiveDataSegment) {
        passive.add(new Data(i, instance.dataSegmentData(i).length));
      }
    }
    return passive.toArray(Data[]::new);
  }

  private long ownImageBytes(@Nullable InstanceImage twin) {
    long bytes = 0;
    for (int i = 0; i < memories.length; i++) {
      boolean shared =
          twin != null && i < twin.memories.length && memories[i].image == twin.memories[i].image;
      bytes += shared ? 0 : memories[i].image.length;
    }
    return bytes;
  }

  /// @return `false` if something is not as it was
  boolean restore() {
    for (Data segment : data) {
      if (instance.dataSegmentData(segment.segment).length != segment.length) {
        return false;
      }
    }
    for (Table table : tables) {
      if (!table.table.restore(table.image)) {
        return false;
      }
    }
    for (Memory memory : memories) {
      if (!memory.memory.restore(memory.image)) {
        return false;
      }
    }
    for (Global global : globals) {
      global.restore();
    }
    for (int i = 0; i < elements.length; i++) {
      instance.setElement(i, elements[i]);
    }
    return true;
  }

  long heldBytes() {
    long bytes = ownImageBytes;
    for (Memory memory : memories) {
      bytes += memory.memory.heldBytes();
    }
    return bytes;
  }
}
