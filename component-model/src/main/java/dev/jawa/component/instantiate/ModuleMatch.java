package dev.jawa.component.instantiate;

import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreModuleType;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares the core module that a component imports with the one that a host provides, as far as
/// engines tell types apart. Every method returns what is wrong, or `null`.
///
/// @param component where the numbers of defined types mean something
record ModuleMatch(ValidatedComponent component) {

  /// What each value of a type may stand for, as one of the engine's.
  @Nullable String mismatch(CoreModuleType wanted, CoreModule given) {
    for (ImportDescriptor needed : given.imports()) {
      String problem = checkImport(wanted, needed);
      if (problem != null) {
        return problem;
      }
    }
    for (var export : wanted.exports().entrySet()) {
      String problem = checkExport(export.getKey(), extern(export.getValue()), given);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private @Nullable String checkImport(CoreModuleType wanted, ImportDescriptor needed) {
    String name = needed.module() + "::" + needed.name();
    for (CoreModuleType.Import offered : wanted.imports()) {
      if (offered.module().equals(needed.module()) && offered.name().equals(needed.name())) {
        String problem = extern(extern(offered.type()), needed.type());
        return problem == null
            ? null
            : "module import `" + name + "` has the wrong type: " + problem;
      }
    }
    return "module import `" + name + "` not defined";
  }

  private static @Nullable String checkExport(String name, ExternType wanted, CoreModule given) {
    for (ExportDescriptor export : given.exports()) {
      if (export.name().equals(name)) {
        String problem = extern(export.type(), wanted);
        return problem == null
            ? null
            : "module export `" + name + "` has the wrong type: " + problem;
      }
    }
    return "module export `" + name + "` not defined";
  }

  // Types of the component, as an engine sees them

  private ExternType extern(CoreExternDesc type) {
    return switch (type) {
      case CoreExternDesc.Func(int number) -> new ExternType.Func(func(number));
      case CoreExternDesc.Tag(int number) -> new ExternType.Tag(func(number));
      case CoreExternDesc.Table(var element, var limits) ->
          new ExternType.Table(
              value(element), limits.min(), limits.max().orElse(-1), limits.index64());
      case CoreExternDesc.Memory(var limits, boolean shared, int _) ->
          new ExternType.Memory(limits.min(), limits.max().orElse(-1), shared, limits.index64());
      case CoreExternDesc.Global(var value, boolean mutable) ->
          new ExternType.Global(value(value), mutable);
    };
  }

  private CoreFuncType func(int number) {
    return component.coreType(number).type() instanceof CompositeType.Func(var params, var results)
        ? new CoreFuncType(values(params), values(results))
        : new CoreFuncType(List.of(), List.of());
  }

  private static List<CoreValType> values(List<CoreValueType> types) {
    return types.stream().map(ModuleMatch::value).toList();
  }

  private static CoreValType value(CoreValueType type) {
    return switch (type) {
      case CoreValueType.Simple simple -> CoreValType.valueOf(simple.name());
      case CoreValueType.Ref(boolean nullable, CoreValueType.HeapType heap) -> {
        if (nullable && heap == CoreValueType.HeapType.Abstract.FUNC) {
          yield CoreValType.FUNCREF;
        }
        yield nullable && heap == CoreValueType.HeapType.Abstract.EXTERN
            ? CoreValType.EXTERNREF
            : CoreValType.OTHER_REF;
      }
    };
  }

  // Matching

  private static @Nullable String extern(ExternType found, ExternType wanted) {
    boolean fits =
        switch (wanted) {
          case ExternType.Func _, ExternType.Global _, ExternType.Tag _ -> wanted.equals(found);
          case ExternType.Table want ->
              found instanceof ExternType.Table have
                  && have.element() == want.element()
                  && have.index64() == want.index64()
                  && limits(have.min(), have.max(), want.min(), want.max());
          case ExternType.Memory want ->
              found instanceof ExternType.Memory have
                  && have.shared() == want.shared()
                  && have.index64() == want.index64()
                  && limits(have.min(), have.max(), want.min(), want.max());
        };
    if (fits) {
      return null;
    }
    return found.getClass() == wanted.getClass()
        ? "expected type `%s`, found type `%s`".formatted(show(wanted), show(found))
        : "expected %s found %s".formatted(kind(wanted), kind(found));
  }

  private static boolean limits(long haveMin, long haveMax, long wantMin, long wantMax) {
    return Long.compareUnsigned(haveMin, wantMin) >= 0
        && (wantMax == -1 || haveMax != -1 && Long.compareUnsigned(haveMax, wantMax) <= 0);
  }

  private static String kind(ExternType type) {
    return type.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String show(ExternType type) {
    return type instanceof ExternType.Func(var func)
        ? "(func" + show("param", func.params()) + show("result", func.results()) + ")"
        : type.toString();
  }

  private static String show(String word, List<CoreValType> types) {
    return types.isEmpty()
        ? ""
        : types.stream()
            .map(type -> " " + type.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("", " (" + word, ")"));
  }
}
