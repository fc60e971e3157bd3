package dev.jawa.http.names;

import dev.jawa.wasi.ctx.NetworkPlace;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// The name servers of one `resolv.conf`. Nothing is remembered from one look-up to the next.
final class NameServers implements AutoCloseable {

  private final ResolvConf configuration;
  private final EventLoopGroup group;
  private final DnsNameResolver resolver;

  NameServers(ResolvConf configuration, NetworkPlace place) {
    this.configuration = configuration;
    ThreadFactory threads = new DefaultThreadFactory("jawa-dns", true);
    this.group = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    this.resolver =
        new DnsNameResolverBuilder(group.next())
            .datagramChannelFactory(() -> new NioDatagramChannel(datagrams(place)))
            // For answers that do not fit a datagram.
            .socketChannelFactory(() -> new NioSocketChannel(stream(place)))
            .nameServerProvider(new SequentialDnsServerAddressStreamProvider(asked(configuration)))
            .searchDomains(configuration.search())
            .ndots(configuration.ndots())
            .queryTimeoutMillis(configuration.timeout().toMillis())
            .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
            .completeOncePreferredResolved(false)
            .optResourceEnabled(false)
            .hostsFileEntriesResolver((_, _) -> null)
            .resolveCache(NoopDnsCache.INSTANCE)
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .build();
  }

  /// Each server as often as there are attempts.
  private static List<InetSocketAddress> asked(ResolvConf configuration) {
    List<InetSocketAddress> asked = new ArrayList<>();
    for (int i = 0; i < configuration.attempts(); i++) {
      asked.addAll(configuration.servers());
    }
    return asked;
  }

  private static DatagramChannel datagrams(NetworkPlace place) {
    return open(place, DatagramChannel::open);
  }

  private static SocketChannel stream(NetworkPlace place) {
    return open(place, SocketChannel::open);
  }

  private static <T> T open(NetworkPlace place, Callable<T> action) {
    try {
      return place.call(action);
    } catch (Exception cause) {
      throw new ChannelException("cannot open a socket: " + cause.getMessage(), cause);
    }
  }

  ResolvConf configuration() {
    return configuration;
  }

  List<InetAddress> lookUp(String name) throws IOException, InterruptedException {
    Future<List<InetAddress>> answer = resolver.resolveAll(name);
    // Who is interrupted leaves at once; the question ends by its own timeout.
    answer.await();
    if (answer.isSuccess()) {
      return answer.getNow();
    }
    throw failure(name, answer.cause());
  }

  private static IOException failure(String name, Throwable cause) {
    for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
      if (reason instanceof DnsNameResolverTimeoutException) {
        SocketTimeoutException timeout =
            new SocketTimeoutException("no name server answers for " + name);
        timeout.initCause(cause);
        return timeout;
      }
    }
    UnknownHostException unknown = new UnknownHostException(name);
    unknown.initCause(cause);
    return unknown;
  }

  @Override
  public void close() {
    resolver.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
