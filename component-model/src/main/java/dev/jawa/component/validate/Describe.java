package dev.jawa.component.validate;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.ValType;
import java.util.Locale;

/// Words for messages.
final class Describe {

  private Describe() {}

  static String kind(ExternType type) {
    return switch (type) {
      case ExternType.Func _ -> "func";
      case ExternType.Instance _ -> "instance";
      case ExternType.Component _ -> "component";
      case ExternType.Module _ -> "module";
      case ExternType.Value _ -> "value";
      case ExternType.Type _ -> "type";
    };
  }

  static String kind(DefinedType type) {
    return switch (type) {
      case DefinedType.Value _ -> "defined type";
      case DefinedType.Resource _ -> "resource";
      case DefinedType.Func _ -> "func";
      case DefinedType.Instance _ -> "instance";
      case DefinedType.Component _ -> "component";
    };
  }

  static String kind(ValType type) {
    return switch (type) {
      case ValType.Primitive primitive ->
          primitive.name().toLowerCase(Locale.ROOT).replace('_', '-');
      case ValType.RecordType _ -> "record";
      case ValType.VariantType _ -> "variant";
      case ValType.ListType _ -> "list";
      case ValType.FixedListType _ -> "fixed-length list";
      case ValType.MapType _ -> "map";
      case ValType.TupleType _ -> "tuple";
      case ValType.FlagsType _ -> "flags";
      case ValType.EnumType _ -> "enum";
      case ValType.OptionType _ -> "option";
      case ValType.ResultType _ -> "result";
      case ValType.OwnType _ -> "own";
      case ValType.BorrowType _ -> "borrow";
      case ValType.StreamType _ -> "stream";
      case ValType.FutureType _ -> "future";
    };
  }
}
