package dev.jawa.app.cli;

import java.util.Map;

/// What sd_listen_fds(3) says: systemd opens the sockets of a unit itself, and passes them on from
/// descriptor 3.
final class SystemdSocket {

  private SystemdSocket() {}

  /// Where to listen: on the socket that was passed to this process, if there is one.
  ///
  /// @param otherwise the address without it
  /// @throws UsageException if there are several
  static String or(String otherwise, Map<String, String> environment) {
    String count = environment.getOrDefault("LISTEN_FDS", "0");
    String pid = environment.getOrDefault("LISTEN_PID", "");
    if (count.equals("0") || !pid.equals(Long.toString(ProcessHandle.current().pid()))) {
      return otherwise;
    }
    if (!count.equals("1")) {
      throw new UsageException(
          "LISTEN_FDS=" + count + ": serve listens on one socket; choose one with --addr fd:N");
    }
    return "fd:3";
  }
}
