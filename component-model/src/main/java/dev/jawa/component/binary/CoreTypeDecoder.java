package dev.jawa.component.binary;

import dev.jawa.component.ast.CoreTypeDef;
import dev.jawa.component.ast.CoreTypeDef.ModuleDecl;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreSubType;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreSubType.FieldType;
import dev.jawa.component.type.CoreSubType.StorageType;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.CoreValueType.HeapType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Decodes core types, in components and in modules. Spec: WebAssembly 3.0, binary format, types;
/// `Binary.md`, `core:type`.
final class CoreTypeDecoder {

  private final Nesting nesting;

  CoreTypeDecoder(Nesting nesting) {
    this.nesting = nesting;
  }

  /// A core type of a component, where a module type takes the byte of a non-final subtype.
  CoreTypeDef coreType(BinaryReader in) {
    int at = in.position();
    switch (in.peek()) {
      case 0x50 -> {
        in.u8();
        nesting.enter(at);
        CoreTypeDef module = new CoreTypeDef.ModuleDef(moduleDecls(in));
        nesting.leave();
        return module;
      }
      case 0x00 -> {
        in.u8();
        int sub = in.u8();
        if (sub != 0x50) {
          throw in.invalidLeadingByte(sub, at + 1, "non-final sub type");
        }
        return new CoreTypeDef.Rec(List.of(subTypeBody(false, in)));
      }
      default -> {
        return recType(in);
      }
    }
  }

  CoreTypeDef.Rec recType(BinaryReader in) {
    if (in.peek() != 0x4e) {
      return new CoreTypeDef.Rec(List.of(subType(in)));
    }
    in.u8();
    List<CoreSubType> members = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      members.add(subType(in));
    }
    return new CoreTypeDef.Rec(members);
  }

  private CoreSubType subType(BinaryReader in) {
    return switch (in.peek()) {
      case 0x50 -> {
        in.u8();
        yield subTypeBody(false, in);
      }
      case 0x4f -> {
        in.u8();
        yield subTypeBody(true, in);
      }
      default -> new CoreSubType(true, List.of(), compositeType(in));
    };
  }

  private CoreSubType subTypeBody(boolean isFinal, BinaryReader in) {
    List<Integer> supertypes = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      supertypes.add(in.index());
    }
    return new CoreSubType(isFinal, supertypes, compositeType(in));
  }

  private CompositeType compositeType(BinaryReader in) {
    int at = in.position();
    int form = in.u8();
    return switch (form) {
      case 0x60 -> new CompositeType.Func(valueTypes(in), valueTypes(in));
      case 0x5f -> {
        List<FieldType> fields = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
          fields.add(fieldType(in));
        }
        yield new CompositeType.Struct(fields);
      }
      case 0x5e -> new CompositeType.Array(fieldType(in));
      default -> throw in.invalidLeadingByte(form, at, "type");
    };
  }

  private List<CoreValueType> valueTypes(BinaryReader in) {
    List<CoreValueType> types = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      types.add(valueType(in));
    }
    return types;
  }

  private FieldType fieldType(BinaryReader in) {
    StorageType storage =
        switch (in.peek()) {
          case 0x78 -> packed(StorageType.Packed.I8, in);
          case 0x77 -> packed(StorageType.Packed.I16, in);
          default -> new StorageType.Full(valueType(in));
        };
    return new FieldType(in.flag(), storage);
  }

  private static StorageType packed(StorageType.Packed type, BinaryReader in) {
    in.u8();
    return type;
  }

  CoreValueType valueType(BinaryReader in) {
    int at = in.position();
    int code = in.u8();
    return switch (code) {
      case 0x7f -> CoreValueType.Simple.I32;
      case 0x7e -> CoreValueType.Simple.I64;
      case 0x7d -> CoreValueType.Simple.F32;
      case 0x7c -> CoreValueType.Simple.F64;
      case 0x7b -> CoreValueType.Simple.V128;
      default -> {
        CoreValueType.Ref ref = refType(code, in);
        if (ref == null) {
          throw in.invalidLeadingByte(code, at, "value type");
        }
        yield ref;
      }
    };
  }

  CoreValueType.Ref refType(BinaryReader in) {
    int at = in.position();
    int code = in.u8();
    CoreValueType.Ref ref = refType(code, in);
    if (ref == null) {
      throw in.invalidLeadingByte(code, at, "reference type");
    }
    return ref;
  }

  private static CoreValueType.@Nullable Ref refType(int code, BinaryReader in) {
    return switch (code) {
      case 0x63 -> new CoreValueType.Ref(true, heapType(in));
      case 0x64 -> new CoreValueType.Ref(false, heapType(in));
      default -> {
        HeapType heap = abstractHeapType(code);
        yield heap == null ? null : new CoreValueType.Ref(true, heap);
      }
    };
  }

  static HeapType heapType(BinaryReader in) {
    int at = in.position();
    int first = in.peek();
    HeapType heap = abstractHeapType(first);
    if (heap != null) {
      in.u8();
      return heap;
    }
    long index = in.s33();
    if (index < 0) {
      throw in.invalidLeadingByte(first, at, "heap type");
    }
    return new HeapType.Defined((int) Math.min(index, Integer.MAX_VALUE));
  }

  private static @Nullable HeapType abstractHeapType(int code) {
    return switch (code) {
      case 0x68 -> HeapType.Abstract.CONT;
      case 0x69 -> HeapType.Abstract.EXN;
      case 0x6a -> HeapType.Abstract.ARRAY;
      case 0x6b -> HeapType.Abstract.STRUCT;
      case 0x6c -> HeapType.Abstract.I31;
      case 0x6d -> HeapType.Abstract.EQ;
      case 0x6e -> HeapType.Abstract.ANY;
      case 0x6f -> HeapType.Abstract.EXTERN;
      case 0x70 -> HeapType.Abstract.FUNC;
      case 0x71 -> HeapType.Abstract.NONE;
      case 0x72 -> HeapType.Abstract.NOEXTERN;
      case 0x73 -> HeapType.Abstract.NOFUNC;
      case 0x74 -> HeapType.Abstract.NOEXN;
      case 0x75 -> HeapType.Abstract.NOCONT;
      default -> null;
    };
  }

  private List<ModuleDecl> moduleDecls(BinaryReader in) {
    List<ModuleDecl> decls = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      decls.add(moduleDecl(in));
    }
    return decls;
  }

  private ModuleDecl moduleDecl(BinaryReader in) {
    int at = in.position();
    int kind = in.u8();
    return switch (kind) {
      case 0x00 -> new ModuleDecl.Import(at, in.name(), in.name(), externDesc(in));
      case 0x01 -> new ModuleDecl.Type(at, coreType(in));
      case 0x02 -> {
        require(0x10, in, "outer alias kind");
        require(0x01, in, "outer alias target");
        yield new ModuleDecl.OuterAlias(at, in.index(), in.index());
      }
      case 0x03 -> new ModuleDecl.Export(at, in.name(), externDesc(in));
      default -> throw in.invalidLeadingByte(kind, at, "type definition");
    };
  }

  private static void require(int expected, BinaryReader in, String what) {
    int at = in.position();
    int found = in.u8();
    if (found != expected) {
      throw in.invalidLeadingByte(found, at, what);
    }
  }

  CoreExternDesc externDesc(BinaryReader in) {
    int at = in.position();
    int kind = in.u8();
    return switch (kind) {
      case 0x00 -> new CoreExternDesc.Func(in.index());
      case 0x01 -> table(in);
      case 0x02 -> memory(in);
      case 0x03 -> global(in);
      case 0x04 -> tag(in);
      default -> throw in.invalidLeadingByte(kind, at, "external kind");
    };
  }

  CoreExternDesc.Table table(BinaryReader in) {
    return new CoreExternDesc.Table(refType(in), limits(in.u8(), in));
  }

  CoreExternDesc.Memory memory(BinaryReader in) {
    int at = in.position();
    int flags = in.u8();
    if (flags > 0x0f) {
      throw in.invalidLeadingByte(flags, at, "memory limits flags");
    }
    CoreExternDesc.Limits limits = limits(flags, in);
    int pageSizeLog2 = (flags & 8) == 0 ? 16 : in.index();
    return new CoreExternDesc.Memory(limits, (flags & 2) != 0, pageSizeLog2);
  }

  private static CoreExternDesc.Limits limits(int flags, BinaryReader in) {
    boolean index64 = (flags & 4) != 0;
    long min = index64 ? in.u64() : in.u32();
    OptionalLong max = OptionalLong.empty();
    if ((flags & 1) != 0) {
      max = OptionalLong.of(index64 ? in.u64() : in.u32());
    }
    return new CoreExternDesc.Limits(index64, min, max);
  }

  CoreExternDesc.Global global(BinaryReader in) {
    CoreValueType type = valueType(in);
    return new CoreExternDesc.Global(type, in.flag());
  }

  CoreExternDesc.Tag tag(BinaryReader in) {
    require(0x00, in, "tag attribute");
    return new CoreExternDesc.Tag(in.index());
  }
}
