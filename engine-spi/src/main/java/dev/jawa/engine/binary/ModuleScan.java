package dev.jawa.engine.binary;

import dev.jawa.engine.Feature;
import dev.jawa.engine.MalformedModuleException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds out what a module uses. See [ModuleUse].
final class ModuleScan {

  /// The first version field of a component, in place of a module's.
  private static final int COMPONENT_LAYER = 0x01;

  private static final int LIMITS_SHARED = 0x02;
  private static final int LIMITS_INDEX64 = 0x04;
  private static final int LIMITS_PAGE_SIZE = 0x08;

  private final byte[] wasm;
  private final ByteReader in;
  private final Set<Feature> features = EnumSet.noneOf(Feature.class);
  private final SortedSet<String> others = new TreeSet<>();
  private int memories;

  ModuleScan(byte[] wasm) {
    this.wasm = wasm;
    this.in = new ByteReader(wasm, Math.min(ByteReader.HEADER, wasm.length));
  }

  ModuleUse scan() {
    if (wasm.length >= ByteReader.HEADER && wasm[6] == COMPONENT_LAYER && wasm[7] == 0) {
      others.add("component-model");
    } else {
      try {
        sections();
      } catch (MalformedModuleException e) {
        // An engine says what is wrong with it.
      }
    }
    if (memories > 1) {
      features.add(Feature.MULTI_MEMORY);
    }
    return new ModuleUse(
        Collections.unmodifiableSet(features), Collections.unmodifiableSortedSet(others));
  }

  private void sections() {
    while (!in.atEnd()) {
      int id = in.u8();
      int end = in.end(in.u32());
      switch (id) {
        case SectionId.TYPE -> types();
        case SectionId.IMPORT -> imports();
        case SectionId.TABLE -> tables();
        case SectionId.MEMORY -> repeat(this::memory);
        case SectionId.GLOBAL -> repeat(this::global);
        case SectionId.ELEMENT, SectionId.DATA -> segments(id);
        case SectionId.CODE -> code();
        case SectionId.DATA_COUNT -> features.add(Feature.BULK_MEMORY);
        case SectionId.TAG -> features.add(Feature.EXCEPTION_HANDLING);
        default -> {}
      }
      in.seek(end);
    }
  }

  private void repeat(Runnable entry) {
    int count = in.u32();
    for (int i = 0; i < count; i++) {
      entry.run();
    }
  }

  private void types() {
    int count = in.u32();
    for (int i = 0; i < count; i++) {
      if (in.u8() != 0x60) {
        // Recursive, sub-, struct and array types: what follows belongs to the proposal as well.
        features.add(Feature.GC);
        return;
      }
      repeat(this::valType);
      int results = in.u32();
      if (results > 1) {
        features.add(Feature.MULTI_VALUE);
      }
      for (int j = 0; j < results; j++) {
        valType();
      }
    }
  }

  private void valType() {
    switch (in.u8()) {
      case 0x7B -> features.add(Feature.SIMD);
      case 0x70, 0x6F -> features.add(Feature.REFERENCE_TYPES);
      case 0x69, 0x74 -> features.add(Feature.EXCEPTION_HANDLING);
      case 0x63, 0x64 -> {
        features.add(Feature.TYPED_FUNCTION_REFERENCES);
        in.skipLeb();
      }
      case 0x6E, 0x6D, 0x6C, 0x6B, 0x6A, 0x71, 0x72, 0x73 -> features.add(Feature.GC);
      case 0x68, 0x75 -> others.add("stack-switching");
      default -> {}
    }
  }

  private void imports() {
    int count = in.u32();
    for (int i = 0; i < count; i++) {
      in.name();
      in.name();
      switch (in.u8()) {
        case 1 -> table();
        case 2 -> memory();
        case 3 -> {
          valType();
          if (in.u8() == 1) {
            features.add(Feature.MUTABLE_GLOBALS);
          }
        }
        case 4 -> {
          features.add(Feature.EXCEPTION_HANDLING);
          in.u8();
          in.skipLeb();
        }
        default -> in.skipLeb();
      }
    }
  }

  private void tables() {
    int count = in.u32();
    if (count > 1) {
      features.add(Feature.REFERENCE_TYPES);
    }
    for (int i = 0; i < count; i++) {
      table();
    }
  }

  private void table() {
    int first = in.u8();
    if (first == 0x40) {
      features.add(Feature.TYPED_FUNCTION_REFERENCES);
      in.u8();
      valType();
      limits();
      expression();
      return;
    }
    if (first == 0x63 || first == 0x64) {
      features.add(Feature.TYPED_FUNCTION_REFERENCES);
      in.skipLeb();
    } else if (first != 0x70) {
      features.add(first == 0x6F ? Feature.REFERENCE_TYPES : Feature.GC);
    }
    limits();
  }

  private void memory() {
    memories++;
    limits();
  }

  private void limits() {
    int flags = in.u8();
    if ((flags & LIMITS_SHARED) != 0) {
      features.add(Feature.THREADS);
    }
    if ((flags & LIMITS_INDEX64) != 0) {
      features.add(Feature.MEMORY64);
    }
    in.skipLeb();
    if ((flags & 1) != 0) {
      in.skipLeb();
    }
    if ((flags & LIMITS_PAGE_SIZE) != 0) {
      others.add("custom-page-sizes");
      in.skipLeb();
    }
  }

  private void global() {
    valType();
    in.u8();
    expression();
  }

  /// A constant expression.
  private void expression() {
    InstructionReader instructions = new InstructionReader(in);
    while (instructions.depth() >= 0) {
      int opcode = instructions.next();
      if ((opcode >= 0x6A && opcode <= 0x6C) || (opcode >= 0x7C && opcode <= 0x7E)) {
        features.add(Feature.EXTENDED_CONST);
      }
      addFeaturesOf(opcode);
    }
  }

  private void addFeaturesOf(int opcode) {
    Feature feature = OpcodeFeatures.of(opcode);
    if (feature != null) {
      features.add(feature);
    }
    String other = OpcodeFeatures.otherProposal(opcode);
    if (other != null) {
      others.add(other);
    }
  }

  /// Only tells whether a segment has to be asked for: more needs the bulk-memory proposal.
  private void segments(int id) {
    if (in.u32() == 0) {
      return;
    }
    int flags = in.u32();
    if (id == SectionId.DATA ? flags == 1 : flags != 0) {
      features.add(Feature.BULK_MEMORY);
    }
  }

  private void code() {
    int bodies = in.u32();
    for (int i = 0; i < bodies; i++) {
      int bodyEnd = in.end(in.u32());
      body(bodyEnd);
      in.seek(bodyEnd);
    }
  }

  private void body(int end) {
    int groups = in.u32();
    for (int i = 0; i < groups; i++) {
      in.skipLeb();
      valType();
    }
    InstructionReader instructions = new InstructionReader(in);
    while (in.position() < end) {
      int start = in.position();
      try {
        addFeaturesOf(instructions.next());
      } catch (MalformedModuleException e) {
        addFeaturesOf(wasm[start] & 0xFF);
        return;
      }
      if (instructions.otherMemory()) {
        features.add(Feature.MULTI_MEMORY);
      }
      if (instructions.typedBlock()) {
        features.add(Feature.MULTI_VALUE);
      }
    }
  }
}
