package dev.jawa.component.validate;

import dev.jawa.component.ast.Canon;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.type.CoreValueType.Simple;
import dev.jawa.component.type.ValType;
import java.util.List;

/// The built-ins of streams and futures. Spec: `CanonicalABI.md`, `canon stream.new` and those that
/// follow.
final class ChannelCanons {

  private static final Simple I32 = Simple.I32;
  private static final Simple I64 = Simple.I64;

  private final Scope scope;
  private final Session session;
  private final CoreFuncs functions;

  ChannelCanons(Scope scope, CoreFuncs functions) {
    this.scope = scope;
    this.session = scope.session;
    this.functions = functions;
  }

  Resolution add(Canon.ChannelBuiltin builtin, int offset) {
    return switch (builtin) {
      case Canon.StreamNew(int type) -> channel(stream(type, offset), List.of(), List.of(I64));
      case Canon.StreamRead(int type, var options) ->
          copy("stream.read", stream(type, offset), options, offset);
      case Canon.StreamWrite(int type, var options) ->
          copy("stream.write", stream(type, offset), options, offset);
      case Canon.StreamCancelRead(int type, boolean async) ->
          cancel(stream(type, offset), async, offset);
      case Canon.StreamCancelWrite(int type, boolean async) ->
          cancel(stream(type, offset), async, offset);
      case Canon.StreamDropReadable(int type) ->
          channel(stream(type, offset), List.of(I32), List.of());
      case Canon.StreamDropWritable(int type) ->
          channel(stream(type, offset), List.of(I32), List.of());
      case Canon.FutureNew(int type) -> channel(future(type, offset), List.of(), List.of(I64));
      case Canon.FutureRead(int type, var options) ->
          copy("future.read", future(type, offset), options, offset);
      case Canon.FutureWrite(int type, var options) ->
          copy("future.write", future(type, offset), options, offset);
      case Canon.FutureCancelRead(int type, boolean async) ->
          cancel(future(type, offset), async, offset);
      case Canon.FutureCancelWrite(int type, boolean async) ->
          cancel(future(type, offset), async, offset);
      case Canon.FutureDropReadable(int type) ->
          channel(future(type, offset), List.of(I32), List.of());
      case Canon.FutureDropWritable(int type) ->
          channel(future(type, offset), List.of(I32), List.of());
    };
  }

  private ValType.StreamType stream(int type, int offset) {
    if (scope.valueType(type, offset) instanceof ValType.StreamType stream) {
      return stream;
    }
    throw new InvalidException("type index " + type + " is not a stream type", offset);
  }

  private ValType.FutureType future(int type, int offset) {
    if (scope.valueType(type, offset) instanceof ValType.FutureType future) {
      return future;
    }
    throw new InvalidException("type index " + type + " is not a future type", offset);
  }

  private Resolution channel(ValType type, List<Simple> params, List<Simple> results) {
    functions.add(params, results);
    return new Resolution.Value(type);
  }

  private Resolution cancel(ValType type, boolean async, int offset) {
    functions.moreAsync(async, "async cancellation of a read or write", offset);
    return channel(type, List.of(I32), List.of(I32));
  }

  private Resolution copy(String builtin, ValType type, CanonOptions options, int offset) {
    CanonChecks checks = CanonChecks.of(scope, options, offset);
    checks.refuseLiftOnly();
    functions.moreAsync(!options.async(), "synchronous `" + builtin + "`", offset);
    ValType element = ValTypes.parts(type).stream().findFirst().orElse(null);
    if (element != null) {
      checks.requireMemory();
      if (builtin.endsWith(".read") && session.facts.of(element).pointer()) {
        checks.requireRealloc();
      }
    }
    Simple pointer = checks.pointer();
    return type instanceof ValType.StreamType
        ? channel(type, List.of(I32, pointer, pointer), List.of(pointer))
        : channel(type, List.of(I32, pointer), List.of(I32));
  }
}
