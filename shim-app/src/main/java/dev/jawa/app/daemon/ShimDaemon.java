package dev.jawa.app.daemon;

import dev.jawa.app.config.ConfigurationException;
import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.config.ManagementPort;
import dev.jawa.app.oci.Holder;
import dev.jawa.app.oci.Runc;
import dev.jawa.app.sys.CurrentProcess;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.task.ContainerHost;
import dev.jawa.app.task.TaskEvents;
import dev.jawa.app.task.TaskServiceImpl;
import dev.jawa.app.task.Tasks;
import dev.jawa.engine.EngineOptions;
import dev.jawa.shim.ttrpc.TtrpcClient;
import dev.jawa.shim.ttrpc.TtrpcOptions;
import dev.jawa.shim.ttrpc.TtrpcServer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/// The shim's resident process. Started by `containerd-shim-jawa-v1` with stdout leading to a pipe:
/// a line there says that the socket is open.
public final class ShimDaemon {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int GUESTS_KEPT = 64;

  private final DaemonArguments arguments;
  private final JawaConfiguration configuration;
  private final DaemonLog log;

  private ShimDaemon(DaemonArguments arguments, JawaConfiguration configuration, DaemonLog log) {
    this.arguments = arguments;
    this.configuration = configuration;
    this.log = log;
  }

  public static void main(String[] arguments) {
    DaemonLog log = new DaemonLog(System.err, InstantSource.system());
    Thread.setDefaultUncaughtExceptionHandler(log::bug);
    Thread watchdog = Thread.ofPlatform().daemon().start(ShimDaemon::endUnlessInterrupted);
    try {
      JawaConfiguration configuration = JawaConfiguration.load(System.getenv());
      new ShimDaemon(DaemonArguments.parse(arguments), configuration, log).run(watchdog);
      System.exit(0);
    } catch (IOException | ConfigurationException | IllegalArgumentException e) {
      // The last line of the log is what the script tells containerd.
      System.err.println("jawa: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException _) {
      System.exit(1);
    }
  }

  // The script waits for the line on stdout or for our end, so one of them has to come.
  private static void endUnlessInterrupted() {
    try {
      Thread.sleep(START_LIMIT);
      System.err.println("jawa: the daemon was not ready after " + START_LIMIT.toSeconds() + " s");
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException _) {
      // It is ready.
    }
  }

  private void run(Thread watchdog) throws IOException, InterruptedException {
    StateFolder state = arguments.state();
    state.prepare();
    CurrentProcess.becomeSubreaper();
    CurrentProcess.giveUpOomProtection();
    Holder.prepare(state.tasks());
    FdPoller poller = new FdPoller();
    TaskEvents events = events();
    Tasks tasks = tasks(poller, events);
    TtrpcServer server =
        TtrpcServer.listen(
            state.socket(), new TaskServiceImpl(tasks).services(), TtrpcOptions.DEFAULT);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(tasks, events, server), "shutdown"));
    state.announce();
    System.out.println("ready");
    CurrentProcess.detachStdout();
    watchdog.interrupt();
    log.info("serving namespace " + arguments.namespace() + " on " + state.socket());
    try (ManagementPort _ = ManagementPort.open(configuration, log::warn)) {
      new IdleWatch(tasks, state, duration("daemon.idle", IDLE)).await();
    }
    log.info("ending, there was nothing to do");
  }

  private TaskEvents events() {
    TtrpcClient client = new TtrpcClient(arguments.ttrpcAddress(), TtrpcOptions.DEFAULT);
    return new TaskEvents(arguments.namespace(), client, TaskEvents.Retry.DEFAULT, log::warn);
  }

  private Tasks tasks(FdPoller poller, TaskEvents events) {
    StateFolder state = arguments.state();
    String runc = configuration.get("runc");
    ContainerHost host =
        new ContainerHost(
            arguments.namespace(),
            state.tasks(),
            new Runc(runc == null ? "runc" : runc, state.runc()),
            poller);
    EngineGuests guests =
        new EngineGuests(new EngineOptions(configuration.cacheFolder(), false), GUESTS_KEPT);
    return new Tasks(host, guests, events, configuration::get, configuration.engine());
  }

  private Duration duration(String name, Duration otherwise) {
    String text = configuration.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return Duration.ofSeconds(Long.parseLong(text.replaceFirst("s$", "")));
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          "jawa." + name + "=" + text + ": not a duration in seconds, as in 600s");
    }
  }

  // By SIGTERM too. What is still there is taken away; containerd tells its clients when it finds
  // us gone.
  private void end(Tasks tasks, TaskEvents events, TtrpcServer server) {
    try {
      arguments.state().withdraw();
      tasks.destroyAll();
      events.close();
      server.close();
    } catch (IOException e) {
      log.warn("could not clean up: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
