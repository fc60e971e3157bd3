package dev.jawa.http.names;

import dev.jawa.wasi.ctx.NetworkPlace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A network place whose names are found as the files of a container say. The files are read for
/// each look-up, as programs do: whoever runs the container may change them.
public final class ContainerNames implements NetworkPlace, AutoCloseable {

  private final NetworkPlace place;
  private final SystemFiles files;
  private final int port;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable NameServers servers;
  private boolean closed;

  /// @param place where the sockets to name servers are opened; closed by the caller
  public ContainerNames(NetworkPlace place, SystemFiles files) {
    this(place, files, ResolvConf.PORT);
  }

  /// @param port of the name servers
  ContainerNames(NetworkPlace place, SystemFiles files, int port) {
    this.place = place;
    this.files = files;
    this.port = port;
  }

  @Override
  public <T> T call(Callable<T> action) throws Exception {
    return place.call(action);
  }

  /// @throws UnknownHostException if there is no such name
  /// @throws java.net.SocketTimeoutException if no name server answers
  @Override
  public List<InetAddress> lookUp(String name) throws IOException, InterruptedException {
    try {
      return List.of(InetAddress.ofLiteral(name));
    } catch (IllegalArgumentException e) {
      // A name.
    }
    String absolute = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    for (NameSources source : NameSources.parse(files.read("/etc/nsswitch.conf"))) {
      List<InetAddress> found =
          switch (source) {
            case FILES -> HostsFile.find(files.read("/etc/hosts"), absolute);
            case DNS -> isLocal(absolute) ? loopback() : servers().lookUp(name);
          };
      if (!found.isEmpty()) {
        return found;
      }
    }
    throw new UnknownHostException(name);
  }

  /// RFC 6761, 6.3: no name server is asked for these.
  private static boolean isLocal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("localhost") || lower.endsWith(".localhost");
  }

  private static List<InetAddress> loopback() {
    return List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
  }

  private NameServers servers() throws IOException {
    ResolvConf configuration = ResolvConf.parse(files.read("/etc/resolv.conf"), port);
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the container has ended");
      }
      NameServers known = servers;
      if (known != null && known.configuration().equals(configuration)) {
        return known;
      }
      if (known != null) {
        known.close();
      }
      NameServers fresh = new NameServers(configuration, place);
      servers = fresh;
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /// Closes the sockets to name servers; look-ups under way fail.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (servers != null) {
        servers.close();
        servers = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
