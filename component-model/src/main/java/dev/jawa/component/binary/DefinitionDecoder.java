package dev.jawa.component.binary;

import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.ExternDesc;
import dev.jawa.component.ast.ExternName;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.ast.SortIndex;
import dev.jawa.component.ast.ValTypeRef;
import java.util.ArrayList;
import java.util.List;

/// Decodes the definitions that are not types: instances, imports, exports, start and values. Spec:
/// `Binary.md`, instance definitions and import and export definitions.
final class DefinitionDecoder {

  private final TypeDecoder types;

  DefinitionDecoder(TypeDecoder types) {
    this.types = types;
  }

  Definition coreInstance(BinaryReader in) {
    int at = in.position();
    int form = in.u8();
    return switch (form) {
      case 0x00 -> new Definition.CoreInstantiate(at, in.index(), coreArgs(in));
      case 0x01 -> {
        List<Definition.CoreInlineExport> exports = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
          exports.add(new Definition.CoreInlineExport(in.name(), coreSortIndex(in)));
        }
        yield new Definition.CoreExports(at, exports);
      }
      default -> throw in.invalidLeadingByte(form, at, "core instance");
    };
  }

  private static List<Definition.CoreArg> coreArgs(BinaryReader in) {
    List<Definition.CoreArg> args = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      String name = in.name();
      int at = in.position();
      int sort = in.u8();
      if (sort != 0x12) {
        throw in.invalidLeadingByte(sort, at, "instantiation arg kind");
      }
      args.add(new Definition.CoreArg(name, in.index()));
    }
    return args;
  }

  private static SortIndex coreSortIndex(BinaryReader in) {
    return new SortIndex(Sorts.core(in, "core external kind"), in.index());
  }

  Definition instance(BinaryReader in) {
    int at = in.position();
    int form = in.u8();
    return switch (form) {
      case 0x00 -> {
        int component = in.index();
        List<Definition.Arg> args = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
          args.add(new Definition.Arg(in.name(), sortIndex(in)));
        }
        yield new Definition.Instantiate(at, component, args);
      }
      case 0x01 -> {
        List<Definition.InlineExport> exports = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
          exports.add(new Definition.InlineExport(ExternNameDecoder.externName(in), sortIndex(in)));
        }
        yield new Definition.InstanceExports(at, exports);
      }
      default -> throw in.invalidLeadingByte(form, at, "instance");
    };
  }

  private static SortIndex sortIndex(BinaryReader in) {
    return new SortIndex(Sorts.sort(in, "component external kind"), in.index());
  }

  Definition importDefinition(BinaryReader in) {
    int at = in.position();
    ExternName name = ExternNameDecoder.externName(in);
    return new Definition.Import(at, name, types.externDesc(in));
  }

  Definition export(BinaryReader in) {
    int at = in.position();
    ExternName name = ExternNameDecoder.externName(in);
    SortIndex item = sortIndex(in);
    int ascriptionAt = in.position();
    int form = in.u8();
    ExternDesc ascribed =
        switch (form) {
          case 0x00 -> null;
          case 0x01 -> types.externDesc(in);
          default ->
              throw in.invalidLeadingByte(form, ascriptionAt, "optional component export type");
        };
    return new Definition.Export(at, name, item, ascribed);
  }

  Definition start(BinaryReader in) {
    int at = in.position();
    int func = in.index();
    List<Integer> args = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      args.add(in.index());
    }
    return new Definition.Start(at, func, args, in.index());
  }

  Definition value(BinaryReader in) {
    int at = in.position();
    ValTypeRef type = types.valType(in);
    return new Definition.Value(at, type, in.slice(in.length()).rest());
  }

  /// The bytes that stand for sorts.
  static final class Sorts {
    private Sorts() {}

    /// @param what the construct, for messages
    static Sort sort(BinaryReader in, String what) {
      int at = in.position();
      int sort = in.u8();
      return switch (sort) {
        case 0x00 -> core(in, what);
        case 0x01 -> Sort.FUNC;
        case 0x02 -> Sort.VALUE;
        case 0x03 -> Sort.TYPE;
        case 0x04 -> Sort.COMPONENT;
        case 0x05 -> Sort.INSTANCE;
        default -> throw in.invalidLeadingByte(sort, at, what);
      };
    }

    static Sort core(BinaryReader in, String what) {
      int at = in.position();
      int sort = in.u8();
      return switch (sort) {
        case 0x00 -> Sort.CORE_FUNC;
        case 0x01 -> Sort.CORE_TABLE;
        case 0x02 -> Sort.CORE_MEMORY;
        case 0x03 -> Sort.CORE_GLOBAL;
        case 0x04 -> Sort.CORE_TAG;
        case 0x10 -> Sort.CORE_TYPE;
        case 0x11 -> Sort.CORE_MODULE;
        case 0x12 -> Sort.CORE_INSTANCE;
        default -> throw in.invalidLeadingByte(sort, at, what);
      };
    }
  }
}
