package dev.jawa.wast.run;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.Engine;
import dev.jawa.engine.HostFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The instance `spectest` that scripts of the core language import from. Spec: core,
/// `interpreter/README.md`, "Spectest host module". Printing functions print nothing.
final class Spectest {

  private static final List<List<CoreValType>> PRINTED =
      List.of(
          List.of(),
          List.of(CoreValType.I32),
          List.of(CoreValType.I64),
          List.of(CoreValType.F32),
          List.of(CoreValType.F64),
          List.of(CoreValType.I32, CoreValType.F32),
          List.of(CoreValType.F64, CoreValType.F64));

  private Spectest() {}

  /// What is no function comes from a module, as only a guest can make it.
  static CoreInstance instantiate(Engine engine, CoreStore store) {
    CoreModule module = engine.compile(HostModules.spectest());
    CoreInstance state = store.instantiate(module, List.of());
    Map<String, CoreExtern> functions = new LinkedHashMap<>();
    for (List<CoreValType> params : PRINTED) {
      functions.put(name(params), store.hostFunc(new CoreFuncType(params, List.of()), nothing()));
    }
    return new Joined(functions, state);
  }

  private static HostFunction nothing() {
    return (_, _) -> HostFunction.NONE;
  }

  private static String name(List<CoreValType> params) {
    StringBuilder name = new StringBuilder("print");
    params.forEach(type -> name.append('_').append(type.name().toLowerCase(Locale.ROOT)));
    return name.toString();
  }

  private record Joined(Map<String, CoreExtern> functions, CoreInstance state)
      implements CoreInstance {
    @Override
    public @Nullable CoreExtern export(String name) {
      CoreExtern function = functions.get(name);
      return function == null ? state.export(name) : function;
    }

    @Override
    public Set<String> exportNames() {
      return functions.keySet();
    }
  }
}
