package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.config.ManagementPort;
import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestLauncher;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.app.guest.GuestSpec.HttpListen;
import dev.jawa.app.guest.GuestSpec.OutgoingHttp;
import dev.jawa.app.options.OptionValue;
import dev.jawa.engine.Engine;
import dev.jawa.wasi.ctx.NetworkPlace;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jawa serve`: a `wasi:http` component behind a socket until a signal or a shutdown connection
/// comes.
@Command(name = "serve", description = "Serve HTTP with a wasi:http component.")
final class ServeCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "--addr",
      paramLabel = "SOCKADDR",
      defaultValue = "0.0.0.0:8080",
      description = "where to listen (default ${DEFAULT-VALUE}); port 0 takes any free one")
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

  // Not required for picocli, or '-W help' would ask for it.
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "the component, - for stdin")
  private String file = "";

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    common.apply(console::warn);
    WasmFile.require(file);
    HttpListen listen = listen();
    SocketAddressOption shutdown =
        shutdownAddress == null
            ? null
            : SocketAddressOption.parse("--shutdown-addr", shutdownAddress);
    JawaConfiguration configuration = JawaConfiguration.load(console.environment());
    WasmFile wasm = WasmFile.read(file);
    try (Engine engine = common.engine().create(configuration, console::warn)) {
      Guest guest = new GuestLauncher(engine).load(wasm.name(), wasm.bytes());
      if (guest.kind() != GuestKind.HTTP) {
        throw new GuestException(
            wasm.name()
                + " does not export wasi:http/incoming-handler, so it cannot be served; try"
                + " 'jawa run'");
      }
      return serve(guest.start(spec(wasm, listen)), shutdown, configuration);
    }
  }

  private int serve(
      GuestProcess process,
      @Nullable SocketAddressOption shutdown,
      JawaConfiguration configuration) {
    Signals.passTo(process);
    try (ShutdownListener listener = ShutdownListener.open(shutdown, process)) {
      console.err().println("Serving HTTP on http://" + print(process) + "/");
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

  private GuestProcess.Exit awaitExit(GuestProcess process, JawaConfiguration configuration) {
    try (ManagementPort _ = ManagementPort.open(configuration, console::warn)) {
      return process.exit().join();
    }
  }

  private static String print(GuestProcess process) {
    return SocketAddressOption.print(Objects.requireNonNull(process.address()));
  }

  private HttpListen listen() {
    SocketAddressOption at = SocketAddressOption.parse("--addr", address);
    Duration wait;
    try {
      wait = OptionValue.duration(grace);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--shutdown-grace: " + e.getMessage(), e);
    }
    return new HttpListen(at.host(), at.port(), 100, "INSTANCE_ID", !noLoggingPrefix, wait);
  }

  private GuestSpec spec(WasmFile wasm, HttpListen listen) {
    return new GuestSpec(
        null,
        List.of(wasm.baseName()),
        common.environment(console.environment()),
        common.wasi().cwd(),
        HostStdio.of(common.wasi()),
        common.preopens(),
        NetworkPlace.HERE,
        common.wasi().network(),
        common.wasm().limits(),
        common.wasi().limits(),
        OutgoingHttp.ALLOWED,
        common.wasm().timeout(),
        listen);
  }
}
