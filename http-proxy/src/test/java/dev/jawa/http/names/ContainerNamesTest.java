package dev.jawa.http.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.testkit.SmallNameServer;
import dev.jawa.wasi.ctx.NetworkPlace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ContainerNamesTest {

  private static final List<String> MANY =
      IntStream.rangeClosed(1, 100).mapToObj(i -> "192.0.2." + i).toList();

  private final Map<String, List<String>> records =
      Map.ofEntries(
          Map.entry("one.example", List.of("192.0.2.1")),
          Map.entry("both.example", List.of("192.0.2.2", "2001:db8::2", "192.0.2.3")),
          Map.entry("six.example", List.of("2001:db8::6")),
          Map.entry("empty.example", List.of()),
          Map.entry("short.search.example", List.of("192.0.2.7")),
          Map.entry("a.b.search.example", List.of("192.0.2.8")),
          Map.entry("a.b", List.of("192.0.2.9")),
          Map.entry("second.other.example", List.of("192.0.2.10")),
          Map.entry("long.example", MANY),
          Map.entry("alias.example", List.of("=middle.example")),
          Map.entry("middle.example", List.of("=both.example")),
          Map.entry("dangling.example", List.of("=none.example")),
          Map.entry("broken.example", List.of("192.0.2.12")));

  private final SmallNameServer server = new SmallNameServer(records);
  private final Map<String, String> files =
      new java.util.concurrent.ConcurrentHashMap<>(
          Map.of(
              "/etc/hosts", "127.0.0.9 here\n192.0.2.99 one.example\n",
              "/etc/nsswitch.conf", "hosts: files dns\n",
              "/etc/resolv.conf", "search search.example\noptions timeout:1 attempts:1\n"));
  private final AtomicInteger opened = new AtomicInteger();
  private final ContainerNames names =
      new ContainerNames(new Counting(), files::get, server.port());

  ContainerNamesTest() throws IOException {}

  @AfterEach
  void close() throws IOException, InterruptedException {
    names.close();
    server.close();
  }

  /// Counts what is done in the place: sockets to name servers are made there.
  private final class Counting implements NetworkPlace {
    @Override
    public <T> T call(Callable<T> action) throws Exception {
      opened.incrementAndGet();
      return action.call();
    }
  }

  private List<String> lookUp(String name) throws Exception {
    return names.lookUp(name).stream().map(InetAddress::getHostAddress).toList();
  }

  @Test
  void asksHostsBeforeNameServersUnlessToldOtherwise() throws Exception {
    assertThat(lookUp("here")).containsExactly("127.0.0.9");
    assertThat(lookUp("one.example")).containsExactly("192.0.2.99");
    assertThat(server.asked()).isEmpty();
    assertThat(opened).hasValue(0);
    files.put("/etc/nsswitch.conf", "hosts: dns files\n");
    assertThat(lookUp("one.example")).containsExactly("192.0.2.1");
    assertThat(opened).hasPositiveValue();
  }

  @Test
  void findsAddressesOfBothFamilies() throws Exception {
    assertThat(lookUp("both.example"))
        .containsExactlyInAnyOrder("192.0.2.2", "192.0.2.3", "2001:db8:0:0:0:0:0:2");
    assertThat(lookUp("six.example")).containsExactly("2001:db8:0:0:0:0:0:6");
  }

  @Test
  void triesSearchDomains() throws Exception {
    assertThat(lookUp("short")).containsExactly("192.0.2.7");
    assertThatThrownBy(() -> lookUp("short.")).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void triesTheSearchDomainsInTheirOrder() throws Exception {
    files.put("/etc/resolv.conf", "search none.example other.example\noptions timeout:1\n");
    assertThat(lookUp("second")).containsExactly("192.0.2.10");
    assertThat(server.asked().stream().map(asked -> asked.split(" ")[0]).distinct())
        .containsExactly("second.none.example", "second.other.example");
  }

  @ParameterizedTest
  @CsvSource({"1, 192.0.2.9", "2, 192.0.2.8"})
  void triesANameWithManyDotsAsItIsFirst(int ndots, String expected) throws Exception {
    files.put("/etc/resolv.conf", "search search.example\noptions ndots:" + ndots + "\n");
    assertThat(lookUp("a.b")).containsExactly(expected);
  }

  @Test
  void asksOverAStreamForWhatIsTooLongForADatagram() throws Exception {
    assertThat(lookUp("long.example")).containsExactlyElementsOf(MANY);
  }

  @Test
  void followsAliases() throws Exception {
    assertThat(lookUp("alias.example"))
        .containsExactlyInAnyOrder("192.0.2.2", "192.0.2.3", "2001:db8:0:0:0:0:0:2");
    assertThatThrownBy(() -> lookUp("dangling.example")).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void passesOverWhatIsNoAnswerToTheQuestion() throws Exception {
    assertThat(lookUp("broken.example")).containsExactly("192.0.2.12");
  }

  @Test
  void asksTheNextServerWhenOneIsSilent() throws Exception {
    // Nobody is at the first.
    files.put(
        "/etc/resolv.conf",
        "nameserver 127.0.0.77\nnameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
    assertThat(lookUp("six.example.")).containsExactly("2001:db8:0:0:0:0:0:6");
  }

  @Test
  void saysThatAFailingServerIsNoAnswer() {
    assertThatThrownBy(() -> lookUp("failing.example.")).isInstanceOf(IOException.class);
  }

  @Test
  void knowsThatThereIsNoSuchName() {
    assertThatThrownBy(() -> lookUp("none.example")).isInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> lookUp("empty.example")).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void tellsSilenceFromAbsence() {
    assertThatThrownBy(() -> lookUp("silent.example.")).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void asksNobodyForAddressesAndForThisMachine() throws Exception {
    assertThat(lookUp("192.0.2.5")).containsExactly("192.0.2.5");
    assertThat(lookUp("localhost")).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(lookUp("a.LOCALHOST.")).contains("127.0.0.1");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void readsTheFilesAnewForEachLookUp() throws Exception {
    assertThatThrownBy(() -> lookUp("later")).isInstanceOf(UnknownHostException.class);
    files.put("/etc/hosts", "192.0.2.50 later\n");
    assertThat(lookUp("later")).containsExactly("192.0.2.50");
  }

  @Test
  void givesUpAtOnceWhenInterrupted() throws Exception {
    files.put("/etc/resolv.conf", "options timeout:30\n");
    AtomicReference<Throwable> ended = new AtomicReference<>();
    CountDownLatch asked = new CountDownLatch(1);
    Thread guest =
        Thread.ofVirtual()
            .start(() -> {
              asked.countDown();
              try {
                names.lookUp("silent.example.");
              } catch (InterruptedException | IOException e) {
                ended.set(e);
              }
            });
    asked.await();
    guest.interrupt();
    guest.join();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void asksNobodyAfterItsEnd() {
    names.close();
    assertThatThrownBy(() -> lookUp("both.example"))
        .isInstanceOf(IOException.class)
        .hasMessage("the container has ended");
  }
}
