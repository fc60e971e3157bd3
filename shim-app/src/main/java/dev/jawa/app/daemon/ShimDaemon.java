package dev.jawa.app.daemon;

import dev.jawa.app.config.ConfigurationException;
import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.config.ManagementPort;
import dev.jawa.app.config.Shown;
import dev.jawa.app.oci.ContainedJvm;
import dev.jawa.app.oci.ContentStore;
import dev.jawa.app.oci.Holder;
import dev.jawa.app.oci.ImageStore;
import dev.jawa.app.oci.Leftovers;
import dev.jawa.app.oci.PodFolders;
import dev.jawa.app.oci.Runc;
import dev.jawa.app.sys.Cgroups;
import dev.jawa.app.sys.CurrentProcess;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.LastChildren;
import dev.jawa.app.sys.Orphans;
import dev.jawa.app.sys.OwnCgroup;
import dev.jawa.app.task.ContainerHost;
import dev.jawa.app.task.CpuQuotas;
import dev.jawa.app.task.FairTurns;
import dev.jawa.app.task.SandboxServiceImpl;
import dev.jawa.app.task.Serves;
import dev.jawa.app.task.TaskEvents;
import dev.jawa.app.task.TaskServiceImpl;
import dev.jawa.app.task.Tasks;
import dev.jawa.app.trace.Tracing;
import dev.jawa.http.IdleBudget;
import dev.jawa.shim.ttrpc.TtrpcClient;
import dev.jawa.shim.ttrpc.TtrpcOptions;
import dev.jawa.shim.ttrpc.TtrpcService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The shim's resident process. Started by `containerd-shim-jawa-v1` with stdout leading to a pipe:
/// a line there says that the socket is open.
public final class ShimDaemon {

  private static final Duration BURIAL = Duration.ofSeconds(2);

  /// What loggers have for the rest of what their containers wrote.
  private static final Duration REST = Duration.ofSeconds(2);

  private final DaemonArguments arguments;
  private final DaemonParts parts;
  private final JawaConfiguration configuration;
  private final DaemonSettings settings;
  private final DaemonLog log;
  private final Tracing tracing;

  private ShimDaemon(DaemonArguments arguments, DaemonParts parts) {
    this.arguments = arguments;
    this.parts = parts;
    this.configuration = parts.configuration();
    this.settings = parts.settings();
    this.log = parts.log();
    this.tracing = parts.tracing();
  }

  public static void main(String[] arguments) {
    try {
      DaemonParts parts = DaemonParts.make();
      Optional<String[]> own = arguments(parts, arguments);
      if (own.isPresent()) {
        new ShimDaemon(DaemonArguments.parse(own.get()), parts).run();
      }
      System.exit(0);
    } catch (IOException | ConfigurationException | IllegalArgumentException e) {
      // The last line of the log is what the script tells containerd.
      System.err.println("jawa: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException _) {
      System.exit(1);
    }
  }

  private static Optional<String[]> arguments(DaemonParts parts, String... arguments)
      throws IOException, InterruptedException {
    Optional<Path> spare = SpareDaemon.folder(arguments);
    if (spare.isEmpty()) {
      return Optional.of(arguments);
    }
    parts.warmUp();
    return new SpareDaemon(spare.get(), System.in).await(parts.settings().spare());
  }

  // The script waits for the line on stdout or for our end, so one of them has to come.
  private static void endUnlessInterrupted(Duration limit) {
    try {
      Thread.sleep(limit);
      System.err.println("jawa: the daemon was not ready after " + limit.toSeconds() + " s");
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException _) {
      // It is ready.
    }
  }

  private void run() throws IOException, InterruptedException {
    Thread watchdog =
        Thread.ofPlatform().daemon().start(() -> endUnlessInterrupted(settings.startLimit()));
    StateFolder state = arguments.state();
    state.prepare();
    CurrentProcess.becomeSubreaper();
    CurrentProcess.giveUpOomProtection();
    Holder.prepare(state.tasks());
    FdPoller poller = new FdPoller();
    TaskEvents events = events();
    ContainerHost host = host(poller);
    Tasks tasks = tasks(host, events);
    Endpoints endpoints = Endpoints.open(state, services(tasks, host), settings.protocol());
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(tasks, host, events, endpoints), "shutdown"));
    state.announce();
    if (arguments.lock() >= 0) {
      CurrentProcess.close(arguments.lock());
    }
    System.out.println(keepsASpare() ? "ready, keep a spare" : "ready");
    CurrentProcess.detachStdout();
    watchdog.interrupt();
    HeapKeeper.start();
    log.info("serving namespace " + arguments.namespace() + " on " + endpoints.places());
    Shown shown = Shown.containers(tasks::numbers);
    try (ManagementPort _ = ManagementPort.open(configuration, shown, log::info, log::warn)) {
      Leftovers leftovers = new Leftovers(host.tasks(), host.runc());
      new IdleWatch(IdleWatch.Work.of(tasks), state, idle(), () -> leftovers.takeAway(log::warn))
          .await();
    }
    log.info("ending, there was nothing to do");
  }

  private boolean keepsASpare() {
    return arguments.serves() == Serves.POD && settings.spare().isPositive();
  }

  // A pod that has ended gets no more containers.
  private Duration idle() {
    return switch (arguments.serves()) {
      case NAMESPACE -> settings.idle();
      case POD -> settings.podIdle();
    };
  }

  private TaskEvents events() {
    TtrpcClient client = new TtrpcClient(arguments.ttrpcAddress(), TtrpcOptions.DEFAULT);
    return new TaskEvents(arguments.namespace(), client, TaskEvents.Retry.DEFAULT, log::warn);
  }

  private static List<TtrpcService> services(Tasks tasks, ContainerHost host) {
    List<TtrpcService> services = new ArrayList<>(new TaskServiceImpl(tasks).services());
    services.add(new SandboxServiceImpl(tasks, host).service());
    return services;
  }

  private ContainerHost host(FdPoller poller) {
    StateFolder state = arguments.state();
    return new ContainerHost(
        arguments.namespace(),
        arguments.serves(),
        new PodFolders(),
        new ImageStore(arguments.address(), arguments.namespace()),
        state.tasks(),
        new Runc(settings.runc(), state.runc()),
        poller,
        new Orphans(poller, BURIAL),
        new CpuQuotas(),
        new FairTurns(),
        new IdleBudget(settings.idleInstanceMemory()),
        ContainedJvm.likeThis(ContainedMain.class.getName()),
        tracing);
  }

  private Tasks tasks(ContainerHost host, TaskEvents events) {
    if (settings.imageCode() > 0) {
      ContentStore store = new ContentStore(arguments.address(), arguments.namespace());
      parts.guests().keepCodeIn(new ImageCode(store, settings.imageCode(), log));
    }
    return new Tasks(host, parts.guests(), events, configuration::get, configuration.engine());
  }

  // By SIGTERM too. What is still there is taken away; containerd tells its clients when it finds
  // us gone.
  private void end(Tasks tasks, ContainerHost host, TaskEvents events, Endpoints endpoints) {
    try {
      arguments.state().withdraw();
      tasks.destroyAll();
      host.pods().removeAll();
      events.close();
      endpoints.close();
      tracing.close();
      LastChildren.end(REST);
      new OwnCgroup(Cgroups.ofThisMachine(), arguments.cgroup()).leave();
      if (arguments.serves() == Serves.POD) {
        arguments.state().remove();
      }
    } catch (IOException e) {
      log.warn("could not clean up: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
