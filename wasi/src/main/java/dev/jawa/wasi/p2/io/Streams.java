package dev.jawa.wasi.p2.io;

import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.of;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;
import static dev.jawa.wasi.p2.wit.WitTypes.unit;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.host.BorrowingFunc;
import dev.jawa.component.host.HostFunc;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.io.IOException;

/// `wasi:io/streams`: the contents; the work is in [InputStream] and [OutputStream].
public final class Streams {

  /// `stream-error`.
  public static final ValType STREAM_ERROR =
      variant(of("last-operation-failed", IoError.RESOURCE.own()), unit("closed"));

  private static final Result CLOSED = Result.err(Variant.of(1));

  private static final ValType COUNT = result(Primitive.U64, STREAM_ERROR);
  private static final ValType BYTES = result(list(Primitive.U8), STREAM_ERROR);
  private static final ValType DONE = resultErr(STREAM_ERROR);

  private Streams() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    HostInterface.Builder<WasiContext> table =
        HostInterface.<WasiContext>named("wasi:io/streams", WitTypes.VERSION)
            .resource(InputStream.RESOURCE)
            .resource(OutputStream.RESOURCE);
    bindInput(table);
    bindOutput(table);
    bindZeroesAndSplice(table);
    return table.build();
  }

  private static void bindInput(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]input-stream.read",
            input(param("len", Primitive.U64)).returns(BYTES),
            call((ctx, args) -> Result.ok(in(args).readList(atMost(ctx, args[1])))))
        .func(
            "[method]input-stream.blocking-read",
            input(param("len", Primitive.U64)).returns(BYTES),
            call((ctx, args) -> Result.ok(in(args).blockingReadList(atMost(ctx, args[1])))))
        .func(
            "[method]input-stream.skip",
            input(param("len", Primitive.U64)).returns(COUNT),
            call((ctx, args) -> count(in(args).read(atMost(ctx, args[1])).length)))
        .func(
            "[method]input-stream.blocking-skip",
            input(param("len", Primitive.U64)).returns(COUNT),
            call((ctx, args) -> count(in(args).blockingRead(atMost(ctx, args[1])).length)))
        .func(
            "[method]input-stream.subscribe",
            input().returns(Poll.POLLABLE.own()),
            (_, args) -> in(args).subscribe());
  }

  private static void bindOutput(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]output-stream.check-write",
            output().returns(COUNT),
            call((_, args) -> count(out(args).checkWrite())))
        .func(
            "[method]output-stream.write",
            output(param("contents", list(Primitive.U8))).returns(DONE),
            borrowing((_, args) -> write(out(args), args[1])))
        .func(
            "[method]output-stream.blocking-write-and-flush",
            output(param("contents", list(Primitive.U8))).returns(DONE),
            borrowing((_, args) -> blockingWriteAndFlush(out(args), args[1])))
        .func(
            "[method]output-stream.flush",
            output().returns(DONE),
            done((_, args) -> out(args).flush()))
        .func(
            "[method]output-stream.blocking-flush",
            output().returns(DONE),
            done((_, args) -> out(args).blockingFlush()))
        .func(
            "[method]output-stream.subscribe",
            output().returns(Poll.POLLABLE.own()),
            (_, args) -> out(args).subscribe());
  }

  private static void bindZeroesAndSplice(HostInterface.Builder<WasiContext> table) {
    FuncType.Param source = param("src", InputStream.RESOURCE.borrow());
    table
        .func(
            "[method]output-stream.write-zeroes",
            output(param("len", Primitive.U64)).returns(DONE),
            done((_, args) -> out(args).writeZeroes((Long) args[1])))
        .func(
            "[method]output-stream.blocking-write-zeroes-and-flush",
            output(param("len", Primitive.U64)).returns(DONE),
            done((_, args) -> out(args).blockingWriteZeroesAndFlush((Long) args[1])))
        .func(
            "[method]output-stream.splice",
            output(source, param("len", Primitive.U64)).returns(COUNT),
            call((ctx, args) ->
                count(out(args).splice((InputStream) args[1], atMost(ctx, args[2])))))
        .func(
            "[method]output-stream.blocking-splice",
            output(source, param("len", Primitive.U64)).returns(COUNT),
            call((ctx, args) ->
                count(out(args).blockingSplice((InputStream) args[1], atMost(ctx, args[2])))));
  }

  private static FuncType input(FuncType.Param... more) {
    return WitTypes.method(InputStream.RESOURCE, more);
  }

  private static FuncType output(FuncType.Param... more) {
    return WitTypes.method(OutputStream.RESOURCE, more);
  }

  private static InputStream in(Object[] args) {
    return (InputStream) args[0];
  }

  private static OutputStream out(Object[] args) {
    return (OutputStream) args[0];
  }

  private static int atMost(WasiContext context, Object length) {
    long limit = context.limits().readBytes();
    return (int) (Long.compareUnsigned((Long) length, limit) > 0 ? limit : (Long) length);
  }

  private static Result count(long count) {
    return Result.ok(count);
  }

  private static void write(OutputStream out, Object contents) throws IOException {
    switch (contents) {
      case byte[] own -> out.write(own);
      default -> out.write(BorrowingFunc.bytes(contents));
    }
  }

  private static void blockingWriteAndFlush(OutputStream out, Object contents) throws IOException {
    switch (contents) {
      case byte[] own -> out.blockingWriteAndFlush(own);
      default -> out.blockingWriteAndFlush(BorrowingFunc.bytes(contents));
    }
  }

  private static HostFunc<WasiContext> done(Action action) {
    return call((context, args) -> {
      action.run(context, args);
      return Result.OK;
    });
  }

  private static BorrowingFunc<WasiContext> borrowing(Action action) {
    return done(action)::call;
  }

  private static HostFunc<WasiContext> call(Call call) {
    return (context, args) -> {
      try {
        return call.run(context, args);
      } catch (StreamClosed e) {
        return CLOSED;
      } catch (IOException e) {
        return Result.err(new Variant(0, new IoError(e)));
      }
    };
  }

  @FunctionalInterface
  private interface Call {
    Result run(WasiContext context, Object[] args) throws IOException;
  }

  @FunctionalInterface
  private interface Action {
    void run(WasiContext context, Object[] args) throws IOException;
  }
}
