package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultOk;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The resource `outgoing-request`. Each part is checked when it is set, the whole when it is sent.
public final class OutgoingRequest {

  public static final HostResource<OutgoingRequest> RESOURCE =
      HostResource.of("outgoing-request", OutgoingRequest.class, OutgoingRequest::drop);

  private final Fields headers;
  private final SentBody body = new SentBody(Code.HTTP_REQUEST_BODY_SIZE);
  private String method = "GET";
  private @Nullable String scheme;
  private @Nullable String authority;
  private @Nullable String pathWithQuery;

  OutgoingRequest(Fields headers) {
    this.headers = headers.freeze();
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[constructor]outgoing-request",
            func(param("headers", Fields.RESOURCE.own())).returns(RESOURCE.own()),
            (_, args) -> new OutgoingRequest((Fields) args[0]))
        .func(
            "[method]outgoing-request.headers",
            method(RESOURCE).returns(Fields.RESOURCE.own()),
            (_, args) -> self(args).headers)
        .func(
            "[method]outgoing-request.body",
            method(RESOURCE).returns(resultOk(OutgoingBody.RESOURCE.own())),
            (context, args) -> self(args).body.take(context, self(args).headers));
    bindGetters(table);
    bindSetters(table);
  }

  private static void bindGetters(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]outgoing-request.method",
            method(RESOURCE).returns(Method.TYPE),
            (_, args) -> Method.lift(self(args).method))
        .func(
            "[method]outgoing-request.path-with-query",
            method(RESOURCE).returns(option(Primitive.STRING)),
            (_, args) -> Optional.ofNullable(self(args).pathWithQuery))
        .func(
            "[method]outgoing-request.scheme",
            method(RESOURCE).returns(option(Scheme.TYPE)),
            (_, args) -> Optional.ofNullable(self(args).scheme).map(Scheme::lift))
        .func(
            "[method]outgoing-request.authority",
            method(RESOURCE).returns(option(Primitive.STRING)),
            (_, args) -> Optional.ofNullable(self(args).authority));
  }

  private static void bindSetters(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]outgoing-request.set-method",
            method(RESOURCE, param("method", Method.TYPE)).returns(result()),
            (_, args) -> self(args).setMethod(Method.text((Variant) args[1])))
        .func(
            "[method]outgoing-request.set-path-with-query",
            method(RESOURCE, param("path-with-query", option(Primitive.STRING))).returns(result()),
            (_, args) -> self(args).setPathWithQuery((String) given(args)))
        .func(
            "[method]outgoing-request.set-scheme",
            method(RESOURCE, param("scheme", option(Scheme.TYPE))).returns(result()),
            (_, args) -> self(args).setScheme((Variant) given(args)))
        .func(
            "[method]outgoing-request.set-authority",
            method(RESOURCE, param("authority", option(Primitive.STRING))).returns(result()),
            (_, args) -> self(args).setAuthority((String) given(args)));
  }

  /// The request as it goes out.
  ///
  /// @throws HttpException if it is none that can be sent
  HttpRequest toRequest() throws HttpException {
    String usedScheme = scheme == null ? "https" : scheme;
    if (!usedScheme.equalsIgnoreCase("http") && !usedScheme.equalsIgnoreCase("https")) {
      throw new HttpException(
          Code.HTTP_PROTOCOL_ERROR, "the scheme " + usedScheme + " is not supported");
    }
    if (authority == null) {
      throw new HttpException(Code.HTTP_REQUEST_URI_INVALID, "the request has no authority");
    }
    if (pathWithQuery == null) {
      throw new HttpException(Code.HTTP_REQUEST_URI_INVALID, "the request has no path");
    }
    if (!body.isTaken() && headers.contentLength() > 0) {
      throw new HttpException(
          Code.HTTP_REQUEST_BODY_SIZE, "the request has a content-length and no body", 0L);
    }
    return new HttpRequest(
        method, usedScheme, authority, pathWithQuery, headers.entries(), body.toSend());
  }

  private Result setMethod(String value) {
    if (!HttpSyntax.isToken(value)) {
      return Result.ERR;
    }
    method = value;
    return Result.OK;
  }

  private Result setPathWithQuery(@Nullable String value) {
    if (value != null && !HttpSyntax.isPathWithQuery(value)) {
      return Result.ERR;
    }
    pathWithQuery = value;
    return Result.OK;
  }

  private Result setScheme(@Nullable Variant value) {
    String text = value == null ? null : Scheme.text(value);
    if (text != null && !HttpSyntax.isScheme(text)) {
      return Result.ERR;
    }
    scheme = text;
    return Result.OK;
  }

  private Result setAuthority(@Nullable String value) {
    if (value != null && !HttpSyntax.isAuthority(value)) {
      return Result.ERR;
    }
    authority = value;
    return Result.OK;
  }

  private void drop() {
    body.drop();
  }

  private static @Nullable Object given(Object[] args) {
    return ((Optional<?>) args[1]).orElse(null);
  }

  private static OutgoingRequest self(Object[] args) {
    return (OutgoingRequest) args[0];
  }
}
