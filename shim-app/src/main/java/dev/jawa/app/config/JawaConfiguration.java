package dev.jawa.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of this installation, by the names of the file `/etc/jawa/jawa.yaml` (`JAWA_CONFIG`
/// names another): `jawa.engine`, `jawa.cache-dir`, … An environment variable of the same name in
/// capitals, as in `JAWA_CACHE_DIR`, wins over the file.
///
/// The same file is Spring's external configuration in the processes that run Spring.
public final class JawaConfiguration {

  /// Where the file is if nobody says otherwise.
  public static final Path DEFAULT_FILE = Path.of("/etc/jawa/jawa.yaml");

  private final Map<String, String> environment;
  private final Map<String, String> file;
  private final Path path;

  JawaConfiguration(Map<String, String> environment, Map<String, String> file, Path path) {
    this.path = path;
    this.environment = Map.copyOf(environment);
    this.file = Map.copyOf(file);
  }

  /// Reads the file that the environment names, or the default one if it is there.
  ///
  /// @throws ConfigurationException if a named file is missing, or a file cannot be read
  public static JawaConfiguration load(Map<String, String> environment) {
    String named = environment.get("JAWA_CONFIG");
    Path path = named == null || named.isEmpty() ? DEFAULT_FILE : Path.of(named).toAbsolutePath();
    if (!Files.exists(path)) {
      if (path.equals(DEFAULT_FILE)) {
        return new JawaConfiguration(environment, Map.of(), path);
      }
      throw new ConfigurationException(named + ": no such file; JAWA_CONFIG names it");
    }
    return new JawaConfiguration(environment, YamlFile.read(path), path);
  }

  /// The file that was read, or would be if it were there.
  String fileUri() {
    return path.toUri().toString();
  }

  /// A setting of Spring's by its whole name, as in `management.server.port`; `null` if nobody set
  /// it.
  @Nullable String spring(String name) {
    String variable = environment.get(variableOf(name));
    return variable != null && !variable.isEmpty() ? variable : file.get(name);
  }

  /// A setting by its name without the leading `jawa.`, as in `engine` or `http.addr`; `null` if
  /// nobody set it.
  public @Nullable String get(String name) {
    return spring("jawa." + name);
  }

  /// The engine chosen for this machine, `chicory` if nobody chose one.
  public String engine() {
    String engine = get("engine");
    return engine == null ? "chicory" : engine;
  }

  /// Where compiled code is kept between processes.
  public Path cacheFolder() {
    String folder = get("cache-dir");
    if (folder != null) {
      return Path.of(folder);
    }
    if ("root".equals(System.getProperty("user.name"))) {
      return Path.of("/var/cache/jawa");
    }
    String xdg = environment.get("XDG_CACHE_HOME");
    return xdg != null && xdg.startsWith("/")
        ? Path.of(xdg, "jawa")
        : Path.of(System.getProperty("user.home"), ".cache", "jawa");
  }

  private static String variableOf(String name) {
    StringBuilder variable = new StringBuilder();
    for (char c : name.toCharArray()) {
      variable.append(c == '.' || c == '-' ? '_' : Character.toUpperCase(c));
    }
    return variable.toString();
  }
}
