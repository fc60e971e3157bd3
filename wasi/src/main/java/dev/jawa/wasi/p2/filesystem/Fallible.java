package dev.jawa.wasi.p2.filesystem;

import dev.jawa.component.host.BorrowingFunc;
import dev.jawa.component.host.HostFunc;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// Functions of `descriptor` that answer `result<…, error-code>`.
final class Fallible {

  private Fallible() {}

  /// Answers a value.
  @FunctionalInterface
  interface Query {
    Object run(WasiContext context, Descriptor self, Object[] args) throws FileException;
  }

  /// Answers nothing.
  @FunctionalInterface
  interface Action {
    void run(Descriptor self, Object[] args) throws FileException;
  }

  /// `func(self, …) -> result<ok, error-code>`.
  static FuncType method(ValType ok, FuncType.Param... more) {
    return WitTypes.method(Descriptor.RESOURCE, more).returns(WitTypes.result(ok, ErrorCode.TYPE));
  }

  /// `func(self, …) -> result<_, error-code>`.
  static FuncType method(FuncType.Param... more) {
    return WitTypes.method(Descriptor.RESOURCE, more).returns(WitTypes.resultErr(ErrorCode.TYPE));
  }

  static HostFunc<WasiContext> query(Query query) {
    return (context, args) -> {
      try {
        return Result.ok(query.run(context, (Descriptor) args[0], args));
      } catch (FileException e) {
        return Result.err(ErrorCode.value(e.error()));
      }
    };
  }

  /// One that is done with its bytes when it returns.
  static BorrowingFunc<WasiContext> borrowing(Query query) {
    return query(query)::call;
  }

  static HostFunc<WasiContext> action(Action action) {
    return (_, args) -> {
      try {
        action.run((Descriptor) args[0], args);
        return Result.OK;
      } catch (FileException e) {
        return Result.err(ErrorCode.value(e.error()));
      }
    };
  }

  /// A `path-flags`.
  static Follow follow(Object flags) {
    return ((Integer) flags & DescriptorFlags.SYMLINK_FOLLOW) != 0
        ? Follow.FOLLOW
        : Follow.NO_FOLLOW;
  }
}
