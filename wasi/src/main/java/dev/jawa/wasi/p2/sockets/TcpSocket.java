package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.host.HostResource;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Children;
import dev.jawa.wasi.p2.sockets.TcpState.BindInProgress;
import dev.jawa.wasi.p2.sockets.TcpState.Bound;
import dev.jawa.wasi.p2.sockets.TcpState.Closed;
import dev.jawa.wasi.p2.sockets.TcpState.ConnectFailed;
import dev.jawa.wasi.p2.sockets.TcpState.ConnectInProgress;
import dev.jawa.wasi.p2.sockets.TcpState.Connected;
import dev.jawa.wasi.p2.sockets.TcpState.ListenInProgress;
import dev.jawa.wasi.p2.sockets.TcpState.Listening;
import dev.jawa.wasi.p2.sockets.TcpState.Unbound;
import dev.jawa.wasi.sys.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The resource `tcp-socket`: its states and how it goes from one to the other. Each failure is a
/// [SocketFailure].
public final class TcpSocket {

  public static final HostResource<TcpSocket> RESOURCE =
      Children.first(
          HostResource.of("tcp-socket", TcpSocket.class, TcpSocket::drop),
          socket -> socket.children);

  private static final int DEFAULT_BACKLOG = 128;

  private final WasiContext context;
  private final IpFamily family;
  private final TcpOptions options;
  private final Children children;
  private TcpState state;
  private int backlog = DEFAULT_BACKLOG;
  private OptionalInt hopLimit = OptionalInt.empty();

  /// The next one to be accepted, found by asking whether there is one.
  private @Nullable SocketChannel waiting;

  private TcpSocket(WasiContext context, IpFamily family, TcpState state, Children children) {
    this.context = context;
    this.family = family;
    this.options = new TcpOptions();
    this.state = state;
    this.children = children;
  }

  static TcpSocket open(WasiContext context, IpFamily family) throws IOException {
    SocketPlace.requireAllowed(context, SocketPolicy.Protocol.TCP);
    SocketChannel channel = SocketPlace.in(context, () -> SocketChannel.open(family.protocol()));
    channel.configureBlocking(false);
    family.keepToItself(channel);
    return new TcpSocket(context, family, new Unbound(channel), new Children());
  }

  IpFamily family() {
    return family;
  }

  TcpOptions options() {
    return options;
  }

  void startBind(InetSocketAddress address) throws IOException {
    requireNothingInProgress();
    if (!(state instanceof Unbound(SocketChannel channel))) {
      throw new SocketFailure(ErrorCode.INVALID_STATE);
    }
    family.requireUnicast(address);
    SocketPlace.requireAllowed(context, SocketPolicy.Use.TCP_BIND, address);
    // A port of choice may still be in TIME_WAIT; and the listener takes this address over.
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.bind(address);
    state = new BindInProgress(channel);
  }

  void finishBind() throws SocketFailure {
    if (!(state instanceof BindInProgress(SocketChannel channel))) {
      throw new SocketFailure(ErrorCode.NOT_IN_PROGRESS);
    }
    state = new Bound(channel);
  }

  void startConnect(InetSocketAddress address) throws IOException {
    requireNothingInProgress();
    SocketChannel channel =
        switch (state) {
          case Unbound(SocketChannel unbound) -> unbound;
          case Bound(SocketChannel bound) -> bound;
          default -> throw new SocketFailure(ErrorCode.INVALID_STATE);
        };
    family.requireUnicast(address);
    family.requireRemote(address);
    SocketPlace.requireAllowed(context, SocketPolicy.Use.TCP_CONNECT, address);
    state = new ConnectInProgress(channel);
    try {
      channel.connect(address);
    } catch (IOException e) {
      failConnect(channel, e);
    }
  }

  /// The two streams.
  Object[] finishConnect() throws SocketFailure {
    pollConnect();
    switch (state) {
      case ConnectInProgress(SocketChannel channel) -> {
        if (!isConnected(channel)) {
          throw new SocketFailure(ErrorCode.WOULD_BLOCK);
        }
        TcpConnection connection = new TcpConnection(context.reactor(), channel, children);
        state = new Connected(connection);
        return connection.streams();
      }
      case ConnectFailed(SocketFailure failure) -> {
        state = new Closed(failure);
        throw failure;
      }
      default -> throw new SocketFailure(ErrorCode.NOT_IN_PROGRESS);
    }
  }

  void startListen() throws IOException {
    requireNothingInProgress();
    if (!(state instanceof Bound(SocketChannel channel))) {
      throw new SocketFailure(ErrorCode.INVALID_STATE);
    }
    // NIO decides with the class of a channel which way it goes: the listener takes the address
    // over from the other.
    ServerSocketChannel listener =
        SocketPlace.in(context, () -> ServerSocketChannel.open(family.protocol()));
    try {
      listener.configureBlocking(false);
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      family.keepToItself(listener);
      options.keep(channel);
      if (hopLimit.isPresent()) {
        HopLimit.set(listener, family, hopLimit.getAsInt());
      }
      listener.bind(channel.getLocalAddress(), backlog);
    } catch (IOException e) {
      context.reactor().close(listener);
      throw e;
    }
    context.reactor().close(channel);
    state = new ListenInProgress(listener);
  }

  void finishListen() throws SocketFailure {
    if (!(state instanceof ListenInProgress(ServerSocketChannel listener))) {
      throw new SocketFailure(ErrorCode.NOT_IN_PROGRESS);
    }
    state = new Listening(listener);
  }

  /// The socket and its two streams.
  Object[] accept() throws IOException {
    ServerSocketChannel listener =
        switch (state) {
          case Listening(ServerSocketChannel listening) -> listening;
          case ListenInProgress(ServerSocketChannel listening) -> listening;
          default -> throw new SocketFailure(ErrorCode.INVALID_STATE);
        };
    SocketChannel channel = waiting == null ? acceptNext(listener) : waiting;
    waiting = null;
    if (channel == null) {
      throw new SocketFailure(ErrorCode.WOULD_BLOCK);
    }
    channel.configureBlocking(false);
    options.apply(channel);
    Children ofAccepted = new Children();
    TcpConnection connection = new TcpConnection(context.reactor(), channel, ofAccepted);
    Object[] streams = connection.streams();
    TcpSocket accepted = new TcpSocket(context, family, new Connected(connection), ofAccepted);
    return new Object[] {accepted, streams[0], streams[1]};
  }

  SocketAddress localAddress() throws IOException {
    SocketAddress address =
        switch (state) {
          case BindInProgress(SocketChannel channel) -> channel.getLocalAddress();
          case Bound(SocketChannel channel) -> channel.getLocalAddress();
          case ListenInProgress(ServerSocketChannel listener) -> listener.getLocalAddress();
          case Listening(ServerSocketChannel listener) -> listener.getLocalAddress();
          case Connected(TcpConnection connection) -> connection.channel().getLocalAddress();
          case Unbound _, ConnectInProgress _, ConnectFailed _ -> null;
          case Closed(SocketFailure why) -> throw why;
        };
    return present(address);
  }

  SocketAddress remoteAddress() throws IOException {
    if (state instanceof Closed(SocketFailure why)) {
      throw why;
    }
    return present(
        state instanceof Connected(TcpConnection connection)
            ? connection.channel().getRemoteAddress()
            : null);
  }

  boolean isListening() {
    return state instanceof Listening || state instanceof ListenInProgress;
  }

  /// Those that a listener accepts take it over.
  void setHopLimit(int value) throws SocketFailure {
    NetworkChannel channel = channel();
    int hops = SocketNumbers.hops(value);
    HopLimit.set(channel, family, hops);
    hopLimit = OptionalInt.of(hops);
  }

  void setBacklog(long size) throws SocketFailure {
    if (size == 0) {
      throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
    }
    int clamped = (int) (size < 0 || size > Integer.MAX_VALUE ? Integer.MAX_VALUE : size);
    switch (state) {
      case Unbound _, BindInProgress _, Bound _ -> backlog = clamped;
      case ListenInProgress(ServerSocketChannel listener) -> changeBacklog(listener, clamped);
      case Listening(ServerSocketChannel listener) -> changeBacklog(listener, clamped);
      case ConnectInProgress _, ConnectFailed _, Connected _ ->
          throw new SocketFailure(ErrorCode.INVALID_STATE);
      case Closed(SocketFailure why) -> throw why;
    }
  }

  private static void changeBacklog(ServerSocketChannel listener, int backlog)
      throws SocketFailure {
    try {
      SocketOptions.setBacklog(listener, backlog);
    } catch (FileException _) {
      throw new SocketFailure(ErrorCode.NOT_SUPPORTED);
    }
  }

  /// The channel that has the options; while it connects there is none, as under wasmtime.
  NetworkChannel channel() throws SocketFailure {
    return switch (state) {
      case Unbound(SocketChannel channel) -> channel;
      case BindInProgress(SocketChannel channel) -> channel;
      case Bound(SocketChannel channel) -> channel;
      case ListenInProgress(ServerSocketChannel listener) -> listener;
      case Listening(ServerSocketChannel listener) -> listener;
      case Connected(TcpConnection connection) -> connection.channel();
      case ConnectInProgress _, ConnectFailed _ -> throw new SocketFailure(ErrorCode.INVALID_STATE);
      case Closed(SocketFailure why) -> throw why;
    };
  }

  /// Follows the socket through its states.
  Pollable subscribe() {
    return children.pollable(
        new Pollable() {
          @Override
          public boolean isReady() {
            return TcpSocket.this.isReady();
          }

          @Override
          public Runnable onReady(Runnable wake) {
            if (!TcpSocket.this.isReady()) {
              switch (state) {
                case ConnectInProgress(SocketChannel channel) -> {
                  return context.reactor().await(channel, SelectionKey.OP_CONNECT, wake);
                }
                case Listening(ServerSocketChannel listener) -> {
                  return context.reactor().await(listener, SelectionKey.OP_ACCEPT, wake);
                }
                default -> {}
              }
            }
            return Pollable.READY.onReady(wake);
          }
        });
  }

  void shutdown(Shutdown which) throws IOException {
    if (!(state instanceof Connected(TcpConnection connection))) {
      throw new SocketFailure(ErrorCode.INVALID_STATE);
    }
    if (which != Shutdown.SEND) {
      connection.shutdownInput();
    }
    if (which != Shutdown.RECEIVE) {
      connection.shutdownOutput();
    }
  }

  /// The enum `shutdown-type`.
  enum Shutdown {
    RECEIVE,
    SEND,
    BOTH
  }

  private boolean isReady() {
    pollConnect();
    return switch (state) {
      case ConnectInProgress(SocketChannel channel) -> isConnected(channel);
      case Listening(ServerSocketChannel listener) -> hasWaiting(listener);
      case Unbound _,
          BindInProgress _,
          Bound _,
          ListenInProgress _,
          ConnectFailed _,
          Connected _,
          Closed _ ->
          true;
    };
  }

  private void pollConnect() {
    if (state instanceof ConnectInProgress(SocketChannel channel)) {
      try {
        channel.finishConnect();
      } catch (IOException e) {
        failConnect(channel, e);
      }
    }
  }

  private static boolean isConnected(SocketChannel channel) {
    return channel.isConnected();
  }

  private void failConnect(SocketChannel channel, IOException failure) {
    context.reactor().close(channel);
    state = new ConnectFailed(SocketFailure.of(failure));
  }

  private boolean hasWaiting(ServerSocketChannel listener) {
    try {
      if (waiting == null) {
        waiting = acceptNext(listener);
      }
      return waiting != null;
    } catch (IOException e) {
      return true; // the guest meets it with accept
    }
  }

  /// The next connection of this family; the JDK's IPv6 listeners take IPv4 too, WASI's do not.
  private @Nullable SocketChannel acceptNext(ServerSocketChannel listener) throws IOException {
    SocketChannel next = listener.accept();
    while (next != null
        && next.getRemoteAddress() instanceof InetSocketAddress remote
        && !family.has(remote.getAddress())) {
      next.close();
      next = listener.accept();
    }
    return next;
  }

  private void requireNothingInProgress() throws SocketFailure {
    switch (state) {
      case BindInProgress _, ListenInProgress _, ConnectInProgress _, ConnectFailed _ ->
          throw new SocketFailure(ErrorCode.CONCURRENCY_CONFLICT);
      case Unbound _, Bound _, Listening _, Connected _, Closed _ -> {}
    }
  }

  private static SocketAddress present(@Nullable SocketAddress address) throws SocketFailure {
    if (address == null) {
      throw new SocketFailure(ErrorCode.INVALID_STATE);
    }
    return address;
  }

  private void drop() {
    if (waiting != null) {
      context.reactor().close(waiting);
    }
    switch (state) {
      case Connected(TcpConnection connection) -> connection.release();
      case ConnectFailed _, Closed _ -> {} // closed before
      case Unbound(SocketChannel channel) -> close(channel);
      case BindInProgress(SocketChannel channel) -> close(channel);
      case Bound(SocketChannel channel) -> close(channel);
      case ConnectInProgress(SocketChannel channel) -> close(channel);
      case ListenInProgress(ServerSocketChannel listener) -> close(listener);
      case Listening(ServerSocketChannel listener) -> close(listener);
    }
  }

  private void close(SelectableChannel channel) {
    context.reactor().close(channel);
  }
}
