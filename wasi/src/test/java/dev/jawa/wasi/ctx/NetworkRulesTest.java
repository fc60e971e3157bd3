package dev.jawa.wasi.ctx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.wasi.ctx.NetworkRules.NameLookup;
import dev.jawa.wasi.ctx.NetworkRules.Privates;
import dev.jawa.wasi.ctx.NetworkRules.Reach;
import dev.jawa.wasi.ctx.SocketPolicy.Protocol;
import dev.jawa.wasi.ctx.SocketPolicy.Use;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkRulesTest {

  private static InetSocketAddress at(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new InetSocketAddress(
        InetAddress.ofLiteral(host), Integer.parseInt(text.substring(colon + 1)));
  }

  private static NetworkRules rules(
      Reach reach, String connect, String bind, String denied, Privates privates) {
    return new NetworkRules(
        Set.of(Protocol.TCP),
        NameLookup.DENIED,
        reach,
        ranges(connect),
        ranges(bind),
        ranges(denied),
        privates);
  }

  private static List<AddressRange> ranges(String list) {
    return Stream.of(list.split(" "))
        .filter(text -> !text.isEmpty())
        .map(AddressRange::parse)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1:1, true",
    "10.0.0.0/8, 11.0.0.1:1, false",
    "10.0.0.0/8:80-90, 10.1.1.1:80, true",
    "10.0.0.0/8:80-90, 10.1.1.1:90, true",
    "10.0.0.0/8:80-90, 10.1.1.1:91, false",
    "192.168.1.128/25, 192.168.1.127:1, false",
    "192.168.1.128/25, 192.168.1.200:1, true",
    "0.0.0.0/0, 8.8.8.8:53, true",
    "0.0.0.0/0, [2001:db8::1]:53, false",
    "1.2.3.4, 1.2.3.4:65535, true",
    "1.2.3.4, 1.2.3.5:1, false",
    "2001:db8::/33, [2001:db8:7fff::1]:1, true",
    "2001:db8::/33, [2001:db8:8000::1]:1, false",
    "[::1]:8080, [::1]:8080, true",
    "[::1]:8080, [::1]:8081, false",
    "[fc00::]/7:1-2, [fd00::1]:2, true",
    "::/0, [::1]:1, true"
  })
  void readsRangesAndFindsWhatIsInThem(String range, String address, boolean within) {
    assertThat(AddressRange.parse(range).contains(at(address))).isEqualTo(within);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "example.org",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "::/129",
        "1.2.3.4:",
        "1.2.3.4:x",
        "1.2.3.4:1-",
        "1.2.3.4:65536",
        "[::1",
        "[::1]8",
        "1.2.3.4/",
        "127.1"
      })
  void refusesWhatIsNoRange(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void grantsOnlyWhatIsListed() {
    NetworkRules rules =
        rules(Reach.LISTED, "1.2.3.4:80", "127.0.0.1:8080", "", Privates.REACHABLE);
    assertThat(rules.allows(Use.TCP_CONNECT, at("1.2.3.4:80"))).isTrue();
    assertThat(rules.allows(Use.UDP_SEND, at("1.2.3.4:80"))).isTrue();
    assertThat(rules.allows(Use.TCP_CONNECT, at("1.2.3.4:81"))).isFalse();
    assertThat(rules.allows(Use.TCP_BIND, at("1.2.3.4:80"))).isFalse();
    assertThat(rules.allows(Use.TCP_BIND, at("127.0.0.1:8080"))).isTrue();
    assertThat(rules.allows(Use.UDP_BIND, at("127.0.0.1:0"))).isFalse();
    assertThat(rules.allows(Protocol.TCP)).isTrue();
    assertThat(rules.allows(Protocol.UDP)).isFalse();
    assertThat(rules.allowsNameLookup()).isFalse();
  }

  @Test
  void deniesWhateverElseIsGranted() {
    NetworkRules rules = rules(Reach.EVERYTHING, "1.2.3.4", "", "1.2.3.0/24", Privates.REACHABLE);
    assertThat(rules.allows(Use.TCP_CONNECT, at("1.2.3.4:80"))).isFalse();
    assertThat(rules.allows(Use.HTTP_CONNECT, at("1.2.3.4:80"))).isFalse();
    assertThat(rules.allows(Use.TCP_BIND, at("1.2.3.4:80"))).isTrue();
    assertThat(rules.allows(Use.HTTP_CONNECT, at("1.2.4.4:80"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 0.0.0.0",
    "127.0.0.1:80, 0.0.0.0",
    "::1, ::",
    "127.0.0.0/8, ::",
    "127.0.0.0/8, ::ffff:127.0.0.1",
    "169.254.169.254, ::ffff:169.254.169.254",
    "169.254.169.254, 64:ff9b::a9fe:a9fe",
    "169.254.0.0/16, 2002:a9fe:a9fe::1",
    "10.0.0.0/8, ::a00:1"
  })
  void deniesWhatLeadsToADeniedAddress(String denied, String address) {
    NetworkRules rules = rules(Reach.EVERYTHING, "", "", denied, Privates.REACHABLE);
    InetSocketAddress remote = new InetSocketAddress(InetAddress.ofLiteral(address), 80);
    assertThat(rules.allows(Use.HTTP_CONNECT, remote)).isFalse();
    assertThat(rules.allows(Use.UDP_SEND, remote)).isFalse();
  }

  @Test
  void leavesHttpToItsOwnSwitch() {
    assertThat(NetworkRules.NO_SOCKETS.allows(Use.HTTP_CONNECT, at("10.0.0.1:80"))).isTrue();
    assertThat(NetworkRules.NO_SOCKETS.allows(Use.TCP_CONNECT, at("10.0.0.1:80"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:a00:1::1",
        "2002:7f00:1::"
      })
  void deniesPrivateAddressesInAllTheirClothes(String address) {
    NetworkRules rules = rules(Reach.EVERYTHING, "", "", "", Privates.DENIED);
    InetSocketAddress remote = new InetSocketAddress(InetAddress.ofLiteral(address), 80);
    assertThat(rules.allows(Use.TCP_CONNECT, remote)).isFalse();
    assertThat(rules.allows(Use.HTTP_CONNECT, remote)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.0.0.1",
        "128.0.0.1",
        "169.253.1.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.1.1",
        "198.17.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2a00::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1"
      })
  void letsPublicAddressesThrough(String address) {
    NetworkRules rules = rules(Reach.EVERYTHING, "", "", "", Privates.DENIED);
    InetSocketAddress remote = new InetSocketAddress(InetAddress.ofLiteral(address), 80);
    assertThat(rules.allows(Use.TCP_CONNECT, remote)).isTrue();
  }

  @Test
  void letsAPrivateAddressBeGrantedByItself() {
    NetworkRules rules = rules(Reach.EVERYTHING, "10.0.0.5:5432", "", "", Privates.DENIED);
    assertThat(rules.allows(Use.HTTP_CONNECT, at("10.0.0.5:5432"))).isTrue();
    assertThat(rules.allows(Use.HTTP_CONNECT, at("10.0.0.5:22"))).isFalse();
  }
}
