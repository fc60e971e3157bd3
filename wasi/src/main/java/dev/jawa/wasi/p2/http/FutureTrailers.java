package dev.jawa.wasi.p2.http;

import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultOk;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Children;
import dev.jawa.wasi.p2.io.Poll;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The resource `future-trailers`: skips what the guest left of the body, then has the trailers.
public final class FutureTrailers {

  public static final HostResource<FutureTrailers> RESOURCE =
      Children.first(
          HostResource.of("future-trailers", FutureTrailers.class, FutureTrailers::drop),
          future -> future.children);

  private static final int SKIPPED_AT_ONCE = 64 << 10;

  private final HttpBody body;
  private final Pollable trailersHere;
  private final Children children = new Children();
  private final ReentrantLock skipping = new ReentrantLock();
  private boolean atEnd;
  private boolean taken;
  private @Nullable HttpException failure;

  FutureTrailers(HttpBody body) {
    this.body = body;
    this.trailersHere = Readiness.of(body.trailers());
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[method]future-trailers.subscribe",
            method(RESOURCE).returns(Poll.POLLABLE.own()),
            (_, args) -> ((FutureTrailers) args[0]).subscribe())
        .func(
            "[method]future-trailers.get",
            method(RESOURCE)
                .returns(option(resultOk(result(option(Fields.RESOURCE.own()), ErrorCode.TYPE)))),
            (_, args) -> ((FutureTrailers) args[0]).get());
  }

  Pollable subscribe() {
    return children.pollable(
        new Pollable() {
          @Override
          public boolean isReady() {
            return FutureTrailers.this.isReady();
          }

          @Override
          public Runnable onReady(Runnable wake) {
            // A wake for more bytes is a spurious one: whoever waits asks again, which skips them.
            return (FutureTrailers.this.isReady() || skipped()
                    ? trailersHere
                    : body.stream().readiness())
                .onReady(wake);
          }
        });
  }

  Optional<Object> get() {
    if (!isReady()) {
      return Optional.empty();
    }
    if (taken) {
      return Optional.of(Result.ERR);
    }
    taken = true;
    return Optional.of(Result.ok(outcome()));
  }

  private Result outcome() {
    if (failure != null) {
      return Result.err(ErrorCode.lift(failure));
    }
    try {
      List<HttpHeader> trailers = body.trailers().join();
      return Result.ok(
          trailers.isEmpty() ? Optional.empty() : Optional.of(Fields.received(trailers)));
    } catch (CompletionException e) {
      return Result.err(ErrorCode.lift(HttpException.of(e)));
    }
  }

  private boolean isReady() {
    return skipped() && (failure != null || body.trailers().isDone());
  }

  private boolean skipped() {
    skipping.lock();
    try {
      while (!atEnd) {
        byte[] bytes = body.stream().read(SKIPPED_AT_ONCE);
        if (bytes == null) {
          atEnd = true;
        } else if (bytes.length == 0) {
          return false;
        }
      }
    } catch (IOException e) {
      atEnd = true;
      failure = HttpException.of(e);
    } finally {
      skipping.unlock();
    }
    return true;
  }

  private void drop() {
    body.stream().close();
  }
}
