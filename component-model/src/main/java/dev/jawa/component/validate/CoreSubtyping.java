package dev.jawa.component.validate;

import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreExternDesc.Limits;
import dev.jawa.component.type.CoreModuleType;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.CoreValueType.HeapType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Matches core imports and exports. Every method returns what is wrong, or `null`. Spec:
/// WebAssembly 3.0, matching; `Explainer.md`, type checking.
final class CoreSubtyping {

  private final CoreTypes types;

  CoreSubtyping(CoreTypes types) {
    this.types = types;
  }

  @Nullable String module(CoreModuleType found, CoreModuleType expected) {
    Map<String, CoreExternDesc> available = new HashMap<>();
    expected.imports().forEach(i -> available.put(key(i), i.type()));
    for (CoreModuleType.Import wanted : found.imports()) {
      CoreExternDesc item = available.get(key(wanted));
      if (item == null) {
        return "missing expected import `" + key(wanted) + "`";
      }
      String mismatch = extern(item, wanted.type());
      if (mismatch != null) {
        return "type mismatch in import `" + key(wanted) + "`: " + mismatch;
      }
    }
    for (var wanted : expected.exports().entrySet()) {
      CoreExternDesc item = found.exports().get(wanted.getKey());
      if (item == null) {
        return "missing expected export `" + wanted.getKey() + "`";
      }
      String mismatch = extern(item, wanted.getValue());
      if (mismatch != null) {
        return "type mismatch in export `" + wanted.getKey() + "`: " + mismatch;
      }
    }
    return null;
  }

  private static String key(CoreModuleType.Import item) {
    return item.module() + "::" + item.name();
  }

  @Nullable String extern(CoreExternDesc found, CoreExternDesc expected) {
    return switch (expected) {
      case CoreExternDesc.Func(int want) ->
          found instanceof CoreExternDesc.Func(int have)
              ? func(have, want)
              : kinds(found, expected);
      case CoreExternDesc.Table want ->
          found instanceof CoreExternDesc.Table have ? table(have, want) : kinds(found, expected);
      case CoreExternDesc.Memory want ->
          found instanceof CoreExternDesc.Memory have ? memory(have, want) : kinds(found, expected);
      case CoreExternDesc.Global want ->
          found instanceof CoreExternDesc.Global have ? global(have, want) : kinds(found, expected);
      case CoreExternDesc.Tag(int want) ->
          found instanceof CoreExternDesc.Tag(int have)
              ? (have == want ? null : "expected tag " + show(want) + ", found " + show(have))
              : kinds(found, expected);
    };
  }

  private static String kinds(CoreExternDesc found, CoreExternDesc expected) {
    return "expected " + kind(expected) + ", found " + kind(found);
  }

  static String kind(CoreExternDesc type) {
    return switch (type) {
      case CoreExternDesc.Func _ -> "func";
      case CoreExternDesc.Table _ -> "table";
      case CoreExternDesc.Memory _ -> "memory";
      case CoreExternDesc.Global _ -> "global";
      case CoreExternDesc.Tag _ -> "tag";
    };
  }

  private @Nullable String func(int found, int expected) {
    return types.isSubtype(found, expected)
        ? null
        : "expected: " + show(expected) + ", found: " + show(found);
  }

  private @Nullable String global(CoreExternDesc.Global found, CoreExternDesc.Global expected) {
    if (found.mutable() != expected.mutable()) {
      return "global types differ in mutability";
    }
    boolean fits =
        found.mutable()
            ? found.type().equals(expected.type())
            : value(found.type(), expected.type());
    return fits
        ? null
        : "expected global type " + show(expected.type()) + ", found " + show(found.type());
  }

  @Nullable String table(CoreExternDesc.Table found, CoreExternDesc.Table expected) {
    if (!found.element().equals(expected.element())) {
      return "expected table element type "
          + show(expected.element())
          + ", found "
          + show(found.element());
    }
    return limits(found.limits(), expected.limits(), "table");
  }

  @Nullable String memory(CoreExternDesc.Memory found, CoreExternDesc.Memory expected) {
    if (found.shared() != expected.shared()) {
      return "mismatch in the shared flag for memories";
    }
    if (found.pageSizeLog2() != expected.pageSizeLog2()) {
      return "mismatch in page size for memories";
    }
    return limits(found.limits(), expected.limits(), "memory");
  }

  private static @Nullable String limits(Limits found, Limits expected, String what) {
    if (found.index64() != expected.index64()) {
      return "mismatch in the address type of a " + what;
    }
    boolean enough = Long.compareUnsigned(found.min(), expected.min()) >= 0;
    boolean bounded =
        expected.max().isEmpty()
            || found.max().isPresent()
                && Long.compareUnsigned(found.max().getAsLong(), expected.max().getAsLong()) <= 0;
    return enough && bounded ? null : "mismatch in " + what + " limits";
  }

  private boolean value(CoreValueType found, CoreValueType expected) {
    if (found instanceof CoreValueType.Ref(boolean haveNull, HeapType have)
        && expected instanceof CoreValueType.Ref(boolean wantNull, HeapType want)) {
      return (!haveNull || wantNull) && heap(have, want);
    }
    return found.equals(expected);
  }

  private boolean heap(HeapType found, HeapType expected) {
    if (found.equals(expected)) {
      return true;
    }
    if (found instanceof HeapType.Defined(int have)) {
      return expected instanceof HeapType.Defined(int want)
          ? types.isSubtype(have, want)
          : heap(abstractOf(types.get(have).type()), expected);
    }
    HeapType.Abstract bottom = (HeapType.Abstract) found;
    if (expected instanceof HeapType.Defined(int want)) {
      return bottom == bottomOf(abstractOf(types.get(want).type()));
    }
    return abstractSubtype(bottom, (HeapType.Abstract) expected);
  }

  private static HeapType.Abstract abstractOf(CompositeType type) {
    return switch (type) {
      case CompositeType.Func _ -> HeapType.Abstract.FUNC;
      case CompositeType.Struct _ -> HeapType.Abstract.STRUCT;
      case CompositeType.Array _ -> HeapType.Abstract.ARRAY;
    };
  }

  private static HeapType.Abstract bottomOf(HeapType.Abstract type) {
    return switch (type) {
      case FUNC, NOFUNC -> HeapType.Abstract.NOFUNC;
      case EXTERN, NOEXTERN -> HeapType.Abstract.NOEXTERN;
      case EXN, NOEXN -> HeapType.Abstract.NOEXN;
      case CONT, NOCONT -> HeapType.Abstract.NOCONT;
      case ANY, EQ, I31, STRUCT, ARRAY, NONE -> HeapType.Abstract.NONE;
    };
  }

  private static boolean abstractSubtype(HeapType.Abstract found, HeapType.Abstract expected) {
    if (found == expected || found == bottomOf(expected)) {
      return true;
    }
    return switch (expected) {
      case ANY -> bottomOf(found) == HeapType.Abstract.NONE;
      case EQ ->
          found == HeapType.Abstract.I31
              || found == HeapType.Abstract.STRUCT
              || found == HeapType.Abstract.ARRAY;
      case FUNC, EXTERN, I31, STRUCT, ARRAY, EXN, CONT -> false;
      case NONE, NOFUNC, NOEXTERN, NOEXN, NOCONT -> false;
    };
  }

  private String show(int type) {
    return switch (types.get(type).type()) {
      case CompositeType.Func(var params, var results) -> {
        String in = params.isEmpty() ? "" : " (param " + show(params) + ")";
        String out = results.isEmpty() ? "" : " (result " + show(results) + ")";
        yield "(func" + in + out + ")";
      }
      case CompositeType.Struct _ -> "(struct)";
      case CompositeType.Array _ -> "(array)";
    };
  }

  static String show(List<? extends CoreValueType> types) {
    return types.stream().map(CoreSubtyping::show).collect(Collectors.joining(" "));
  }

  static String show(CoreValueType type) {
    return switch (type) {
      case CoreValueType.Simple simple -> simple.name().toLowerCase(Locale.ROOT);
      case CoreValueType.Ref(boolean nullable, HeapType.Abstract heap) ->
          nullable
              ? heap.name().toLowerCase(Locale.ROOT) + "ref"
              : "(ref " + heap.name().toLowerCase(Locale.ROOT) + ")";
      case CoreValueType.Ref(boolean nullable, HeapType.Defined(int number)) ->
          "(ref " + (nullable ? "null " : "") + number + ")";
    };
  }
}
