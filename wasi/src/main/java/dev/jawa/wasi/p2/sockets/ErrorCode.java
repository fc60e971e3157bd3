package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.type.ValType;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The enum `error-code`, in the order of the WIT.
enum ErrorCode {
  UNKNOWN,
  ACCESS_DENIED,
  NOT_SUPPORTED,
  INVALID_ARGUMENT,
  OUT_OF_MEMORY,
  TIMEOUT,
  CONCURRENCY_CONFLICT,
  NOT_IN_PROGRESS,
  WOULD_BLOCK,
  INVALID_STATE,
  NEW_SOCKET_LIMIT,
  ADDRESS_NOT_BINDABLE,
  ADDRESS_IN_USE,
  REMOTE_UNREACHABLE,
  CONNECTION_REFUSED,
  CONNECTION_RESET,
  CONNECTION_ABORTED,
  DATAGRAM_TOO_LARGE,
  NAME_UNRESOLVABLE,
  TEMPORARY_RESOLVER_FAILURE,
  PERMANENT_RESOLVER_FAILURE;

  static final ValType TYPE = new ValType.EnumType(labels());

  /// The JDK tells most errors of the system by their text only.
  private static final Map<String, ErrorCode> BY_TEXT =
      Map.ofEntries(
          Map.entry("address already in use", ADDRESS_IN_USE),
          Map.entry("cannot assign requested address", ADDRESS_NOT_BINDABLE),
          Map.entry("permission denied", ACCESS_DENIED),
          Map.entry("operation not permitted", ACCESS_DENIED),
          Map.entry("connection refused", CONNECTION_REFUSED),
          Map.entry("timed out", TIMEOUT),
          Map.entry("unreachable", REMOTE_UNREACHABLE),
          Map.entry("no route to host", REMOTE_UNREACHABLE),
          Map.entry("reset", CONNECTION_RESET),
          Map.entry("broken pipe", CONNECTION_ABORTED),
          Map.entry("aborted", CONNECTION_ABORTED),
          Map.entry("message too long", DATAGRAM_TOO_LARGE),
          Map.entry("too many open files", NEW_SOCKET_LIMIT),
          Map.entry("no buffer space", OUT_OF_MEMORY),
          Map.entry("not supported", NOT_SUPPORTED),
          Map.entry("invalid argument", INVALID_ARGUMENT));

  static ErrorCode of(IOException failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    for (Map.Entry<String, ErrorCode> entry : BY_TEXT.entrySet()) {
      if (text.contains(entry.getKey())) {
        return entry.getValue();
      }
    }
    return switch (failure) {
      case SocketFailure known -> known.code();
      case BindException _ -> ADDRESS_NOT_BINDABLE;
      case ConnectException _, PortUnreachableException _ -> CONNECTION_REFUSED;
      case NoRouteToHostException _ -> REMOTE_UNREACHABLE;
      case ClosedChannelException _ -> INVALID_STATE;
      default -> UNKNOWN;
    };
  }

  private static List<String> labels() {
    return Arrays.stream(values())
        .map(code -> code.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }
}
