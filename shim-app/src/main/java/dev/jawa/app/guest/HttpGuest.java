package dev.jawa.app.guest;

import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.http.Exchange;
import dev.jawa.http.GuestHandler;
import dev.jawa.http.HttpProxyServer;
import dev.jawa.http.ProxyOptions;
import dev.jawa.http.RequestHandler;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpTransport;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

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

  @Override
  public GuestKind kind() {
    return GuestKind.HTTP;
  }

  @Override
  public GuestProcess start(GuestSpec spec) {
    proposals.require(name, spec.services());
    HttpOutput output = new HttpOutput(spec.stdio(), spec.http().outputPrefix());
    Outgoing outgoing = Outgoing.allowed(spec);
    Requests requests = new Requests(spec, output, outgoing.transport());
    try {
      HttpProxyServer server = HttpProxyServer.start(requests, options(spec, output));
      return new HttpGuestProcess(server, spec, outgoing);
    } catch (IOException e) {
      outgoing.close();
      throw new GuestException(name + ": " + e.getMessage(), e);
    }
  }

  private static ProxyOptions options(GuestSpec spec, HttpOutput output) {
    GuestSpec.HttpListen listen = spec.http();
    ProxyOptions.Builder options =
        ProxyOptions.builder(new InetSocketAddress(listen.host(), listen.port()))
            .backlog(listen.backlog())
            .network(spec.network())
            .requestTimeout(spec.timeout())
            .observer(output::failed);
    return listen.server().applyTo(options).build();
  }

  /// Gives each request its context.
  private final class Requests implements RequestHandler {
    private final GuestSpec spec;
    private final HttpOutput output;
    private final HttpTransport transport;

    Requests(GuestSpec spec, HttpOutput output, HttpTransport transport) {
      this.spec = spec;
      this.output = output;
      this.transport = transport;
    }

    @Override
    public void handle(HttpRequest request, Exchange exchange) throws IOException {
      try (HttpOutput.Lines lines = output.of(exchange.number())) {
        WasiContext context =
            Contexts.of(spec, random, transport, lines.stdio(), environment(exchange.number()))
                .preopens(spec.preopens().stream().map(Preopen::lend).toList())
                .build();
        new GuestHandler(component, spec.limits(), spec.services().limits(), _ -> context)
            .handle(request, exchange);
      }
    }

    private Map<String, String> environment(long number) {
      Map<String, String> environment = new LinkedHashMap<>(spec.environment());
      environment.put(spec.http().requestIdVariable(), Long.toString(number));
      return environment;
    }
  }
}
