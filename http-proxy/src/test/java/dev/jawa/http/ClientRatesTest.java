package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ClientRatesTest {

  private static final long SECOND = 1_000_000_000L;

  private final ClientRates rates = new ClientRates(new RateLimit(2, 3));

  private static InetAddress address(String literal) throws Exception {
    return InetAddress.getByName(literal);
  }

  @Test
  void allowsTheBurstAndThenTheRate() throws Exception {
    InetAddress client = address("192.0.2.1");

    assertThat(rates.take(client, 0)).isZero();
    assertThat(rates.take(client, 0)).isZero();
    assertThat(rates.take(client, 0)).isZero();
    assertThat(rates.take(client, 0)).isEqualTo(SECOND / 2);
    assertThat(rates.take(client, SECOND / 2 - 1)).isEqualTo(1);
    assertThat(rates.take(client, SECOND / 2)).isZero();
    assertThat(rates.take(client, SECOND / 2)).isPositive();
    assertThat(rates.take(client, 10 * SECOND)).isZero();
  }

  @Test
  void knowsClientsApart() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(rates.take(address("192.0.2.1"), 0)).isZero();
    }
    assertThat(rates.take(address("192.0.2.1"), 0)).isPositive();
    assertThat(rates.take(address("192.0.2.2"), 0)).isZero();
  }

  @Test
  void takesAnIpv6NetworkForOneClient() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(rates.take(address("2001:db8::" + i), 0)).isZero();
    }
    assertThat(rates.take(address("2001:db8::ffff"), 0)).isPositive();
    assertThat(rates.take(address("2001:db8:0:1::1"), 0)).isZero();
  }

  @Test
  void forgetsClientsThatOweNothing() throws Exception {
    rates.take(address("192.0.2.1"), 0);
    rates.take(address("192.0.2.2"), 10 * SECOND);

    rates.forget(10 * SECOND);

    assertThat(rates.known()).isEqualTo(1);
  }
}
