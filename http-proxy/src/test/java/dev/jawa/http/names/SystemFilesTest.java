package dev.jawa.http.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemFilesTest {

  private static final String HOSTS =
      """
      # comment
      127.0.0.1 localhost
      10.0.0.1  db.example db # the database
      10.0.0.2\tDB
      fd00::1 db
      nonsense db
      10.0.0.3
      """;

  @ParameterizedTest
  @CsvSource({
    "localhost, 127.0.0.1",
    "db, 10.0.0.1 10.0.0.2 fd00:0:0:0:0:0:0:1",
    "Db.Example, 10.0.0.1",
    "database, ''",
    "10.0.0.3, ''"
  })
  void findsNamesInHosts(String name, String addresses) {
    assertThat(HostsFile.find(HOSTS, name).stream().map(InetAddress::getHostAddress).toList())
        .isEqualTo(addresses.isEmpty() ? List.of() : List.of(addresses.split(" ")));
  }

  @Test
  void hasNoNamesWithoutHosts() {
    assertThat(HostsFile.find(null, "localhost")).isEmpty();
  }

  @Test
  void readsNameServersAndOptions() {
    ResolvConf conf =
        ResolvConf.parse(
            """
            ; made by hand
            domain other.example
            search a.example b.example .
            nameserver 10.0.0.1
            nameserver nowhere
            nameserver fd00::1
            nameserver 10.0.0.3
            nameserver 10.0.0.4
            options ndots:3 timeout:2 attempts:9 rotate ndots:x
            """);
    assertThat(conf.servers())
        .containsExactly(
            new InetSocketAddress("10.0.0.1", 53),
            new InetSocketAddress("fd00::1", 53),
            new InetSocketAddress("10.0.0.3", 53));
    assertThat(conf.search()).containsExactly("a.example", "b.example");
    assertThat(conf.ndots()).isEqualTo(3);
    assertThat(conf.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(conf.attempts()).isEqualTo(5);
  }

  @Test
  void asksThisMachineWithoutResolvConf() {
    assertThat(ResolvConf.parse(null).servers())
        .containsExactly(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'FILES DNS'",
    "'passwd: files', 'FILES DNS'",
    "'hosts: dns files', 'DNS FILES'",
    "'hosts:\tfiles', FILES",
    "'hosts: files mdns4_minimal [NOTFOUND=return] dns # why', 'FILES DNS'",
    "'hosts: resolve [!UNAVAIL=return] files', 'DNS FILES'"
  })
  void readsWhereToLook(String text, String sources) {
    assertThat(NameSources.parse(text).stream().map(Enum::name).toList())
        .isEqualTo(List.of(sources.split(" ")));
  }
}
