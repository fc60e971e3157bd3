package dev.jawa.component.validate;

import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.validate.Gates.Gate;
import java.util.List;

/// Adds core functions that canonical definitions make.
final class CoreFuncs {

  private final Scope scope;

  CoreFuncs(Scope scope) {
    this.scope = scope;
  }

  /// Adds one of this type, of which nothing more is to be known.
  Resolution add(List<? extends CoreValueType> params, List<? extends CoreValueType> results) {
    int type = scope.session.coreTypes.func(params, results);
    scope.coreFuncs.add(new CoreExternDesc.Func(type));
    return new Resolution.None();
  }

  /// Refuses a use of an option that was not released with the others.
  void moreAsync(boolean needed, String what, int offset) {
    if (needed) {
      scope.session.require(Gate.MORE_ASYNC_BUILTINS, what, offset);
    }
  }
}
