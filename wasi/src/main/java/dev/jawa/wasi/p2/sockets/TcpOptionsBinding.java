package dev.jawa.wasi.p2.sockets;

import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.sockets.SocketFailure.call;
import static dev.jawa.wasi.p2.sockets.SocketFailure.done;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;

import dev.jawa.component.host.HostFunc;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import jdk.net.ExtendedSocketOptions;

/// The options of the resource `tcp-socket`, each with its getter and setter.
final class TcpOptionsBinding {

  private TcpOptionsBinding() {}

  static void bind(HostInterface.Builder<WasiContext> table) {
    option(
        table,
        "keep-alive-enabled",
        Primitive.BOOL,
        call((_, args) -> get(args, StandardSocketOptions.SO_KEEPALIVE)),
        done((_, args) -> set(args, StandardSocketOptions.SO_KEEPALIVE, (Boolean) args[1])));
    option(
        table,
        "keep-alive-idle-time",
        Primitive.U64,
        call((_, args) -> SocketNumbers.nanos(get(args, ExtendedSocketOptions.TCP_KEEPIDLE))),
        done((_, args) -> setSeconds(args, ExtendedSocketOptions.TCP_KEEPIDLE)));
    option(
        table,
        "keep-alive-interval",
        Primitive.U64,
        call((_, args) -> SocketNumbers.nanos(get(args, ExtendedSocketOptions.TCP_KEEPINTERVAL))),
        done((_, args) -> setSeconds(args, ExtendedSocketOptions.TCP_KEEPINTERVAL)));
    option(
        table,
        "keep-alive-count",
        Primitive.U32,
        call((_, args) -> (long) get(args, ExtendedSocketOptions.TCP_KEEPCOUNT)),
        done((_, args) ->
            set(args, ExtendedSocketOptions.TCP_KEEPCOUNT, SocketNumbers.packets((Long) args[1]))));
    bindBuffers(table);
    option(
        table,
        "hop-limit",
        Primitive.U8,
        call((_, args) -> {
          TcpSocket socket = Tcp.self(args);
          return HopLimit.get(socket.channel(), socket.family());
        }),
        done((_, args) -> Tcp.self(args).setHopLimit((Integer) args[1])));
  }

  private static void bindBuffers(HostInterface.Builder<WasiContext> table) {
    option(
        table,
        "receive-buffer-size",
        Primitive.U64,
        call((_, args) -> (long) get(args, StandardSocketOptions.SO_RCVBUF)),
        done((_, args) -> setBuffer(args, StandardSocketOptions.SO_RCVBUF)));
    option(
        table,
        "send-buffer-size",
        Primitive.U64,
        call((_, args) -> (long) get(args, StandardSocketOptions.SO_SNDBUF)),
        done((_, args) -> setBuffer(args, StandardSocketOptions.SO_SNDBUF)));
  }

  private static void option(
      HostInterface.Builder<WasiContext> table,
      String name,
      ValType type,
      HostFunc<WasiContext> getter,
      HostFunc<WasiContext> setter) {
    table
        .func(
            "[method]tcp-socket." + name,
            method(TcpSocket.RESOURCE).returns(result(type, ErrorCode.TYPE)),
            getter)
        .func(
            "[method]tcp-socket.set-" + name,
            method(TcpSocket.RESOURCE, param("value", type)).returns(resultErr(ErrorCode.TYPE)),
            setter);
  }

  private static <T> T get(Object[] args, SocketOption<T> option) throws IOException {
    TcpSocket socket = Tcp.self(args);
    return socket.options().get(socket.channel(), option);
  }

  private static <T> void set(Object[] args, SocketOption<T> option, T value) throws IOException {
    TcpSocket socket = Tcp.self(args);
    socket.options().set(socket.channel(), option, value);
  }

  private static void setSeconds(Object[] args, SocketOption<Integer> option) throws IOException {
    set(args, option, SocketNumbers.seconds((Long) args[1]));
  }

  private static void setBuffer(Object[] args, SocketOption<Integer> option) throws IOException {
    NetworkChannel channel = Tcp.self(args).channel();
    Tcp.self(args).options().set(channel, option, SocketNumbers.bufferSize((Long) args[1]));
  }
}
