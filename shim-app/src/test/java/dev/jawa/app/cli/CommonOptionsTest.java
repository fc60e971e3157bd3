package dev.jawa.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.app.guest.ComponentServices;
import dev.jawa.wasi.ctx.NetworkRules;
import dev.jawa.wasi.ctx.SocketPolicy.Protocol;
import dev.jawa.wasi.ctx.SocketPolicy.Use;
import dev.jawa.wasi.sys.Access;
import java.net.InetSocketAddress;
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
        .isEqualTo(new DirectoryOption(Path.of("data"), "data", Access.READ_WRITE));
    assertThat(DirectoryOption.parse("/srv/x::/"))
        .isEqualTo(new DirectoryOption(Path.of("/srv/x"), "/", Access.READ_WRITE));
    assertThat(DirectoryOption.parse("/srv/x::/data:ro"))
        .isEqualTo(new DirectoryOption(Path.of("/srv/x"), "/data", Access.READ_ONLY));
    assertThat(DirectoryOption.parse("odd:ro"))
        .isEqualTo(new DirectoryOption(Path.of("odd:ro"), "odd:ro", Access.READ_WRITE));
  }

  @Test
  void readsSocketAddresses() {
    assertThat(SocketAddressOption.parse("--addr", "127.0.0.1:80"))
        .isEqualTo(new SocketAddressOption("127.0.0.1", 80));
    assertThat(SocketAddressOption.parse("--addr", "[::1]:0"))
        .isEqualTo(new SocketAddressOption("::1", 0));
  }

  private static WasiOptions wasi(String... args) {
    Host host = CommandLine.populateCommand(new Host(), args);
    host.common.apply(_ -> {});
    return host.common.wasi();
  }

  @Test
  void givesNoSocketsUnasked() {
    NetworkRules rules = wasi().network();
    assertThat(rules.allows(Protocol.TCP)).isFalse();
    assertThat(rules.allows(Protocol.UDP)).isFalse();
    assertThat(rules.allowsNameLookup()).isFalse();
  }

  @Test
  void inheritsTheNetworkWithoutWhatIsTurnedOff() {
    NetworkRules rules = wasi("-S", "inherit-network,udp=n").network();
    assertThat(rules.allows(Protocol.TCP)).isTrue();
    assertThat(rules.allows(Protocol.UDP)).isFalse();
    assertThat(rules.allows(Use.TCP_CONNECT, new InetSocketAddress("10.0.0.1", 80))).isTrue();
  }

  @Test
  void makesSocketsThatReachNothingWithoutANetwork() {
    NetworkRules rules = wasi("-S", "tcp").network();
    assertThat(rules.allows(Protocol.TCP)).isTrue();
    assertThat(rules.allows(Use.TCP_CONNECT, new InetSocketAddress("10.0.0.1", 80))).isFalse();
  }

  @Test
  void grantsAndDeniesRanges() {
    NetworkRules rules =
        wasi("-S", "jawa-allow-connect=10.0.0.0/8,jawa-deny-connect=10.9.0.0/16").network();
    assertThat(rules.allows(Protocol.TCP)).isTrue();
    assertThat(rules.allows(Use.TCP_CONNECT, new InetSocketAddress("10.0.0.1", 80))).isTrue();
    assertThat(rules.allows(Use.TCP_CONNECT, new InetSocketAddress("10.9.0.1", 80))).isFalse();
  }

  @Test
  void readsLimitsAndServices() {
    WasiOptions wasi =
        wasi(
            "-S", "hostcall-fuel=100,max-resources=7,jawa-max-open-files=3",
            "-S", "config,config-var=a=b=c,keyvalue,keyvalue-in-memory-data=k=v");
    ComponentServices services = wasi.openServices();
    assertThat(wasi.limits().callBytes()).isEqualTo(100);
    assertThat(wasi.directories()).isEqualTo(new DirectoryOption.Opening(3, false));
    assertThat(services.limits().maxHandles()).isEqualTo(7);
    assertThat(services.limits().maxBytesPerCall()).isEqualTo(100);
    assertThat(services.config()).containsExactly(Map.entry("a", "b=c"));
    assertThat(services.keyValue().open("").get("k")).asString().isEqualTo("v");
    assertThat(services.keyValue().open("other")).isNull();
  }
}
