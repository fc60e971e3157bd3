package dev.jawa.component.binary;

import dev.jawa.component.ast.AliasTarget;
import dev.jawa.component.ast.Declarator;
import dev.jawa.component.ast.DefType;
import dev.jawa.component.ast.ExternDesc;
import dev.jawa.component.ast.ExternName;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.ast.ValTypeRef;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.ValType.Primitive;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Decodes component types, aliases and the types of imports and exports. Spec: `Binary.md`, type
/// definitions and alias definitions.
final class TypeDecoder {

  private final Nesting nesting;
  private final CoreTypeDecoder core;

  TypeDecoder(Nesting nesting) {
    this.nesting = nesting;
    this.core = new CoreTypeDecoder(nesting);
  }

  CoreTypeDecoder core() {
    return core;
  }

  DefType defType(BinaryReader in) {
    int at = in.position();
    int code = in.u8();
    Primitive primitive = primitive(code);
    if (primitive != null) {
      return new DefType.Primitive(primitive);
    }
    return switch (code) {
      case 0x3f -> resource(in);
      case 0x40 -> func(false, in);
      case 0x43 -> func(true, in);
      case 0x41 -> new DefType.ComponentDef(declarators(in, at, Container.COMPONENT));
      case 0x42 -> new DefType.InstanceDef(declarators(in, at, Container.INSTANCE));
      default -> defValType(code, in, at);
    };
  }

  private DefType.DefValType defValType(int code, BinaryReader in, int at) {
    return switch (code) {
      case 0x72 -> new DefType.RecordDef(labelled(in));
      case 0x71 -> new DefType.VariantDef(cases(in));
      case 0x70 -> new DefType.ListDef(valType(in));
      case 0x67 -> new DefType.FixedListDef(valType(in), in.index());
      case 0x6f -> new DefType.TupleDef(tuple(in));
      case 0x6e -> new DefType.FlagsDef(labels(in));
      case 0x6d -> new DefType.EnumDef(labels(in));
      case 0x6b -> new DefType.OptionDef(valType(in));
      case 0x6a -> new DefType.ResultDef(optional(in), optional(in));
      case 0x69 -> new DefType.OwnDef(in.index());
      case 0x68 -> new DefType.BorrowDef(in.index());
      case 0x66 -> new DefType.StreamDef(optional(in));
      case 0x65 -> new DefType.FutureDef(optional(in));
      case 0x63 -> new DefType.MapDef(valType(in), valType(in));
      default -> throw in.invalidLeadingByte(code, at, "component defined type");
    };
  }

  private static @Nullable Primitive primitive(int code) {
    return switch (code) {
      case 0x7f -> Primitive.BOOL;
      case 0x7e -> Primitive.S8;
      case 0x7d -> Primitive.U8;
      case 0x7c -> Primitive.S16;
      case 0x7b -> Primitive.U16;
      case 0x7a -> Primitive.S32;
      case 0x79 -> Primitive.U32;
      case 0x78 -> Primitive.S64;
      case 0x77 -> Primitive.U64;
      case 0x76 -> Primitive.F32;
      case 0x75 -> Primitive.F64;
      case 0x74 -> Primitive.CHAR;
      case 0x73 -> Primitive.STRING;
      case 0x64 -> Primitive.ERROR_CONTEXT;
      default -> null;
    };
  }

  ValTypeRef valType(BinaryReader in) {
    Primitive primitive = primitive(in.peek());
    if (primitive != null) {
      in.u8();
      return new ValTypeRef.Primitive(primitive);
    }
    int at = in.position();
    int first = in.peek();
    long index = in.s33();
    if (index < 0) {
      throw in.invalidLeadingByte(first, at, "component value type");
    }
    return new ValTypeRef.Index((int) Math.min(index, Integer.MAX_VALUE));
  }

  private @Nullable ValTypeRef optional(BinaryReader in) {
    int at = in.position();
    int form = in.u8();
    return switch (form) {
      case 0x00 -> null;
      case 0x01 -> valType(in);
      default -> throw in.invalidLeadingByte(form, at, "optional component value type");
    };
  }

  private List<DefType.Labelled> labelled(BinaryReader in) {
    List<DefType.Labelled> labelled = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      labelled.add(new DefType.Labelled(in.name(), valType(in)));
    }
    return labelled;
  }

  private List<DefType.Case> cases(BinaryReader in) {
    List<DefType.Case> cases = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      cases.add(new DefType.Case(in.name(), optional(in)));
      int at = in.position();
      int refines = in.u8();
      if (refines != 0) {
        throw in.invalidLeadingByte(refines, at, "zero byte required");
      }
    }
    return cases;
  }

  private List<ValTypeRef> tuple(BinaryReader in) {
    List<ValTypeRef> elements = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      elements.add(valType(in));
    }
    return elements;
  }

  private static List<String> labels(BinaryReader in) {
    List<String> labels = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      labels.add(in.name());
    }
    return labels;
  }

  private DefType resource(BinaryReader in) {
    CoreValueType rep = core.valueType(in);
    OptionalInt dtor = in.flag() ? OptionalInt.of(in.index()) : OptionalInt.empty();
    return new DefType.ResourceDef(rep, dtor);
  }

  private DefType func(boolean async, BinaryReader in) {
    return new DefType.FuncDef(async, labelled(in), resultList(in));
  }

  @Nullable ValTypeRef resultList(BinaryReader in) {
    int at = in.position();
    int form = in.u8();
    switch (form) {
      case 0x00 -> {
        return valType(in);
      }
      case 0x01 -> {
        int countAt = in.position();
        int count = in.u8();
        if (count != 0) {
          throw in.invalidLeadingByte(count, countAt, "number of results");
        }
        return null;
      }
      default -> throw in.invalidLeadingByte(form, at, "component function results");
    }
  }

  /// What a list of declarators belongs to.
  private enum Container {
    COMPONENT,
    INSTANCE
  }

  private List<Declarator> declarators(BinaryReader in, int at, Container container) {
    nesting.enter(at);
    List<Declarator> declarators = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      declarators.add(declarator(in, container));
    }
    nesting.leave();
    return declarators;
  }

  private Declarator declarator(BinaryReader in, Container container) {
    int at = in.position();
    int kind = in.u8();
    if (kind == 0x03 && container == Container.COMPONENT) {
      ExternName name = ExternNameDecoder.externName(in);
      return new Declarator.Import(at, name, externDesc(in));
    }
    return switch (kind) {
      case 0x00 -> new Declarator.CoreType(at, core.coreType(in));
      case 0x01 -> new Declarator.Type(at, defType(in));
      case 0x02 -> new Declarator.Alias(at, alias(in));
      case 0x04 -> {
        ExternName name = ExternNameDecoder.externName(in);
        yield new Declarator.Export(at, name, externDesc(in));
      }
      default -> throw in.invalidLeadingByte(kind, at, "component or instance type declaration");
    };
  }

  ExternDesc externDesc(BinaryReader in) {
    int at = in.position();
    int kind = in.u8();
    return switch (kind) {
      case 0x00 -> {
        int sortAt = in.position();
        int sort = in.u8();
        if (sort != 0x11) {
          throw in.invalidLeadingByte(sort, sortAt, "component external kind");
        }
        yield new ExternDesc.CoreModule(in.index());
      }
      case 0x01 -> new ExternDesc.Func(in.index());
      case 0x02 -> valueBound(in);
      case 0x03 -> typeBound(in);
      case 0x04 -> new ExternDesc.Component(in.index());
      case 0x05 -> new ExternDesc.Instance(in.index());
      default -> throw in.invalidLeadingByte(kind, at, "component external kind");
    };
  }

  private static ExternDesc typeBound(BinaryReader in) {
    int at = in.position();
    int bound = in.u8();
    return switch (bound) {
      case 0x00 -> new ExternDesc.TypeEq(in.index());
      case 0x01 -> new ExternDesc.SubResource();
      default -> throw in.invalidLeadingByte(bound, at, "type bound");
    };
  }

  private ExternDesc valueBound(BinaryReader in) {
    int at = in.position();
    int bound = in.u8();
    return switch (bound) {
      case 0x00 -> new ExternDesc.ValueEq(in.index());
      case 0x01 -> new ExternDesc.Value(valType(in));
      default -> throw in.invalidLeadingByte(bound, at, "value bound");
    };
  }

  AliasTarget alias(BinaryReader in) {
    int sortAt = in.position();
    int sortByte = in.peek();
    Sort sort = DefinitionDecoder.Sorts.sort(in, "component outer alias kind");
    int at = in.position();
    int target = in.u8();
    return switch (target) {
      case 0x00 -> new AliasTarget.Export(sort, in.index(), in.name());
      case 0x01 -> new AliasTarget.CoreExport(sort, in.index(), in.name());
      case 0x02 -> {
        if (!outerAliasable(sort)) {
          throw in.invalidLeadingByte(sortByte, sortAt, "component outer alias kind");
        }
        yield new AliasTarget.Outer(sort, in.index(), in.index());
      }
      default -> throw in.invalidLeadingByte(target, at, "alias");
    };
  }

  private static boolean outerAliasable(Sort sort) {
    return switch (sort) {
      case CORE_TYPE, CORE_MODULE, TYPE, COMPONENT -> true;
      case CORE_FUNC, CORE_TABLE, CORE_MEMORY, CORE_GLOBAL, CORE_TAG, CORE_INSTANCE -> false;
      case FUNC, VALUE, INSTANCE -> false;
    };
  }
}
