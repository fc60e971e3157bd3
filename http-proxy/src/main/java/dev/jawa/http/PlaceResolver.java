package dev.jawa.http;

import dev.jawa.wasi.ctx.NetworkPlace;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;

/// Looks names up as programs in a network place do, and not on the event loop, which the look-up
/// would block.
final class PlaceResolver extends AddressResolverGroup<InetSocketAddress> {

  private final NetworkPlace network;

  PlaceResolver(NetworkPlace network) {
    this.network = network;
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new InetSocketAddressResolver(executor, new Names(executor));
  }

  private final class Names extends InetNameResolver {

    Names(EventExecutor executor) {
      super(executor);
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> promise) {
      lookUp(host, promise, List::getFirst);
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
      lookUp(host, promise, all -> all);
    }

    private <T> void lookUp(
        String host, Promise<T> promise, Function<List<InetAddress>, T> choice) {
      Thread.ofVirtual()
          .name("jawa-dns")
          .start(() -> {
            try {
              List<InetAddress> all = network.lookUp(host);
              promise.trySuccess(choice.apply(all));
            } catch (Exception cause) {
              promise.tryFailure(cause);
            }
          });
    }
  }
}
