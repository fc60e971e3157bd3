package dev.jawa.app.task;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.ctx.SocketPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// A policy that keeps a container from the superuser's ports. The kernel would not: the sockets
/// are this process's, which may bind all.
///
/// @param policy what else is allowed
/// @param firstFree the lowest port for everybody
record LowPorts(SocketPolicy policy, int firstFree) implements SocketPolicy {

  private static final int USUAL = 1024;
  private static final Path SETTING = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

  /// The policy of a container's process.
  static SocketPolicy of(RuntimeSpec spec, Container container, SocketPolicy policy) {
    return spec.mayBindLowPorts() ? policy : new LowPorts(policy, firstFree(container.network()));
  }

  /// The HTTP server of a container listens for it.
  static boolean mayListen(RuntimeSpec spec, Container container, int port) {
    return port == 0 || spec.mayBindLowPorts() || port >= firstFree(container.network());
  }

  /// Each network has its own.
  private static int firstFree(NetworkPlace network) {
    try {
      return network.call(LowPorts::setting);
    } catch (Exception _) {
      return USUAL;
    }
  }

  // In one read: the kernel gives only as many digits as it is asked for, and nothing afterwards.
  static int setting() throws IOException {
    byte[] digits = new byte[16];
    try (InputStream in = Files.newInputStream(SETTING)) {
      int length = in.read(digits);
      return Integer.parseInt(new String(digits, 0, length, US_ASCII).strip());
    }
  }

  @Override
  public boolean allows(Protocol protocol) {
    return policy.allows(protocol);
  }

  @Override
  public boolean allows(Use use, InetSocketAddress address) {
    boolean binds = use == Use.TCP_BIND || use == Use.UDP_BIND;
    int port = address.getPort();
    return policy.allows(use, address) && !(binds && port > 0 && port < firstFree);
  }

  @Override
  public boolean allowsNameLookup() {
    return policy.allowsNameLookup();
  }
}
