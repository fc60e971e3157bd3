package dev.jawa.wasi.p2.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.HttpTimeouts;
import dev.jawa.wasi.ctx.HttpTransport;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.ResponseSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {

  private static final String HTTP = "wasi:http/types#";
  private static final String REQUEST = HTTP + "[method]outgoing-request.";

  private final FakeTransport transport = new FakeTransport();
  private final FakeSink sink = new FakeSink();
  private final FakeGuest guest = new FakeGuest(b -> b.http(transport));

  @Test
  void showsAnIncomingRequest() {
    IncomingRequest request =
        new IncomingRequest(
            new HttpRequest(
                "PATCH",
                "https",
                "here:1",
                "/a?b",
                List.of(HttpHeader.of("A", "1")),
                HttpBody.empty()));
    String method = HTTP + "[method]incoming-request.";
    assertThat(guest.call(method + "method", request)).isEqualTo(Variant.of(8));
    assertThat(guest.call(method + "scheme", request)).isEqualTo(Optional.of(Variant.of(1)));
    assertThat(guest.call(method + "authority", request)).isEqualTo(Optional.of("here:1"));
    assertThat(guest.call(method + "path-with-query", request)).isEqualTo(Optional.of("/a?b"));
    assertThat(((Fields) guest.call(method + "headers", request)).has("a")).isTrue();
    assertThat(guest.call(method + "consume", request)).isInstanceOf(Result.Ok.class);
    assertThat(guest.call(method + "consume", request)).isEqualTo(Result.ERR);
  }

  @Test
  void namesAMethodThatTheWitDoesNotKnow() {
    IncomingRequest request =
        new IncomingRequest(
            new HttpRequest("PURGE", null, null, null, List.of(), HttpBody.empty()));
    assertThat(guest.call(HTTP + "[method]incoming-request.method", request))
        .isEqualTo(new Variant(9, "PURGE"));
    assertThat(guest.call(HTTP + "[method]incoming-request.scheme", request))
        .isEqualTo(Optional.empty());
  }

  @Test
  void sendsARequestAndGetsTheResponse() {
    Object request = request();
    call("set-method", request, new Variant(9, "PURGE"));
    call("set-scheme", request, Optional.of(Variant.of(0)));
    call("set-authority", request, Optional.of("there:80"));
    call("set-path-with-query", request, Optional.of("/x"));
    Object options = guest.call(HTTP + "[constructor]request-options");
    guest.call(
        HTTP + "[method]request-options.set-first-byte-timeout", options, Optional.of(5_000L));
    assertThat(guest.call(HTTP + "[method]request-options.first-byte-timeout", options))
        .isEqualTo(Optional.of(5_000L));
    Object future = handle(request, Optional.of(options));

    HttpRequest sent = transport.sent.getFirst();
    assertThat(sent.method()).isEqualTo("PURGE");
    assertThat(sent.scheme()).isEqualTo("http");
    assertThat(sent.authority()).isEqualTo("there:80");
    assertThat(sent.pathWithQuery()).isEqualTo("/x");
    assertThat(transport.timeouts).isEqualTo(new HttpTimeouts(null, Duration.ofNanos(5_000), null));

    assertThat(get(future)).isEqualTo(Optional.empty());
    transport.response.complete(
        new HttpResponse(204, List.of(HttpHeader.of("a", "1")), HttpBody.empty()));
    Result.Ok once = (Result.Ok) ((Optional<?>) get(future)).orElseThrow();
    Object response = ((Result.Ok) once.value()).value();
    assertThat(guest.call(HTTP + "[method]incoming-response.status", response)).isEqualTo(204);
    assertThat(get(future)).isEqualTo(Optional.of(Result.ERR));
    assertThat(guest.call(HTTP + "[method]incoming-response.consume", response))
        .isInstanceOf(Result.Ok.class);
    assertThat(guest.call(HTTP + "[method]incoming-response.consume", response))
        .isEqualTo(Result.ERR);
  }

  @Test
  void tellsWhyARequestFailed() {
    Object request = request();
    call("set-authority", request, Optional.of("there"));
    Object future = handle(request, Optional.empty());
    Pollable pollable =
        (Pollable) guest.call(HTTP + "[method]future-incoming-response.subscribe", future);
    assertThat(pollable.isReady()).isFalse();
    transport.response.completeExceptionally(new HttpException(Code.CONNECTION_REFUSED, "no"));
    assertThat(pollable.isReady()).isTrue();
    Result.Ok once = (Result.Ok) ((Optional<?>) get(future)).orElseThrow();
    assertThat(once.value()).isEqualTo(Result.err(Variant.of(Code.CONNECTION_REFUSED.ordinal())));
  }

  @Test
  void refusesARequestThatPromisesABodyAndHasNone() {
    Object length = new Object[] {"content-length", "5".getBytes(UTF_8)};
    Object fields = guest.ok(Object.class, HTTP + "[static]fields.from-list", List.of(length));
    Object request = guest.call(HTTP + "[constructor]outgoing-request", fields);
    call("set-authority", request, Optional.of("there"));
    assertThat(refusal(request)).isEqualTo(Code.HTTP_REQUEST_URI_INVALID.ordinal());
    call("set-path-with-query", request, Optional.of("/"));
    assertThat(refusal(request)).isEqualTo(Code.HTTP_REQUEST_BODY_SIZE.ordinal());
  }

  private int refusal(Object request) {
    return guest
        .err(Variant.class, "wasi:http/outgoing-handler#handle", request, Optional.empty())
        .caseIndex();
  }

  @Test
  void refusesARequestThatGoesNowhere() {
    Variant error =
        guest.err(Variant.class, "wasi:http/outgoing-handler#handle", request(), Optional.empty());
    assertThat(error.caseIndex()).isEqualTo(Code.HTTP_REQUEST_URI_INVALID.ordinal());
    Object request = request();
    call("set-authority", request, Optional.of("there"));
    call("set-scheme", request, Optional.of(new Variant(2, "gopher")));
    Variant scheme =
        guest.err(Variant.class, "wasi:http/outgoing-handler#handle", request, Optional.empty());
    assertThat(scheme.caseIndex()).isEqualTo(Code.HTTP_PROTOCOL_ERROR.ordinal());
    assertThat(transport.sent).isEmpty();
  }

  record BadPart(String setter, Object value) {}

  static Stream<BadPart> badParts() {
    return Stream.of(
        new BadPart("set-method", new Variant(9, "a b")),
        new BadPart("set-path-with-query", Optional.of("/a b")),
        new BadPart("set-scheme", Optional.of(new Variant(2, "1"))),
        new BadPart("set-authority", Optional.of("host:99999")));
  }

  @ParameterizedTest
  @MethodSource("badParts")
  void refusesAPartThatIsNotWellFormed(BadPart part) {
    Object request = request();
    assertThat(guest.call(REQUEST + part.setter(), request, part.value())).isEqualTo(Result.ERR);
    assertThat(guest.call(REQUEST + "method", request)).isEqualTo(Variant.of(0));
    assertThat(guest.call(REQUEST + "authority", request)).isEqualTo(Optional.empty());
  }

  @Test
  void givesTheRequestUpWhenTheFutureIsDropped() {
    Object request = request();
    call("set-authority", request, Optional.of("there"));
    guest.drop(handle(request, Optional.empty()));
    assertThat(transport.response).isCancelled();
  }

  @Test
  void closesAResponseThatNobodyTook() {
    BytePipe pipe = new BytePipe(1);
    Object request = request();
    call("set-authority", request, Optional.of("there"));
    Object future = handle(request, Optional.empty());
    transport.response.complete(
        new HttpResponse(200, List.of(), new HttpBody(pipe.source(), new CompletableFuture<>())));
    guest.drop(future);
    assertThat(pipe.sink().readiness().isReady()).isTrue();
    assertThatThrownBy(() -> pipe.sink().checkWrite()).hasMessage("closed");
  }

  @Test
  void answersThroughTheOutparam() {
    ResponseOutparam outparam = new ResponseOutparam(sink);
    Object response = response();
    assertThat(guest.call(HTTP + "[method]outgoing-response.status-code", response)).isEqualTo(200);
    assertThat(guest.call(HTTP + "[method]outgoing-response.set-status-code", response, 404))
        .isEqualTo(Result.OK);
    assertThat(guest.call(HTTP + "[method]outgoing-response.set-status-code", response, 99))
        .isEqualTo(Result.ERR);
    assertThat(guest.call(HTTP + "[method]outgoing-response.set-status-code", response, 1000))
        .isEqualTo(Result.ERR);
    assertThat(outparam.isUsed()).isFalse();
    guest.call(HTTP + "[static]response-outparam.set", outparam, Result.ok(response));
    assertThat(outparam.isUsed()).isTrue();
    assertThat(sink.responses).singleElement().extracting(HttpResponse::status).isEqualTo(404);
  }

  @Test
  void failsThroughTheOutparam() {
    Variant error = new Variant(Code.INTERNAL_ERROR.ordinal(), Optional.of("broken"));
    guest.call(
        HTTP + "[static]response-outparam.set", new ResponseOutparam(sink), Result.err(error));
    assertThat(sink.failures)
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.code()).isEqualTo(Code.INTERNAL_ERROR);
          assertThat(failure).hasMessage("broken");
        });
  }

  @Test
  void saysThatInformationalResponsesAreNotSent() {
    String function = HTTP + "[method]response-outparam.send-informational";
    ResponseOutparam outparam = new ResponseOutparam(sink);
    assertThat(guest.err(Variant.class, function, outparam, 103, fields()).caseIndex())
        .isEqualTo(Code.INTERNAL_ERROR.ordinal());
    assertThat(guest.err(Variant.class, function, outparam, 200, fields()).caseIndex())
        .isEqualTo(Code.HTTP_PROTOCOL_ERROR.ordinal());
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void bringsEveryCodeToAGuestAndBack(Code code) {
    Variant lifted = ErrorCode.lift(new HttpException(code, "why", 7L));
    HttpException lowered = ErrorCode.lower(lifted);
    assertThat(lowered.code()).isEqualTo(code);
    if (lifted.payload() instanceof Optional<?> text && text.orElse(null) instanceof String) {
      assertThat(lowered).hasMessage("why");
    }
  }

  private Object handle(Object request, Optional<Object> options) {
    return guest.ok(Object.class, "wasi:http/outgoing-handler#handle", request, options);
  }

  private Object get(Object future) {
    return guest.call(HTTP + "[method]future-incoming-response.get", future);
  }

  private void call(String setter, Object request, Object value) {
    assertThat(guest.call(REQUEST + setter, request, value)).isEqualTo(Result.OK);
  }

  private Object request() {
    Object request = guest.call(HTTP + "[constructor]outgoing-request", fields());
    call("set-path-with-query", request, Optional.of("/"));
    return request;
  }

  private Object response() {
    return guest.call(HTTP + "[constructor]outgoing-response", fields());
  }

  private Object fields() {
    return guest.ok(
        Fields.class,
        HTTP + "[static]fields.from-list",
        List.of((Object) new Object[] {"a", "1".getBytes(UTF_8)}));
  }

  private static final class FakeTransport implements HttpTransport {
    final List<HttpRequest> sent = new ArrayList<>();
    final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    HttpTimeouts timeouts;

    @Override
    public CompletableFuture<HttpResponse> send(HttpRequest request, HttpTimeouts given) {
      sent.add(request);
      timeouts = given;
      return response;
    }
  }

  private static final class FakeSink implements ResponseSink {
    final List<HttpResponse> responses = new ArrayList<>();
    final List<HttpException> failures = new ArrayList<>();

    @Override
    public void respond(HttpResponse response) {
      responses.add(response);
    }

    @Override
    public void fail(HttpException error) {
      failures.add(error);
    }
  }
}
