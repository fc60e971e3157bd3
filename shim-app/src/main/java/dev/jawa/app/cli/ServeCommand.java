package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.config.ManagementPort;
import dev.jawa.app.config.Shown;
import dev.jawa.app.guest.ComponentServices;
import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestLauncher;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.app.guest.GuestSpec.HttpListen;
import dev.jawa.app.guest.GuestSpec.OutgoingHttp;
import dev.jawa.app.guest.GuestThreads;
import dev.jawa.app.guest.Route;
import dev.jawa.app.guest.ServerSetting;
import dev.jawa.app.guest.ServerSettings;
import dev.jawa.app.options.OptionValue;
import dev.jawa.app.trace.Traces;
import dev.jawa.app.trace.Tracing;
import dev.jawa.engine.Engine;
import dev.jawa.http.HeaderRules;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.keyvalue.KeyValueStores;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jawa serve`: a `wasi:http` component behind a socket until a signal or a shutdown connection
/// comes.
@Command(
    addMethodSubcommands = false,
    name = "serve",
    description = "Serve HTTP with a wasi:http component.")
final class ServeCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private CommonOptions common = new CommonOptions();
  @Mixin private InstanceOptions instances = new InstanceOptions();

  @Option(
      names = "--addr",
      paramLabel = "SOCKADDR",
      defaultValue = "0.0.0.0:8080",
      description =
          "where to listen (default ${DEFAULT-VALUE}); port 0 takes any free one, unix:PATH a file,"
              + " fd:N a socket that is open already. Without it, a socket of systemd's is taken")
  private String address = "";

  @Option(
      names = "--shutdown-addr",
      paramLabel = "SOCKADDR",
      description = "a connection to this address begins a graceful shutdown")
  private @Nullable String shutdownAddress;

  @Option(
      names = "--no-logging-prefix",
      description = "leave the lines that the guest prints as they are")
  private boolean noLoggingPrefix;

  @Option(
      names = "--shutdown-grace",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "how long requests in flight may go on after a signal (${DEFAULT-VALUE})")
  private String grace = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'|@FILE",
      description = "set a header of each request before the guest sees it; @FILE has many")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--backlog",
      paramLabel = "N",
      defaultValue = "100",
      description = "connections that wait to be accepted (${DEFAULT-VALUE})")
  private String backlog = "";

  @Option(
      names = "--route",
      paramLabel = "[HOST][/PATH]=FILE",
      description = "another component for these requests; FILE gets the rest")
  private List<String> routes = new ArrayList<>();

  @Option(
      names = "--watch",
      description = "load components and certificates anew when their files change, as on SIGHUP")
  private boolean watch;

  @Spec private CommandSpec commandSpec;

  // Not required for picocli, or '-W help' would ask for it.
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "the component, - for stdin")
  private String file = "";

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  private ServeCommand(Console console) {
    this.console = console;
  }

  /// With an option for each [ServerSetting].
  static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new ServeCommand(console));
    for (ServerSetting setting : ServerSetting.ALL) {
      line.getCommandSpec()
          .addOption(
              OptionSpec.builder("--" + setting.name())
                  .type(String.class)
                  .arity("1")
                  .paramLabel(setting.shape())
                  .description(setting.help().replace("%", "%%"))
                  .build());
    }
    return line;
  }

  @Override
  public Integer call() {
    common.apply(console::warn);
    WasmFile.require(file);
    HeadStart headStart = HeadStart.begin();
    HttpListen listen = listen();
    SocketAddressOption shutdown =
        shutdownAddress == null
            ? null
            : SocketAddressOption.parse("--shutdown-addr", shutdownAddress);
    Map<Route, String> files = RouteOption.parse(routes, file);
    JawaConfiguration configuration = JawaConfiguration.load(console.environment());
    ServedFiles served = ServedFiles.read(files, console);
    try (Engine engine = common.engine().create(configuration, console::warn, served.mainBytes())) {
      WasmOptions options = common.wasm();
      Map<Route, Guest> guests =
          served.load(
              new GuestLauncher(engine, options.unknownImports(), options.gates(), List.of()));
      Guest guest = Objects.requireNonNull(guests.remove(Route.ALL));
      ComponentServices services = common.wasi().openServices();
      try (KeyValueStores _ = services.keyValue();
          Tracing tracing = Tracing.of(console.environment(), console::warn)) {
        headStart.await();
        GuestProcess process = guest.start(spec(listen.withRoutes(guests), services, tracing));
        return serve(process, served, shutdown, configuration);
      }
    }
  }

  private int serve(
      GuestProcess process,
      ServedFiles served,
      @Nullable SocketAddressOption shutdown,
      JawaConfiguration configuration) {
    Signals.passTo(process);
    Signals.onHangUp(() -> served.reload(process));
    try (ShutdownListener listener = ShutdownListener.open(shutdown, process);
        ServedFiles.Watch _ = served.watch(process, watch)) {
      console.err().println("Serving HTTP on " + listening(process));
      if (listener != null) {
        console
            .err()
            .println(
                "Listening for shutdown on tcp://"
                    + SocketAddressOption.print(listener.address())
                    + "/");
      }
      GuestProcess.Exit exit = awaitExit(process, configuration);
      if (exit.trap() != null) {
        console.err().println(exit.trap().stripTrailing());
      }
      return exit.code();
    }
  }

  private String scheme() {
    return setting("tls-cert") == null ? "http" : "https";
  }

  private GuestProcess.Exit awaitExit(GuestProcess process, JawaConfiguration configuration) {
    try (ManagementPort _ =
        ManagementPort.open(
            configuration, Shown.server(process.metrics()), _ -> {}, console::warn)) {
      return process.exit().join();
    }
  }

  private String listening(GuestProcess process) {
    InetSocketAddress tcp = process.address();
    return tcp == null ? address : scheme() + "://" + SocketAddressOption.print(tcp) + "/";
  }

  private HttpListen listen() {
    address = isGiven("--addr") ? address : SystemdSocket.or(address, console.environment());
    SocketAddressOption at = SocketAddressOption.parseListen("--addr", address);
    HeaderRules rules = HeaderOption.parse(headers);
    ServerSettings server = usage("--", () -> ServerSettings.read(this::setting));
    return new HttpListen(
        at.host(),
        at.port(),
        (int) Math.min(usage("--backlog: ", () -> OptionValue.number(backlog)), Integer.MAX_VALUE),
        "INSTANCE_ID",
        !noLoggingPrefix,
        usage("--shutdown-grace: ", () -> OptionValue.duration(grace)),
        server.withHeaders(rules),
        instances.instances(),
        Map.of());
  }

  private boolean isGiven(String option) {
    return commandSpec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private @Nullable String setting(String name) {
    OptionSpec option = commandSpec.findOption("--" + name);
    return option == null ? null : option.getValue();
  }

  private static <T> T usage(String option, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + e.getMessage(), e);
    }
  }

  private GuestSpec spec(HttpListen listen, ComponentServices services, Tracing tracing) {
    return new GuestSpec(
        null,
        List.of(WasmFile.baseName(file)),
        common.environment(console.environment()),
        common.wasi().cwd(),
        HostStdio.of(common.wasi()),
        common.preopens(console::warn),
        NetworkPlace.HERE,
        common.wasi().network(),
        common.wasm().limits(),
        common.wasm().stackBytes(),
        common.wasi().limits(),
        services,
        OutgoingHttp.ALLOWED,
        common.wasm().timeout(),
        listen,
        GuestThreads.ORDINARY,
        common.traps(),
        new Traces(tracing, console.environment().getOrDefault("TRACEPARENT", "")));
  }
}
