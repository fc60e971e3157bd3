package dev.jawa.wasi.ctx;

import dev.jawa.wasi.keyvalue.KeyValueStores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that one guest may touch. One for each store; closed with it.
public final class WasiContext implements AutoCloseable {

  private final List<String> args;
  private final Map<String, String> environment;
  private final @Nullable String initialCwd;
  private final Stdio stdio;
  private final List<Preopen> preopens;
  private final HostClock clock;
  private final HostRandom random;
  private final NetworkPlace network;
  private final HttpTransport http;
  private final WasiLimits limits;
  private final SocketPolicy sockets;
  private final Map<String, String> config;
  private final KeyValueStores keyValue;
  private final SocketReactor reactor = new SocketReactor();
  private final long[] insecureSeed;
  private final Runnable onClose;

  private WasiContext(Builder builder, Stdio stdio, HostRandom random) {
    this.args = List.copyOf(builder.args);
    this.environment = new LinkedHashMap<>(builder.environment);
    this.initialCwd = builder.initialCwd;
    this.stdio = stdio;
    this.preopens = List.copyOf(builder.preopens);
    this.clock = builder.clock;
    this.random = random;
    this.network = builder.network;
    this.http = builder.http;
    this.limits = builder.limits;
    this.sockets = builder.sockets;
    this.config = new LinkedHashMap<>(builder.config);
    this.keyValue = builder.keyValue;
    this.insecureSeed = random.insecureSeed();
    this.onClose = builder.onClose;
  }

  /// Needs at least the standard streams and the randomness.
  public static Builder builder(Stdio stdio, HostRandom random) {
    return new Builder(stdio, random);
  }

  /// The arguments, the program's name first.
  public List<String> args() {
    return args;
  }

  /// The environment in its order.
  public Map<String, String> environment() {
    return environment;
  }

  /// The working directory the guest should start in, or `null`.
  public @Nullable String initialCwd() {
    return initialCwd;
  }

  public Stdio stdio() {
    return stdio;
  }

  public List<Preopen> preopens() {
    return preopens;
  }

  public HostClock clock() {
    return clock;
  }

  public HostRandom random() {
    return random;
  }

  /// The one seed of this guest for its hash tables, as two longs.
  public long[] insecureSeed() {
    return insecureSeed.clone();
  }

  public NetworkPlace network() {
    return network;
  }

  public HttpTransport http() {
    return http;
  }

  public WasiLimits limits() {
    return limits;
  }

  /// Which addresses its sockets may use.
  public SocketPolicy sockets() {
    return sockets;
  }

  /// The variables of `wasi:config`.
  public Map<String, String> config() {
    return config;
  }

  /// Its stores of keys and values, shared with others and closed by whoever made them.
  public KeyValueStores keyValue() {
    return keyValue;
  }

  /// Watches its sockets.
  public SocketReactor reactor() {
    return reactor;
  }

  /// Closes the preopened directories and what watches the sockets; the standard streams belong to
  /// whoever made them.
  @Override
  public void close() {
    reactor.close();
    preopens.forEach(preopen -> preopen.directory().close());
    onClose.run();
  }

  /// Collects a context; every capability not given is absent.
  public static final class Builder {
    private final Stdio stdio;
    private final HostRandom random;
    private List<String> args = List.of();
    private Map<String, String> environment = Map.of();
    private @Nullable String initialCwd;
    private List<Preopen> preopens = List.of();
    private HostClock clock = HostClock.SYSTEM;
    private NetworkPlace network = NetworkPlace.HERE;
    private HttpTransport http = HttpTransport.DENIED;
    private WasiLimits limits = WasiLimits.DEFAULT;
    private SocketPolicy sockets = SocketPolicy.DENIED;
    private Map<String, String> config = Map.of();
    private KeyValueStores keyValue = new KeyValueStores(Map.of());
    private Runnable onClose = () -> {};

    private Builder(Stdio stdio, HostRandom random) {
      this.stdio = stdio;
      this.random = random;
    }

    public Builder args(List<String> values) {
      this.args = values;
      return this;
    }

    public Builder environment(Map<String, String> values) {
      this.environment = values;
      return this;
    }

    public Builder initialCwd(@Nullable String path) {
      this.initialCwd = path;
      return this;
    }

    public Builder preopens(List<Preopen> values) {
      this.preopens = values;
      return this;
    }

    public Builder clock(HostClock value) {
      this.clock = value;
      return this;
    }

    public Builder network(NetworkPlace value) {
      this.network = value;
      return this;
    }

    public Builder http(HttpTransport value) {
      this.http = value;
      return this;
    }

    public Builder limits(WasiLimits value) {
      this.limits = value;
      return this;
    }

    public Builder sockets(SocketPolicy value) {
      this.sockets = value;
      return this;
    }

    public Builder config(Map<String, String> values) {
      this.config = values;
      return this;
    }

    public Builder keyValue(KeyValueStores value) {
      this.keyValue = value;
      return this;
    }

    /// Has something be done when the context is closed, after everything else.
    public Builder onClose(Runnable action) {
      this.onClose = action;
      return this;
    }

    public WasiContext build() {
      return new WasiContext(this, stdio, random);
    }
  }
}
