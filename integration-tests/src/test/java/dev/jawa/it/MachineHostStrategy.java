package dev.jawa.it;

import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/// Tells Testcontainers the daemon of [MachineHost], of which no environment or file of the user
/// knows. Found by `META-INF/services`, and public for that.
public final class MachineHostStrategy extends DockerClientProviderStrategy {

  private static final AtomicReference<String> HOST = new AtomicReference<>("");

  /// Before Testcontainers asks, which it does once in the life of a JVM.
  static void use(String host) {
    HOST.set(host);
  }

  @Override
  public String getDescription() {
    return "the daemon that the tests have started";
  }

  @Override
  protected boolean isApplicable() {
    return !HOST.get().isEmpty();
  }

  @Override
  protected boolean isPersistable() {
    return false;
  }

  /// Who seems to be in a container would be looked up by one of an image that is not here.
  @Override
  public String getDockerHostIpAddress() {
    return "localhost";
  }

  @Override
  public TransportConfig getTransportConfig() {
    return TransportConfig.builder().dockerHost(URI.create(HOST.get())).build();
  }
}
