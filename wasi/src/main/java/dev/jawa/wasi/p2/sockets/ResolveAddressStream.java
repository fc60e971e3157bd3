package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.host.HostResource;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Children;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The resource `resolve-address-stream`: a look-up on its way, then the addresses one by one.
public final class ResolveAddressStream {

  public static final HostResource<ResolveAddressStream> RESOURCE =
      Children.first(
          HostResource.of("resolve-address-stream", ResolveAddressStream.class, _ -> {}),
          stream -> stream.children);

  /// As in RFC 1123, and underscores: services of containers are called so.
  private static final Pattern HOST_NAME =
      Pattern.compile("(?!-)[a-zA-Z0-9_-]+(?<!-)(\\.(?!-)[a-zA-Z0-9_-]+(?<!-))*\\.?");

  private final CompletableFuture<Answer> answer;
  private final Pollable readiness;
  private final Children children = new Children();
  private @Nullable Iterator<InetAddress> left;

  private sealed interface Answer {
    record Addresses(List<InetAddress> addresses) implements Answer {}

    record Failure(ErrorCode code) implements Answer {}
  }

  private ResolveAddressStream(CompletableFuture<Answer> answer) {
    this.answer = answer;
    this.readiness = Readiness.of(answer);
  }

  /// Starts a look-up in the guest's network.
  ///
  /// @throws SocketFailure `invalid-argument` for what is neither a name nor an address
  static ResolveAddressStream resolve(WasiContext context, String name) throws SocketFailure {
    if (!context.sockets().allowsNameLookup()) {
      throw new SocketFailure(ErrorCode.PERMANENT_RESOLVER_FAILURE);
    }
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    InetAddress literal = literal(name);
    if (literal != null) {
      answer.complete(new Answer.Addresses(List.of(literal)));
    } else {
      String ascii = hostName(name);
      Thread.ofVirtual().name("jawa-lookup").start(() -> answer.complete(lookUp(context, ascii)));
    }
    return new ResolveAddressStream(answer);
  }

  Optional<Variant> next() throws SocketFailure {
    if (!answer.isDone()) {
      throw new SocketFailure(ErrorCode.WOULD_BLOCK);
    }
    if (left == null) {
      left =
          switch (answer.join()) {
            case Answer.Addresses(List<InetAddress> addresses) -> addresses.iterator();
            case Answer.Failure(ErrorCode code) -> throw new SocketFailure(code);
          };
    }
    return left.hasNext() ? Optional.of(IpAddresses.lift(left.next())) : Optional.empty();
  }

  Pollable subscribe() {
    return children.pollable(readiness);
  }

  private static Answer lookUp(WasiContext context, String name) {
    try {
      return new Answer.Addresses(context.network().lookUp(name));
    } catch (UnknownHostException e) {
      boolean temporary = String.valueOf(e.getMessage()).contains("emporary failure");
      return new Answer.Failure(
          temporary ? ErrorCode.TEMPORARY_RESOLVER_FAILURE : ErrorCode.NAME_UNRESOLVABLE);
    } catch (Exception e) {
      return new Answer.Failure(ErrorCode.TEMPORARY_RESOLVER_FAILURE);
    }
  }

  private static @Nullable InetAddress literal(String name) {
    try {
      // Addresses of guests carry no scope.
      return name.indexOf('%') < 0 ? InetAddress.ofLiteral(name) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String hostName(String name) throws SocketFailure {
    try {
      String ascii = IDN.toASCII(name);
      if (ascii.length() <= 253 && HOST_NAME.matcher(ascii).matches()) {
        return ascii;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
  }
}
