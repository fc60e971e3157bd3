package dev.jawa.app.oci;

import dev.jawa.app.oci.RuntimeSpec.BindMount;
import dev.jawa.app.sys.MemoryNotice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JVM as a program of a container: one like this, with what it needs of the host's files at the
/// same places, for reading. A container has no files that fit a JVM, mostly none at all.
///
/// @param home of the JDK
/// @param distribution the folder of Jawa's own files
/// @param classPath of this process
/// @param flags of this process
/// @param mainClass runs the guest; gets the guest's arguments
public record ContainedJvm(
    Path home, Path distribution, String classPath, List<String> flags, String mainClass) {

  /// Where the container's JVM finds the guest, if it is no file of the container: a folder as
  /// [LayerFile] has it.
  public static final Path LAYERS = Path.of("/.jawa/layers");

  /// Before the names of the settings that it is told as system properties.
  public static final String SETTING = "jawa.setting.";

  /// What it finds its libraries by, which the guest does not see.
  public static final String LIBRARY_VARIABLE = "LD_LIBRARY_PATH";

  private static final String LIBRARIES = "/.jawa/lib";

  /// What the kernel starts the JVM with, on the machines that Jawa knows.
  private static final List<Path> LOADERS =
      List.of(
          Path.of("/lib64/ld-linux-x86-64.so.2"),
          Path.of("/lib/ld-linux-aarch64.so.1"),
          Path.of("/lib/ld-linux-riscv64-lp64d.so.1"));

  /// The daemon's own, which do not fit a JVM of one guest.
  private static final List<String> NOT_FOR_ONE =
      List.of(
          "-XX:InitialHeapSize",
          "-XX:MinHeapFreeRatio",
          "-XX:MaxHeapFreeRatio",
          "-XX:-ShrinkHeapInSteps",
          "-XX:MaxRAMPercentage",
          "-Djdk.virtualThreadScheduler");

  public ContainedJvm {
    flags = List.copyOf(flags);
  }

  /// One that is like this JVM.
  public static ContainedJvm likeThis(String mainClass) {
    String classPath = System.getProperty("java.class.path", "");
    Path first = Path.of(classPath.split(":", 2)[0]).toAbsolutePath();
    List<String> flags =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> NOT_FOR_ONE.stream().noneMatch(flag::startsWith))
            .toList();
    return new ContainedJvm(
            Path.of(System.getProperty("java.home", "/")),
            above(above(first)),
            classPath,
            flags,
            mainClass)
        .byRealNames();
  }

  /// The same by the names that Jawa's files really have: a link to the shim leads to them by
  /// `/usr/local/bin/..`, and in the container there is no such folder to go back from.
  ContainedJvm byRealNames() {
    String said = distribution + "/";
    Path real = real(distribution);
    return new ContainedJvm(
        home,
        real,
        classPath.replace(said, real + "/"),
        flags.stream().map(flag -> flag.replace(said, real + "/")).toList(),
        mainClass);
  }

  /// The container's configuration with it as the program.
  ///
  /// @param settings of the guest by name
  /// @param layers the guest's folder, if it is no file of the container
  String config(RuntimeSpec spec, Path root, Map<String, String> settings, @Nullable Path layers) {
    return asProgramOf(spec, settings, List.of(MemoryNotice.FLAG))
        .withMounts(files(layers), root.toString());
  }

  /// The container with it as the program of a process, in place of the guest's file.
  ///
  /// @param settings of the guest by name
  public RuntimeSpec asProgramOf(RuntimeSpec spec, Map<String, String> settings) {
    return asProgramOf(spec, settings, List.of());
  }

  private RuntimeSpec asProgramOf(
      RuntimeSpec spec, Map<String, String> settings, List<String> more) {
    return spec.withProgram(
        command(spec.args(), settings, more), Map.of(LIBRARY_VARIABLE, LIBRARIES));
  }

  private List<String> command(
      List<String> arguments, Map<String, String> settings, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(flags);
    command.addAll(more);
    // Beside the heap there is what the JVM and the guest's code take.
    command.add("-XX:MaxRAMPercentage=60");
    settings.forEach((name, value) -> command.add("-D" + SETTING + name + "=" + value));
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return command;
  }

  private List<BindMount> files(@Nullable Path layers) {
    Path loader =
        LOADERS.stream()
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() ->
                new OciException(
                    "isolation=container needs a JDK for glibc, and there is no glibc here"));
    List<BindMount> files = new ArrayList<>();
    files.add(new BindMount(home.toString(), home.toString()));
    files.add(new BindMount(distribution.toString(), distribution.toString()));
    files.add(new BindMount(real(loader).toString(), loader.toString()));
    files.add(new BindMount(above(real(loader)).toString(), LIBRARIES));
    if (layers != null) {
      files.add(new BindMount(layers.toString(), LAYERS.toString()));
    }
    return files;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new OciException("cannot find " + path + ": " + e.getMessage(), e);
    }
  }

  private static Path above(Path file) {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }
}
