package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What decides whether generated code of an earlier run still fits.
final class ChicoryVersion {

  /// Counts changes of [ClassPatcher], [SplitModule], [FunctionEnds], of what generated code calls,
  /// and of the cache's format; raise it with each.
  private static final int REVISION = 14;

  private static final String POM_PROPERTIES =
      "/META-INF/maven/com.dylibso.chicory/runtime/pom.properties";

  private ChicoryVersion() {}

  /// Chicory's version, from its jar.
  static String chicory() {
    try (InputStream in = Instance.class.getResourceAsStream(POM_PROPERTIES)) {
      if (in == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Chicory's version, our revision, the JDK's feature version: `chicory-1.7.5-r1-java25`. No
  /// option changes generated code.
  static String kindOfGeneratedCode() {
    return "chicory-%s-r%d-java%d".formatted(chicory(), REVISION, Runtime.version().feature());
  }
}
