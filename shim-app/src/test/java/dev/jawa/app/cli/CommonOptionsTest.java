package dev.jawa.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class CommonOptionsTest {

  @Command
  private static final class Host {
    @Mixin private CommonOptions common = new CommonOptions();
  }

  private static Map<String, String> environment(String... args) {
    Host host = CommandLine.populateCommand(new Host(), args);
    host.common.apply(_ -> {});
    return host.common.environment(Map.of("HOME", "/root", "LANG", "C"));
  }

  @Test
  void givesTheGuestNothingUnasked() {
    assertThat(environment()).isEmpty();
  }

  @Test
  void setsVariablesAndInheritsThemByName() {
    assertThat(environment("--env", "A=1=2", "--env", "HOME", "--env", "UNSET", "--env", "B="))
        .containsExactly(Map.entry("A", "1=2"), Map.entry("HOME", "/root"), Map.entry("B", ""));
  }

  @Test
  void letsEnvWinOverWhatIsInherited() {
    assertThat(environment("-S", "inherit-env", "--env", "LANG=de"))
        .containsOnly(Map.entry("HOME", "/root"), Map.entry("LANG", "de"));
  }

  @Test
  void readsDirectoriesWithAndWithoutAnotherName() {
    assertThat(DirectoryOption.parse("data"))
        .isEqualTo(new DirectoryOption(Path.of("data"), "data"));
    assertThat(DirectoryOption.parse("/srv/x::/"))
        .isEqualTo(new DirectoryOption(Path.of("/srv/x"), "/"));
  }

  @Test
  void readsSocketAddresses() {
    assertThat(SocketAddressOption.parse("--addr", "127.0.0.1:80"))
        .isEqualTo(new SocketAddressOption("127.0.0.1", 80));
    assertThat(SocketAddressOption.parse("--addr", "[::1]:0"))
        .isEqualTo(new SocketAddressOption("::1", 0));
  }
}
