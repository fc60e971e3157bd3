package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.wasi.ctx.AddressRange;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.HttpTimeouts;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.ctx.NetworkRules;
import dev.jawa.wasi.ctx.NetworkRules.Privates;
import dev.jawa.wasi.ctx.NetworkRules.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No request gets to an address that is denied, whatever its name.
@Timeout(30)
class EgressTest {

  private static final String EMPTY_OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  /// Names whose answers are told one after the other; the last one is told for ever.
  private static final class Names implements NetworkPlace {
    private final Deque<List<InetAddress>> answers = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();

    Names(String... answers) {
      for (String answer : answers) {
        this.answers.add(List.of(answer.split(" ")).stream().map(InetAddress::ofLiteral).toList());
      }
    }

    @Override
    public <T> T call(Callable<T> action) throws Exception {
      return action.call();
    }

    @Override
    public synchronized List<InetAddress> lookUp(String name) throws UnknownHostException {
      asked.incrementAndGet();
      return answers.size() > 1 ? answers.remove() : answers.element();
    }
  }

  private static NetworkRules rules(String denied, String granted) {
    return new NetworkRules(
        Set.of(),
        NetworkRules.NameLookup.DENIED,
        Reach.LISTED,
        granted.isEmpty() ? List.of() : List.of(AddressRange.parse(granted)),
        List.of(),
        denied.isEmpty() ? List.of() : List.of(AddressRange.parse(denied)),
        denied.isEmpty() ? Privates.DENIED : Privates.REACHABLE);
  }

  private static ReactorHttpTransport transport(NetworkPlace place, NetworkRules rules) {
    return new ReactorHttpTransport(TransportOptions.DEFAULT.withNetwork(place).withPolicy(rules));
  }

  private static HttpResponse get(ReactorHttpTransport transport, String authority)
      throws Exception {
    HttpRequest request =
        new HttpRequest("GET", "http", authority, "/", List.of(), HttpBody.empty());
    return transport.send(request, HttpTimeouts.DEFAULT).get();
  }

  private static void assertProhibited(ReactorHttpTransport transport, String authority) {
    assertThatThrownBy(() -> get(transport, authority))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            HttpException.class,
            failure -> assertThat(failure.code()).isEqualTo(Code.DESTINATION_IP_PROHIBITED));
  }

  private static RawServer deaf(AtomicInteger connections) throws Exception {
    return new RawServer(peer -> {
      connections.incrementAndGet();
      peer.until("\r\n\r\n");
      peer.say(EMPTY_OK);
    });
  }

  private static int port(RawServer server) {
    return Integer.parseInt(server.authority().replaceFirst(".*:", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::1]", "0.0.0.0", "[::]"})
  void refusesAPrivateAddressWrittenOut(String host) throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (RawServer server = deaf(connections);
        var transport = transport(NetworkPlace.HERE, rules("", ""))) {
      assertProhibited(transport, host + ":" + port(server));
      assertThat(connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "2130706433", "0x7f000001", "0177.0.0.1"})
  void refusesAnAddressInOldSpellings(String host) throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (RawServer server = deaf(connections);
        var transport = transport(NetworkPlace.HERE, rules("", ""))) {
      assertThatThrownBy(() -> get(transport, host + ":" + port(server)))
          .isInstanceOf(ExecutionException.class);
      assertThat(connections).hasValue(0);
    }
  }

  @Test
  void refusesANameThatLeadsToADeniedAddress() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (RawServer server = deaf(connections);
        var transport = transport(new Names("127.0.0.1"), rules("127.0.0.0/8", ""))) {
      assertProhibited(transport, "inside.example:" + port(server));
      assertThat(connections).hasValue(0);
    }
  }

  @Test
  void connectsToTheVeryAddressThatWasChecked() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (RawServer server = deaf(connections)) {
      Names names = new Names("127.0.0.1", "127.0.0.2");
      String granted = "127.0.0.1:" + port(server);
      try (var transport = transport(names, rules("", granted))) {
        assertThat(get(transport, "a.example:" + port(server)).status()).isEqualTo(200);
        // One look-up for one connection: there is no second answer to be led astray by.
        assertThat(names.asked).hasValue(1);
        assertThat(connections).hasValue(1);
      }
    }
  }

  @Test
  void refusesANameThatWasBoundToAnotherAddress() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (RawServer server = deaf(connections)) {
      Names names = new Names("127.0.0.1", "127.0.0.2");
      String granted = "127.0.0.1:" + port(server);
      try (var transport = transport(names, rules("", granted))) {
        assertThat(get(transport, "a.example:" + port(server)).status()).isEqualTo(200);
        assertProhibited(transport, "A.example:" + port(server));
      }
    }
  }

  @Test
  void leavesARedirectToTheGuestWhoseNextRequestIsCheckedToo() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (RawServer inside = deaf(connections);
        RawServer outside =
            new RawServer(peer -> {
              peer.until("\r\n\r\n");
              peer.say(
                  "HTTP/1.1 302 Found\r\nLocation: http://"
                      + inside.authority()
                      + "/\r\nContent-Length: 0\r\n\r\n");
            })) {
      NetworkRules rules = rules("127.0.0.1:" + port(inside), "");
      try (var transport = transport(NetworkPlace.HERE, rules)) {
        HttpResponse response = get(transport, outside.authority());
        assertThat(response.status()).isEqualTo(302);
        assertProhibited(transport, inside.authority());
        assertThat(connections).hasValue(0);
      }
    }
  }
}
