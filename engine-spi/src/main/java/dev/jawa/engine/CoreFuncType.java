package dev.jawa.engine;

import java.util.List;

/// A core function type.
public record CoreFuncType(List<CoreValType> params, List<CoreValType> results) {
  public CoreFuncType {
    params = List.copyOf(params);
    results = List.copyOf(results);
  }
}
