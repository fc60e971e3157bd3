package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.guest.ComponentServices;
import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestLauncher;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.app.guest.GuestSpec.OutgoingHttp;
import dev.jawa.app.guest.GuestThreads;
import dev.jawa.app.guest.Preload;
import dev.jawa.app.trace.Traces;
import dev.jawa.engine.Engine;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.keyvalue.KeyValueStores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jawa run`: a command from start to end; its exit code is the guest's.
@Command(
    addMethodSubcommands = false,
    name = "run",
    description = "Run a module or a wasi:cli component.")
final class RunCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "--invoke",
      paramLabel = "FUNCTION",
      description = "call this export; of a module with the numbers in ARGS")
  private @Nullable String invoke;

  @Option(names = "--argv0", paramLabel = "NAME", description = "the program's own name")
  private @Nullable String argv0;

  @Option(
      names = "--preload",
      paramLabel = "NAME=FILE",
      description = "let a module import NAME from another one; repeatable")
  private List<String> preloads = new ArrayList<>();

  // Not required for picocli, or '-W help' would ask for it.
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "what to run, - for stdin")
  private String file = "";

  @Parameters(index = "1..*", paramLabel = "ARGS", description = "the guest's arguments")
  private List<String> args = new ArrayList<>();

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    common.apply(console::warn);
    WasmFile.require(file);
    JawaConfiguration configuration = JawaConfiguration.load(console.environment());
    WasmFile wasm = WasmFile.read(file);
    try (Engine engine = common.engine().create(configuration, console::warn, wasm.bytes())) {
      WasmOptions options = common.wasm();
      Guest guest =
          new GuestLauncher(engine, options.unknownImports(), options.gates(), preloads())
              .load(wasm.name(), wasm.bytes(), GuestKind.COMMAND, kind -> check(kind, wasm));
      return run(guest, wasm);
    }
  }

  private static void check(GuestKind kind, WasmFile wasm) {
    if (kind == GuestKind.HTTP) {
      throw new GuestException(wasm.name() + " is an HTTP component; start it with 'jawa serve'");
    }
  }

  private List<Preload> preloads() {
    return preloads.stream().map(RunCommand::preload).toList();
  }

  private static Preload preload(String text) {
    int equals = text.indexOf('=');
    if (equals < 0 || equals == text.length() - 1) {
      throw new UsageException("--preload %s: write it as NAME=FILE".formatted(text));
    }
    WasmFile wasm = WasmFile.read(text.substring(equals + 1));
    return new Preload(text.substring(0, equals), wasm.name(), wasm.bytes());
  }

  private int run(Guest guest, WasmFile wasm) {
    ComponentServices services = common.wasi().openServices();
    try (KeyValueStores _ = services.keyValue()) {
      GuestProcess.Exit exit = guest.start(spec(wasm, services)).exit().join();
      if (exit.trap() != null) {
        console.err().println(exit.trap().stripTrailing());
      }
      return exit.code();
    }
  }

  private GuestSpec spec(WasmFile wasm, ComponentServices services) {
    List<String> all = new ArrayList<>();
    all.add(argv0 == null ? wasm.baseName() : argv0);
    all.addAll(args);
    return new GuestSpec(
        invoke,
        all,
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
        common.wasi().http() ? OutgoingHttp.ALLOWED : OutgoingHttp.DENIED,
        common.wasm().timeout(),
        GuestSpec.HttpListen.CONTAINER_DEFAULT,
        GuestThreads.ORDINARY,
        common.traps(),
        Traces.NONE);
  }
}
