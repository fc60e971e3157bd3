package dev.jawa.component.canon;

import dev.jawa.component.host.HostFunc;
import dev.jawa.component.type.FuncType;

/// A component function at run time: what an import is satisfied with and an export hands out.
public sealed interface FuncValue permits LiftedFunc, ScheduledFunc, FuncValue.OfHost {

  FuncType type();

  /// A function of the host.
  ///
  /// @param name for messages, as in `wasi:io/streams#[method]input-stream.read`
  /// @param body takes the context of the store
  record OfHost(String name, FuncType type, HostFunc<?> body) implements FuncValue {}
}
