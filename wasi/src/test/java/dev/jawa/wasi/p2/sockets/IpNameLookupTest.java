package dev.jawa.wasi.p2.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.ctx.SocketPolicy;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpNameLookupTest {

  private static final String RESOLVE = "wasi:sockets/ip-name-lookup#resolve-addresses";
  private static final String NEXT =
      "wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address";
  private static final String SUBSCRIBE =
      "wasi:sockets/ip-name-lookup#[method]resolve-address-stream.subscribe";

  private final FakeGuest guest = new FakeGuest(b -> b.sockets(SocketPolicy.ALLOWED));

  @Test
  void takesAnAddressForItself() {
    Object stream = guest.ok(Object.class, RESOLVE, new Network(), "::1");
    assertThat(guest.ok(Optional.class, NEXT, stream).orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(new Variant(1, new Object[] {0, 0, 0, 0, 0, 0, 0, 1}));
    assertThat(guest.ok(Optional.class, NEXT, stream)).isEmpty();
  }

  @Test
  void looksANameUp() {
    Object stream = guest.ok(Object.class, RESOLVE, new Network(), "localhost");
    guest.call("wasi:io/poll#[method]pollable.block", guest.call(SUBSCRIBE, stream));
    assertThat(guest.ok(Optional.class, NEXT, stream)).isPresent();
  }

  @Test
  void wouldBlockWhileItLooksUp() throws InterruptedException {
    Held place = new Held();
    FakeGuest waiting = new FakeGuest(b -> b.sockets(SocketPolicy.ALLOWED).network(place));
    Object stream = waiting.ok(Object.class, RESOLVE, new Network(), "some.name");
    assertThat(waiting.call(NEXT, stream)).isEqualTo(Result.err(ErrorCode.WOULD_BLOCK.ordinal()));
    place.release.countDown();
    waiting.call("wasi:io/poll#[method]pollable.block", waiting.call(SUBSCRIBE, stream));
    assertThat(waiting.call(NEXT, stream))
        .isEqualTo(Result.err(ErrorCode.NAME_UNRESOLVABLE.ordinal()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "http://x", "-", "x.-y", "x-.y", "a..b", "*", "::1%1", "x\0y"})
  void refusesWhatIsNoName(String name) {
    assertThat(guest.call(RESOLVE, new Network(), name))
        .isEqualTo(Result.err(ErrorCode.INVALID_ARGUMENT.ordinal()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_service", "_x._tcp.example", "example.com.", "b\u00fccher.example"})
  void takesNamesThatPeopleUse(String name) {
    Held place = new Held();
    place.release.countDown();
    FakeGuest other = new FakeGuest(b -> b.sockets(SocketPolicy.ALLOWED).network(place));
    Object stream = other.ok(Object.class, RESOLVE, new Network(), name);
    other.call("wasi:io/poll#[method]pollable.block", other.call(SUBSCRIBE, stream));
    assertThat(other.call(NEXT, stream))
        .isEqualTo(Result.err(ErrorCode.NAME_UNRESOLVABLE.ordinal()));
  }

  @Test
  void needsPermission() {
    assertThat(new FakeGuest().call(RESOLVE, new Network(), "localhost"))
        .isEqualTo(Result.err(ErrorCode.PERMANENT_RESOLVER_FAILURE.ordinal()));
  }

  /// Knows no name, and takes its time to say so.
  private static final class Held implements NetworkPlace {
    final CountDownLatch release = new CountDownLatch(1);

    @Override
    public <T> T call(Callable<T> action) throws Exception {
      release.await();
      throw new UnknownHostException("some.name");
    }
  }
}
