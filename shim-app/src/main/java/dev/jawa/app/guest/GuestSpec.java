package dev.jawa.app.guest;

import dev.jawa.app.trace.Traces;
import dev.jawa.engine.StoreLimits;
import dev.jawa.http.IdleBudget;
import dev.jawa.http.PoolOptions;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one start of a guest gets.
///
/// @param function the function to call instead of the kind's own, or `null`
/// @param args the arguments, the program's name first
/// @param environment what the guest sees; listen addresses and Jawa's own settings are already
///   taken out
/// @param initialCwd the directory the guest should start in, or `null`
/// @param stdio the standard streams; closed by the caller
/// @param preopens directories; closed when the guest has ended
/// @param network where its sockets live
/// @param sockets which addresses they may use
/// @param limits of each store
/// @param stackBytes how much of a thread's stack a guest may use, or `null` for as much as there
///   is
/// @param wasiLimits of what one guest may take from the host
/// @param services what a component gets beyond WASI
/// @param outgoing whether a command may send HTTP requests; an HTTP guest always may
/// @param timeout how long one run (or one request of an HTTP guest) may take, or `null`
/// @param http how an HTTP guest is served; ignored by the others
/// @param threads where its code runs
/// @param traps how its traps are told
/// @param traces how what it does is traced
public record GuestSpec(
    @Nullable String function,
    List<String> args,
    Map<String, String> environment,
    @Nullable String initialCwd,
    Stdio stdio,
    List<Preopen> preopens,
    NetworkPlace network,
    SocketPolicy sockets,
    StoreLimits limits,
    @Nullable Long stackBytes,
    WasiLimits wasiLimits,
    ComponentServices services,
    OutgoingHttp outgoing,
    @Nullable Duration timeout,
    HttpListen http,
    GuestThreads threads,
    TrapText traps,
    Traces traces) {

  /// Whether a command may send HTTP requests.
  public enum OutgoingHttp {
    ALLOWED,
    DENIED
  }

  /// How an HTTP guest is served.
  ///
  /// @param host the address to bind, `unix:PATH` for a socket file, or `fd:N` for a socket that
  ///   this process was started with
  /// @param port 0 for any
  /// @param backlog of the listening socket
  /// @param requestIdVariable the environment variable that numbers the instances, as in
  ///   `REQUEST_ID`
  /// @param outputPrefix whether each line of guest output gets a `stdout [N] :: ` prefix
  /// @param grace how long requests in flight may go on after SIGTERM or SIGINT
  /// @param server what else it was told
  /// @param instances which instances are kept between requests
  /// @param routes other HTTP guests of the same listener, by what they serve; the rest is the
  ///   guest's that is started
  public record HttpListen(
      String host,
      int port,
      int backlog,
      String requestIdVariable,
      boolean outputPrefix,
      Duration grace,
      ServerSettings server,
      PoolOptions instances,
      Map<Route, Guest> routes) {

    public HttpListen withRoutes(Map<Route, Guest> others) {
      return new HttpListen(
          host, port, backlog, requestIdVariable, outputPrefix, grace, server, instances, others);
    }

    /// The same with a bound that its idle instances share with those of others.
    public HttpListen sharing(IdleBudget budget) {
      return new HttpListen(
          host,
          port,
          backlog,
          requestIdVariable,
          outputPrefix,
          grace,
          server,
          instances.sharing(budget),
          routes);
    }

    /// The daemon has many containers: one that is idle holds no instance, and what a burst of
    /// requests made is kept in up to a sixteenth of the heap.
    public static final PoolOptions CONTAINER_POOL =
        new PoolOptions(
            PoolOptions.DEFAULT.maxIdle(),
            Runtime.getRuntime().maxMemory() / 16,
            PoolOptions.DEFAULT.idleTimeout(),
            0,
            1);

    /// As the contract has it for containers.
    public static final HttpListen CONTAINER_DEFAULT =
        new HttpListen(
            "0.0.0.0",
            8080,
            100,
            "REQUEST_ID",
            false,
            Duration.ofSeconds(10),
            ServerSettings.NONE,
            CONTAINER_POOL,
            Map.of());
  }
}
