package dev.jawa.wasi.p2.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketBuffers;
import dev.jawa.wasi.ctx.WasiLimits;
import dev.jawa.wasi.p2.io.InputStream;
import dev.jawa.wasi.p2.io.OutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BodiesTest {

  private static final String HTTP = "wasi:http/types#";
  private static final String OUT = "wasi:io/streams#[method]output-stream.";
  private static final String IN = "wasi:io/streams#[method]input-stream.";

  private final FakeGuest guest = new FakeGuest();

  @Test
  void carriesAnOutgoingBodyWithItsTrailers() throws IOException {
    OutgoingBody outgoing =
        new OutgoingBody(Code.HTTP_RESPONSE_BODY_SIZE, -1, 100, new SocketBuffers());
    HttpBody body = outgoing.body();
    OutputStream stream = write(outgoing);
    byte[] contents = "hello".getBytes(UTF_8);
    guest.call(OUT + "blocking-write-and-flush", stream, contents);
    assertThat(body.stream().read(100)).isSameAs(contents);
    guest.drop(stream);
    assertThat(body.stream().read(100)).isSameAs(ByteSource.NOTHING);
    assertThat(body.trailers()).isNotDone();
    assertThat(finish(outgoing, Optional.of(fields("checksum", "7")))).isEqualTo(Result.OK);
    assertThat(body.stream().read(100)).isNull();
    assertThat(body.trailers().join())
        .singleElement()
        .satisfies(trailer -> assertThat(trailer.name()).isEqualTo("checksum"));
  }

  @Test
  void givesTheStreamOutOnce() {
    OutgoingBody outgoing =
        new OutgoingBody(Code.HTTP_RESPONSE_BODY_SIZE, -1, 100, new SocketBuffers());
    guest.drop(write(outgoing));
    assertThat(guest.call(HTTP + "[method]outgoing-body.write", outgoing)).isEqualTo(Result.ERR);
  }

  @Test
  void trapsWhenFinishedBeforeTheStreamIsDropped() {
    OutgoingBody outgoing =
        new OutgoingBody(Code.HTTP_RESPONSE_BODY_SIZE, -1, 100, new SocketBuffers());
    write(outgoing);
    assertThatThrownBy(() -> finish(outgoing, Optional.empty())).isInstanceOf(Trap.class);
    IncomingBody incoming = new IncomingBody(HttpBody.empty());
    stream(incoming);
    assertThatThrownBy(() -> guest.call(HTTP + "[static]incoming-body.finish", incoming))
        .isInstanceOf(Trap.class);
  }

  @Test
  void breaksOffABodyThatIsDropped() throws IOException {
    OutgoingBody outgoing =
        new OutgoingBody(Code.HTTP_RESPONSE_BODY_SIZE, -1, 100, new SocketBuffers());
    OutputStream stream = write(outgoing);
    guest.call(OUT + "blocking-write-and-flush", stream, new byte[] {1});
    guest.drop(stream);
    guest.drop(outgoing);
    assertThat(outgoing.body().stream().read(100)).containsExactly(1);
    assertThatThrownBy(() -> outgoing.body().stream().read(100))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.code()).isEqualTo(Code.HTTP_PROTOCOL_ERROR));
    assertThat(outgoing.body().trailers()).isCompletedExceptionally();
  }

  @Test
  void refusesToFinishABodyThatIsTooShort() {
    OutgoingBody outgoing =
        new OutgoingBody(Code.HTTP_REQUEST_BODY_SIZE, 5, 100, new SocketBuffers());
    OutputStream stream = write(outgoing);
    guest.call(OUT + "blocking-write-and-flush", stream, new byte[3]);
    guest.drop(stream);
    Variant error = (Variant) ((Result.Err) finish(outgoing, Optional.empty())).error();
    assertThat(error.caseIndex()).isEqualTo(Code.HTTP_REQUEST_BODY_SIZE.ordinal());
    assertThat(error.payload()).isEqualTo(Optional.of(3L));
    assertThat(outgoing.body().trailers()).isCompletedExceptionally();
  }

  @Test
  void failsTheWriteThatMakesABodyTooLong() {
    OutgoingBody outgoing =
        new OutgoingBody(Code.HTTP_RESPONSE_BODY_SIZE, 5, 100, new SocketBuffers());
    OutputStream stream = write(outgoing);
    Variant error = guest.err(Variant.class, OUT + "blocking-write-and-flush", stream, new byte[6]);
    Variant code = (Variant) guest.some(HTTP + "http-error-code", error.payload());
    assertThat(code.caseIndex()).isEqualTo(Code.HTTP_RESPONSE_BODY_SIZE.ordinal());
    assertThat(code.payload()).isEqualTo(Optional.of(6L));
  }

  @Test
  void finishesABodyOfTheDeclaredLength() {
    OutgoingBody outgoing =
        new OutgoingBody(Code.HTTP_RESPONSE_BODY_SIZE, 5, 100, new SocketBuffers());
    OutputStream stream = write(outgoing);
    guest.call(OUT + "blocking-write-and-flush", stream, new byte[5]);
    guest.drop(stream);
    assertThat(finish(outgoing, Optional.empty())).isEqualTo(Result.OK);
  }

  @Test
  void takesTheDeclaredLengthAndTheRoomFromRequestAndContext() {
    FakeGuest small = new FakeGuest(b -> b.limits(WasiLimits.DEFAULT.withPipeBytes(7)));
    Object response =
        small.call(HTTP + "[constructor]outgoing-response", fields("content-length", "1"));
    OutgoingBody outgoing =
        small.ok(OutgoingBody.class, HTTP + "[method]outgoing-response.body", response);
    assertThat(small.call(HTTP + "[method]outgoing-response.body", response)).isEqualTo(Result.ERR);
    OutputStream stream = write(outgoing);
    assertThat(small.ok(Long.class, OUT + "check-write", stream)).isEqualTo(7);
    guest.drop(stream);
    assertThat(finish(outgoing, Optional.empty())).isInstanceOf(Result.Err.class);
  }

  @Test
  void readsAnIncomingBodyAndThenItsTrailers() {
    IncomingBody incoming = new IncomingBody(body("hello", List.of(HttpHeader.of("t", "1"))));
    InputStream stream = stream(incoming);
    assertThat(guest.call(HTTP + "[method]incoming-body.stream", incoming)).isEqualTo(Result.ERR);
    assertThat(guest.ok(byte[].class, IN + "blocking-read", stream, 100L))
        .asString(UTF_8)
        .isEqualTo("hello");
    guest.drop(stream);
    Object future = guest.call(HTTP + "[static]incoming-body.finish", incoming);
    Result.Ok outcome = (Result.Ok) takeTrailers(future);
    Fields trailers = (Fields) ((Optional<?>) outcome.value()).orElseThrow();
    assertThat(trailers.has("t")).isTrue();
    assertThat(guest.some(HTTP + "[method]future-trailers.get", future)).isEqualTo(Result.ERR);
  }

  @Test
  void hasNoTrailersWhereNoneCame() {
    Object future =
        guest.call(HTTP + "[static]incoming-body.finish", new IncomingBody(body("x", List.of())));
    assertThat(takeTrailers(future)).isEqualTo(Result.ok(Optional.empty()));
  }

  @Test
  void skipsWhatTheGuestLeftUnread() throws Exception {
    BytePipe pipe = new BytePipe(4);
    CompletableFuture<List<HttpHeader>> trailers = new CompletableFuture<>();
    IncomingBody incoming = new IncomingBody(new HttpBody(pipe.source(), trailers));
    Object future = guest.call(HTTP + "[static]incoming-body.finish", incoming);
    Pollable pollable = (Pollable) guest.call(HTTP + "[method]future-trailers.subscribe", future);
    Thread waiter =
        Thread.startVirtualThread(
            () -> guest.call("wasi:io/poll#[method]pollable.block", pollable));
    for (int i = 0; i < 10; i++) {
      pipe.sink().readiness().await();
      pipe.sink().write(new byte[(int) pipe.sink().checkWrite()]);
    }
    assertThat(guest.call(HTTP + "[method]future-trailers.get", future))
        .isEqualTo(Optional.empty());
    pipe.sink().close();
    trailers.complete(List.of());
    waiter.join();
    assertThat(takeTrailers(future)).isEqualTo(Result.ok(Optional.empty()));
  }

  @Test
  void tellsWhyTheTrailersDidNotCome() {
    BytePipe pipe = new BytePipe(4);
    pipe.abort(new HttpException(Code.CONNECTION_TERMINATED, "gone"));
    IncomingBody incoming =
        new IncomingBody(new HttpBody(pipe.source(), new CompletableFuture<>()));
    Object future = guest.call(HTTP + "[static]incoming-body.finish", incoming);
    Variant error = (Variant) ((Result.Err) takeTrailers(future)).error();
    assertThat(error.caseIndex()).isEqualTo(Code.CONNECTION_TERMINATED.ordinal());
  }

  @Test
  void closesTheSourceOfABodyThatIsDropped() {
    BytePipe pipe = new BytePipe(4);
    guest.drop(new IncomingBody(new HttpBody(pipe.source(), new CompletableFuture<>())));
    assertThatThrownBy(() -> pipe.sink().checkWrite()).hasMessage("closed");
  }

  private Object takeTrailers(Object future) {
    Result.Ok once = (Result.Ok) guest.some(HTTP + "[method]future-trailers.get", future);
    return once.value();
  }

  private OutputStream write(OutgoingBody body) {
    return guest.ok(OutputStream.class, HTTP + "[method]outgoing-body.write", body);
  }

  private InputStream stream(IncomingBody body) {
    return guest.ok(InputStream.class, HTTP + "[method]incoming-body.stream", body);
  }

  private Object finish(OutgoingBody body, Optional<Object> trailers) {
    return guest.call(HTTP + "[static]outgoing-body.finish", body, trailers);
  }

  private Fields fields(String name, String value) {
    return guest.ok(
        Fields.class,
        HTTP + "[static]fields.from-list",
        List.of((Object) new Object[] {name, value.getBytes(UTF_8)}));
  }

  private static HttpBody body(String text, List<HttpHeader> trailers) {
    return new HttpBody(
        new MemorySource(text.getBytes(UTF_8)), CompletableFuture.completedFuture(trailers));
  }
}
