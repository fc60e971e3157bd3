package dev.jawa.http;

import dev.jawa.wasi.ctx.NetworkPlace;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/// Event loops whose channels are opened in a network namespace. A socket belongs to the namespace
/// of the thread that makes it, whatever thread uses it afterwards: so the loops may run anywhere,
/// only the opening must not.
final class NetworkLoops implements LoopResources {

  private static final Duration END_PATIENCE = Duration.ofSeconds(5);

  private final NetworkPlace network;
  private final ProtocolFamily listenFamily;
  private final @Nullable GivenListener given;
  private final MultiThreadIoEventLoopGroup group;
  private final Queue<Listener> listeners = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

  /// Loops that open the listening channel.
  ///
  /// @param listenFamily of listening channels
  NetworkLoops(NetworkPlace network, ProtocolFamily listenFamily, int loops, String threadName) {
    this(network, listenFamily, null, loops, threadName);
  }

  /// @param given the listening channel, `null` to open one
  NetworkLoops(
      NetworkPlace network,
      ProtocolFamily listenFamily,
      @Nullable GivenListener given,
      int loops,
      String threadName) {
    this.given = given;
    this.network = network;
    this.listenFamily = listenFamily;
    // Netty's own factory: its threads have the fast caches of buffers.
    ThreadFactory factory = new DefaultThreadFactory(threadName, true);
    this.group =
        new MultiThreadIoEventLoopGroup(
            loops,
            (ThreadFactory) task -> remember(factory.newThread(task)),
            NioIoHandler.newFactory());
  }

  private Thread remember(Thread thread) {
    threads.add(thread);
    return thread;
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return group;
  }

  @Override
  public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup ignored) {
    if (type == SocketChannel.class) {
      return type.cast(new NioSocketChannel(openClient()));
    }
    if (type == ServerSocketChannel.class || type == ServerDomainSocketChannel.class) {
      return listener();
    }
    throw new IllegalArgumentException("no channels of " + type);
  }

  /// Reactor Netty asks for the native transports' class where the address is a file, and uses what
  /// it gets as a mere channel.
  @SuppressWarnings("unchecked")
  private <C extends Channel> C listener() {
    java.nio.channels.ServerSocketChannel socket = given == null ? openListener() : given.socket();
    if (listenFamily == StandardProtocolFamily.UNIX) {
      return (C) new NioServerDomainSocketChannel(socket);
    }
    NioServerSocketChannel channel =
        given == null ? new NioServerSocketChannel(socket) : given.channel();
    listeners.add(new Listener(channel, socket));
    return (C) channel;
  }

  @Override
  @SuppressWarnings("unchecked") // each class is the one of its own type
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> type, EventLoopGroup ignored) {
    return (Class<? extends C>)
        (type == ServerSocketChannel.class ? NioServerSocketChannel.class : NioSocketChannel.class);
  }

  private java.nio.channels.SocketChannel openClient() {
    return open(java.nio.channels.SocketChannel::open);
  }

  private java.nio.channels.ServerSocketChannel openListener() {
    return open(() -> java.nio.channels.ServerSocketChannel.open(listenFamily));
  }

  private <T> T open(Callable<T> action) {
    try {
      return network.call(action);
    } catch (Exception cause) {
      throw new ChannelException("cannot open a socket: " + cause.getMessage(), cause);
    }
  }

  @Override
  public boolean daemon() {
    return true;
  }

  /// Closes the listeners. Those who are connected already but not accepted would be reset by that,
  /// so they are accepted first. Returns when it is done.
  void acceptTheRestAndClose() {
    for (Listener listener : listeners) {
      if (listener.channel().isRegistered()) {
        listener
            .channel()
            .eventLoop()
            .submit(listener::acceptTheRestAndClose)
            .awaitUninterruptibly();
      }
    }
  }

  private record Listener(
      NioServerSocketChannel channel, java.nio.channels.ServerSocketChannel socket) {

    void acceptTheRestAndClose() {
      try {
        java.nio.channels.SocketChannel accepted;
        while (channel.isOpen() && (accepted = socket.accept()) != null) {
          channel.pipeline().fireChannelRead(new NioSocketChannel(channel, accepted));
        }
        channel.pipeline().fireChannelReadComplete();
      } catch (IOException e) {
        // Nobody can be accepted any more, which is what was wanted.
      } finally {
        var _ = channel.close();
      }
    }
  }

  /// Does something again and again until the threads end.
  void every(Duration interval, Runnable task) {
    long nanos = interval.toNanos();
    var _ = group.next().scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /// Ends the threads and waits for that, but not for ever: a guest may be stuck on one.
  void shutDown() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(END_PATIENCE.toMillis());
    try {
      for (Thread thread : threads) {
        thread.join(END_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
