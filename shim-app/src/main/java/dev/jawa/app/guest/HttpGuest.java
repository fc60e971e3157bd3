package dev.jawa.app.guest;

import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.http.GuestHandler;
import dev.jawa.http.HttpProxyServer;
import dev.jawa.http.InstancePool;
import dev.jawa.http.PoolOptions;
import dev.jawa.http.ProxyOptions;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.net.InetSocketAddress;

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
    InstancePool pool =
        new InstancePool(
            component,
            spec.limits(),
            spec.services().limits(),
            new RequestContexts(spec, random, outgoing.transport(), output),
            poolOptions(spec.http().instances()),
            reason -> output.notice(name + ": " + reason));
    try {
      HttpProxyServer server = HttpProxyServer.start(new GuestHandler(pool), options(spec, output));
      return new HttpGuestProcess(server, spec, () -> close(pool, outgoing));
    } catch (IOException e) {
      close(pool, outgoing);
      throw new GuestException(name + ": " + e.getMessage(), e);
    }
  }

  private static void close(InstancePool pool, Outgoing outgoing) {
    pool.close();
    outgoing.close();
  }

  private static PoolOptions poolOptions(GuestSpec.Instances instances) {
    return new PoolOptions(
        instances.maxIdle(),
        instances.maxIdleBytes(),
        instances.idleTimeout(),
        instances.warm(),
        instances.maxReuse());
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
}
