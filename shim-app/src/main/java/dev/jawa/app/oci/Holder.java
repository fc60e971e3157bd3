package dev.jawa.app.oci;

import dev.jawa.app.sys.Cgroups;
import dev.jawa.app.sys.FileTree;
import dev.jawa.app.sys.MemoryNotice;
import dev.jawa.app.sys.OomKills;
import dev.jawa.app.sys.Orphans;
import dev.jawa.app.sys.ProcessHandleFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The first process of a container, which holds its namespaces, mounts and cgroup. Its number is
/// the task's; what a client does to that process, to its network namespace or through its hooks,
/// it does to this one. While a guest runs in this JVM it is one that only waits; a native
/// container's own program is its holder.
public final class Holder {

  /// How the container's processes see the program that is passed as descriptor 3.
  private static final String PROGRAM_IN_CONTAINER = "/proc/self/fd/3";

  private static final int SIGKILL = 9;

  private final String id;
  private final Path folder;
  private final String cgroup;
  private final Runc runc;
  private final Orphans orphans;
  private final ProcessHandleFd process;
  private final boolean ownProcessNumbers;
  private final OomKills oomKills;

  /// Of a JVM of the container's own, else `null`.
  private final @Nullable MemoryNotice notice;

  private Holder(
      String id,
      Path folder,
      String cgroup,
      Runc runc,
      Orphans orphans,
      ProcessHandleFd process,
      boolean ownProcessNumbers,
      @Nullable MemoryNotice notice) {
    this.id = id;
    this.folder = folder;
    this.cgroup = cgroup;
    this.runc = runc;
    this.orphans = orphans;
    this.process = process;
    this.ownProcessNumbers = ownProcessNumbers;
    this.oomKills = OomKills.of(process.pid());
    this.notice = notice;
  }

  /// Makes what all holders share; called once before the first.
  ///
  /// @param folder of all tasks
  public static void prepare(Path folder) throws IOException {
    Files.createDirectories(folder);
    PauseProgram.write(program(folder));
  }

  private static Path program(Path tasks) {
    return tasks.resolve(".pause");
  }

  /// What a holder is made of.
  ///
  /// @param root the mounted root file system
  /// @param tasks the folder of all tasks; the one of this task is made in it, and says to others
  ///   that there is something to clean up
  public record Plan(
      String id, RuntimeSpec spec, Path root, Path tasks, Runc runc, Orphans orphans) {

    private Path folder() {
      return tasks.resolve(id);
    }
  }

  /// Makes the container of a guest, without starting its process.
  ///
  /// @throws OciException if the runtime refuses; nothing is left behind
  public static Holder forGuest(Plan plan) {
    String config = plan.spec().forHolder(PROGRAM_IN_CONTAINER, plan.root().toString());
    Runc.Third third = new Runc.Third.Program(program(plan.tasks()));
    return create(plan, config, third, null, NativeStdio.NOTHING);
  }

  /// Makes the container of a native program, without starting it.
  ///
  /// @throws OciException if the runtime refuses; nothing is left behind
  public static Holder forProgram(Plan plan, ProcessStreams streams) {
    return launch(plan, plan.spec().forNative(plan.root().toString()), null, streams);
  }

  /// What runs in a JVM of the container's own.
  ///
  /// @param settings of the guest by name
  /// @param layers the guest and what is beside it, none if it is a file of the container
  public record Contained(ContainedJvm jvm, Map<String, String> settings, List<LayerFile> layers) {}

  /// Makes the container of a guest in a JVM of its own, without starting it.
  ///
  /// @throws OciException if the runtime refuses; nothing is left behind
  public static Holder forJvm(Plan plan, Contained contained, ProcessStreams streams) {
    try {
      Path layers = contained.layers().isEmpty() ? null : write(plan, contained.layers());
      String config =
          contained.jvm().config(plan.spec(), plan.root(), contained.settings(), layers);
      return launch(plan, config, MemoryNotice.open(), streams);
    } catch (OciException e) {
      removeFolder(plan.folder());
      throw e;
    }
  }

  private static Path write(Plan plan, List<LayerFile> layers) {
    Path folder = plan.folder().resolve("layers");
    try {
      makeFolder(plan.folder());
      Files.createDirectories(folder);
      LayerFile.write(layers, folder);
      return folder;
    } catch (IOException e) {
      throw new OciException("cannot write " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static Holder launch(
      Plan plan, String config, @Nullable MemoryNotice notice, ProcessStreams streams) {
    CompletableFuture<Holder> made = new CompletableFuture<>();
    Runc.Third third =
        notice == null ? new Runc.Third.Nothing() : new Runc.Third.Notice(notice.path());
    try {
      streams.launch(stdio -> made.complete(create(plan, config, third, notice, stdio)));
    } catch (OciException e) {
      if (notice != null) {
        notice.close();
      }
      throw e;
    }
    return made.join();
  }

  private static Holder create(
      Plan plan,
      String config,
      Runc.Third third,
      @Nullable MemoryNotice notice,
      NativeStdio stdio) {
    Path folder = plan.folder();
    try (Orphans.Start _ = plan.orphans().starting()) {
      makeFolder(folder);
      Files.writeString(folder.resolve("config.json"), config);
      Path pidFile = folder.resolve("pid");
      Runc.CgroupDriver driver =
          plan.spec().systemdCgroup() ? Runc.CgroupDriver.SYSTEMD : Runc.CgroupDriver.CGROUPFS;
      plan.runc().create(plan.id(), new Runc.Source(folder, third, driver), pidFile, stdio);
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      return new Holder(
          plan.id(),
          folder,
          plan.spec().cgroupsPath(),
          plan.runc(),
          plan.orphans(),
          plan.orphans().adopt(pid),
          plan.spec().hasOwnProcessNumbers(),
          notice);
    } catch (IOException | OciException e) {
      undo(plan);
      throw e instanceof OciException known
          ? known
          : new OciException("cannot make the container: " + e.getMessage(), e);
    }
  }

  // A runtime that fails takes away what it made; one that somebody kills does not.
  private static void undo(Plan plan) {
    try {
      plan.runc().delete(plan.id(), plan.folder());
    } catch (OciException _) {
      // Why there is no container is what counts.
    }
    removeFiles(plan.folder(), plan.spec().cgroupsPath());
  }

  public long pid() {
    return process.pid();
  }

  /// Completes with its exit status when the process has ended, whoever ended it.
  public CompletableFuture<Integer> ended() {
    return process.ended();
  }

  /// Whether the container's memory was not enough for its native processes: the kernel has ended
  /// one of them, or its JVM says so. Asked when its own has ended.
  public boolean ranOutOfMemory() {
    return oomKills.count() > 0 || (notice != null && notice.came());
  }

  /// Starts the process.
  public void start() {
    runc.start(id, folder);
  }

  /// Starts another native process in the container.
  ///
  /// @param execId names it among the others of the container
  /// @param spec whose `process` it is
  /// @throws OciException if the runtime refuses
  public ProcessHandleFd exec(String execId, RuntimeSpec spec, ProcessStreams streams) {
    Path config = folder.resolve("exec-" + execId + ".json");
    Path pidFile = folder.resolve("exec-" + execId + ".pid");
    try (Orphans.Start _ = orphans.starting()) {
      streams.launchBeside(stdio -> {
        write(config, spec.process(stdio.consoleSocket() != null));
        runc.exec(id, folder, config, pidFile, stdio);
      });
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      ProcessHandleFd started = orphans.adopt(pid);
      streams.begin();
      return started;
    } catch (IOException e) {
      throw new OciException("cannot start the process: " + e.getMessage(), e);
    } finally {
      remove(config);
      remove(pidFile);
    }
  }

  // A probe may execute something every few seconds, for years.
  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // It goes with the folder.
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new OciException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /// Stops all native processes of the container where they are.
  public void pause() {
    runc.pause(id, folder);
  }

  public void resume() {
    runc.resume(id, folder);
  }

  /// Changes the limits of the container's cgroup.
  ///
  /// @param resources `linux.resources` as JSON
  public void update(String resources) {
    Path file = folder.resolve("resources.json");
    write(file, resources);
    runc.update(id, folder, file);
  }

  /// Sends its process a signal.
  public void signal(int signal) {
    try {
      process.signal(signal);
    } catch (IOException e) {
      throw new OciException("cannot signal the container's process: " + e.getMessage(), e);
    }
  }

  /// Ends the process, and all others of the container; [#ended] tells when it has.
  public void kill() {
    signal(SIGKILL);
    if (!ownProcessNumbers) {
      try {
        runc.killAll(id, folder);
      } catch (OciException _) {
        // They have ended with it.
      }
    }
  }

  /// Removes the container, its cgroup and its folder.
  ///
  /// @throws OciException if the runtime fails; it can be called again then
  public void delete() {
    remove(runc, id, folder, cgroup);
    process.close();
    if (notice != null) {
      notice.close();
    }
  }

  /// Removes a container, its cgroup and its folder, whoever made it.
  ///
  /// @param cgroup `linux.cgroupsPath`; empty if there is none
  /// @throws OciException if the runtime fails; it can be called again then
  static void remove(Runc runc, String id, Path folder, String cgroup) {
    if (Files.exists(folder)) {
      runc.delete(id, folder);
    }
    removeFiles(folder, cgroup);
  }

  private static void removeFiles(Path folder, String cgroup) {
    Cgroups.ofThisMachine().remove(cgroup);
    removeFolder(folder);
  }

  // The shim's script may be removing it at the same time.
  private static void removeFolder(Path folder) {
    try {
      FileTree.remove(folder);
    } catch (IOException e) {
      throw new OciException("cannot remove " + folder + ": " + e.getMessage(), e);
    }
  }
}
