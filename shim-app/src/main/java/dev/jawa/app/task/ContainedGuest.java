package dev.jawa.app.task;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestCode;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.app.guest.GuestThreads;
import dev.jawa.app.guest.TrapText;
import dev.jawa.app.oci.ContainedJvm;
import dev.jawa.app.oci.LayerFile;
import dev.jawa.app.oci.OciException;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.app.sys.MemoryNotice;
import dev.jawa.app.trace.Traces;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.DirectoryOptions;
import dev.jawa.wasi.sys.LinuxDirectory;
import dev.jawa.wasi.sys.ProcessStdio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/// A guest whose JVM is the program of its container: the kernel binds it as it binds any program.
public final class ContainedGuest {

  private static final long MAX_MODULE_SIZE = 1L << 30;
  private static final Path ROOT = Path.of("/");

  private final GuestLoader loader;
  private final RuntimeSpec process;
  private final GuestSettings settings;

  private ContainedGuest(GuestLoader loader, RuntimeSpec process, GuestSettings settings) {
    this.loader = loader;
    this.process = process;
    this.settings = settings;
  }

  /// Runs it to its end.
  ///
  /// @param settings by name
  /// @param environment of this process
  /// @return the exit code, as containers have it
  public static int run(
      GuestLoader loader,
      List<String> args,
      Map<String, String> settings,
      Map<String, String> environment) {
    Map<String, String> variables = new TreeMap<>(environment);
    variables.remove(ContainedJvm.LIBRARY_VARIABLE);
    RuntimeSpec process =
        RuntimeSpec.ofProcess(args, variables, Path.of("").toAbsolutePath().toString());
    try {
      long memory = Runtime.getRuntime().maxMemory();
      return new ContainedGuest(loader, process, GuestSettings.told(settings, variables, memory))
          .run();
    } catch (GuestException | OciException e) {
      System.err.println("jawa: " + e.getMessage());
      return ExitStatus.KILLED;
    }
  }

  private int run() {
    GuestFile file = GuestFile.of(process);
    GuestGrants grants = settings.grants();
    Directory root = openRoot(grants.openFiles());
    Guest guest = loader.load(settings.engine("chicory"), code(root, file), settings.target());
    GuestProcess started = guest.start(spec(guest, file, root, grants));
    if (guest.kind() == GuestKind.HTTP) {
      AtomicBoolean first = new AtomicBoolean(true);
      List.of("INT", "TERM")
          .forEach(name -> Signal.handle(new Signal(name), signal -> pass(started, signal, first)));
    }
    GuestProcess.Exit exit = started.exit().join();
    if (exit.trap() != null) {
      System.err.println(exit.trap().strip());
    }
    if (exit.kind() == Trap.Kind.MEMORY_LIMIT) {
      MemoryNotice.give();
    }
    return ExitStatus.codeOf(exit);
  }

  private static void pass(GuestProcess process, Signal signal, AtomicBoolean first) {
    if (first.getAndSet(false)) {
      process.signal(signal.getNumber());
    } else {
      Runtime.getRuntime().halt(128 + signal.getNumber());
    }
  }

  private GuestCode code(Directory root, GuestFile file) {
    long most = settings.maxModuleSize(MAX_MODULE_SIZE);
    byte[] wasm = file.read(root, process, most);
    if (wasm != null) {
      return GuestCode.of(file.path(), wasm);
    }
    try {
      List<GuestCode.Binary> layers =
          LayerFile.read(ContainedJvm.LAYERS).stream()
              .map(layer -> new GuestCode.Binary(layer.name(), layer.bytes()))
              .toList();
      if (layers.isEmpty()) {
        throw file.missing();
      }
      return new GuestCode(layers.getFirst(), layers.subList(1, layers.size()));
    } catch (IOException e) {
      throw new OciException("cannot read the image's layer: " + e.getMessage(), e);
    }
  }

  private static Directory openRoot(int openFiles) {
    try {
      return LinuxDirectory.ofRoot(
          ROOT, DirectoryOptions.of(Access.READ_WRITE).withOpenFiles(openFiles));
    } catch (IOException e) {
      throw new OciException("cannot open the container's files: " + e.getMessage(), e);
    }
  }

  private GuestSpec spec(Guest guest, GuestFile file, Directory root, GuestGrants grants) {
    return new GuestSpec(
        file.function(),
        process.args(),
        settings.guestEnvironment(),
        process.cwd(),
        ProcessStdio.create(),
        List.of(new Preopen("/", root)),
        NetworkPlace.HERE,
        grants.networkOf(guest.kind()),
        settings.limits(),
        settings.stackBytes(),
        grants.limits(),
        grants.services(),
        GuestSpec.OutgoingHttp.ALLOWED,
        settings.timeout(),
        settings.http(),
        GuestThreads.ORDINARY,
        TrapText.DEFAULT,
        Traces.NONE);
  }
}
