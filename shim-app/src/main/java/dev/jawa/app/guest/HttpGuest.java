package dev.jawa.app.guest;

import dev.jawa.app.sys.InheritedSocket;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.http.GivenListener;
import dev.jawa.http.HttpProxyServer;
import dev.jawa.http.ProxyOptions;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/// A component behind an HTTP listener, with an instance of its own for each request.
final class HttpGuest implements Guest {

  private final String name;
  private final LinkedComponent<WasiContext> component;
  private final Proposals proposals;
  private final HostRandom random;

  HttpGuest(
      String name, LinkedComponent<WasiContext> component, Proposals proposals, HostRandom random) {
    this.name = name;
    this.component = component;
    this.proposals = proposals;
    this.random = random;
  }

  /// @throws GuestException if the guest is none
  static HttpGuest of(Guest guest) {
    if (guest instanceof HttpGuest http) {
      return http;
    }
    throw new GuestException(
        "only components that export wasi:http/incoming-handler can be served");
  }

  String name() {
    return name;
  }

  LinkedComponent<WasiContext> component() {
    return component;
  }

  HostRandom random() {
    return random;
  }

  @Override
  public GuestKind kind() {
    return GuestKind.HTTP;
  }

  /// @throws GuestException if the component needs a proposal that is switched off
  void require(GuestSpec spec) {
    proposals.require(name, spec.services());
  }

  @Override
  public GuestProcess start(GuestSpec spec) {
    HttpOutput output = new HttpOutput(spec.stdio(), spec.http().outputPrefix(), spec.traps());
    Map<Route, HttpGuest> guests = new LinkedHashMap<>();
    guests.put(Route.ALL, this);
    spec.http().routes().forEach((route, guest) -> guests.put(route, of(guest)));
    guests.values().forEach(guest -> guest.require(spec));
    HttpServing serving = new HttpServing(spec, output, Outgoing.allowed(spec));
    RoutedRequests requests = new RoutedRequests(guests, serving);
    try {
      ServerFiles files = ServerFiles.open(spec.http().server());
      MemoryWatch watch = new MemoryWatch(spec.limits().group());
      HttpProxyServer server =
          HttpProxyServer.start(
              requests, options(spec, files).observer(watch.after(output::failed)).build());
      HttpGuestProcess process = new HttpGuestProcess(server, serving, files, requests);
      watch.whenExceeded(process::endOutOfMemory);
      return process;
    } catch (IOException e) {
      requests.close();
      serving.outgoing().close();
      throw new GuestException(name + ": " + e.getMessage(), e);
    }
  }

  private static ProxyOptions.Builder options(GuestSpec spec, ServerFiles files)
      throws IOException {
    GuestSpec.HttpListen listen = spec.http();
    ProxyOptions.Builder options =
        builder(listen)
            .backlog(listen.backlog())
            .network(spec.network())
            .requestTimeout(spec.timeout());
    Executor threads = GuestStacks.forRequests(spec);
    if (threads != null) {
      options.requests(threads);
    }
    files.applyTo(options);
    return listen.server().applyTo(options);
  }

  private static ProxyOptions.Builder builder(GuestSpec.HttpListen listen) throws IOException {
    if (!listen.host().startsWith("fd:")) {
      return ProxyOptions.builder(address(listen));
    }
    try {
      InheritedSocket given =
          InheritedSocket.adopt(Integer.parseInt(listen.host().substring("fd:".length())));
      return ProxyOptions.builder(new GivenListener(given.socket(), given.address()));
    } catch (IOException e) {
      throw new IOException("cannot listen on " + listen.host() + ": " + e.getMessage(), e);
    }
  }

  private static SocketAddress address(GuestSpec.HttpListen listen) {
    return listen.host().startsWith("unix:")
        ? UnixDomainSocketAddress.of(listen.host().substring("unix:".length()))
        : new InetSocketAddress(listen.host(), listen.port());
  }
}
