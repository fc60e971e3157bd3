package dev.jawa.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JawaConfigurationTest {

  @TempDir private Path folder;

  private Map<String, String> named(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("jawa.yaml"), yaml);
    return Map.of("JAWA_CONFIG", file.toString());
  }

  @Test
  void choosesChicoryWhenNobodyChooses() throws IOException {
    assertThat(JawaConfiguration.load(named("")).engine()).isEqualTo("chicory");
  }

  @Test
  void readsTheFile() throws IOException {
    JawaConfiguration configuration =
        JawaConfiguration.load(
            named("jawa:\n  engine: graalwasm\n  cache-dir: /c\n  http: {addr: 'h:1'}\n"));

    assertThat(configuration.engine()).isEqualTo("graalwasm");
    assertThat(configuration.cacheFolder()).isEqualTo(Path.of("/c"));
    assertThat(configuration.get("http.addr")).isEqualTo("h:1");
    assertThat(configuration.get("http.backlog")).isNull();
  }

  @Test
  void letsTheEnvironmentWin() {
    JawaConfiguration configuration =
        new JawaConfiguration(
            Map.of("JAWA_ENGINE", "graalwasm", "JAWA_CACHE_DIR", "/env"),
            Map.of("jawa.engine", "chicory", "jawa.cache-dir", "/file"),
            JawaConfiguration.DEFAULT_FILE);

    assertThat(configuration.engine()).isEqualTo("graalwasm");
    assertThat(configuration.cacheFolder()).isEqualTo(Path.of("/env"));
  }

  @Test
  void saysInOneLineThatTheFileIsNoYaml() throws IOException {
    Map<String, String> environment = named("a: [1\nb: 2\n");

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> JawaConfiguration.load(environment))
        .satisfies(e ->
            assertThat(e.getMessage())
                .startsWith(folder.resolve("jawa.yaml") + ": not valid YAML: ")
                .hasLineCount(1));
  }
}
