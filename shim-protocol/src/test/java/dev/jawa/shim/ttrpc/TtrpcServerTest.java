package dev.jawa.shim.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.StringValue;
import dev.jawa.shim.api.ttrpc.Request;
import dev.jawa.shim.api.ttrpc.Response;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TtrpcServerTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final TtrpcOptions SMALL = new TtrpcOptions(1000, 2, Duration.ofSeconds(5));

  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private Path socket;
  private TtrpcServer server;
  private TtrpcClient client;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    socket = folder.resolve("s");
    server = TtrpcServer.listen(socket, List.of(service()), SMALL);
    client = new TtrpcClient(socket, TtrpcOptions.DEFAULT);
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    client.close();
    server.close();
  }

  private TtrpcService service() {
    return TtrpcService.builder("test.Service")
        .unary("Echo", StringValue.parser(), request -> request)
        .unary(
            "Refuse",
            StringValue.parser(),
            request -> {
              throw new TtrpcException(Code.NOT_FOUND, "no " + request.getValue());
            })
        .unary(
            "Broken",
            Empty.parser(),
            _ -> {
              throw new IllegalStateException("a bug");
            })
        .unary("Large", Empty.parser(), _ -> BytesValue.of(ByteString.copyFrom(new byte[1000])))
        .unary("Work", Empty.parser(), this::work)
        .waiting("Wait", Empty.parser(), this::waitForInterrupt)
        .build();
  }

  private Empty work(Empty request) throws InterruptedException {
    waiting.countDown();
    release.await();
    finished.countDown();
    return request;
  }

  private Empty waitForInterrupt(Empty request) throws InterruptedException {
    waiting.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
    return request;
  }

  @Test
  void answersACall() throws Exception {
    assertThat(echo("hello")).isEqualTo("hello");
    assertThat(echo("again")).isEqualTo("again");
  }

  @Test
  void tellsTheCodeAndMessageWhenAHandlerFails() {
    assertFails("Refuse", StringValue.of("task"), Code.NOT_FOUND, "no task");
    assertFails("Broken", Empty.getDefaultInstance(), Code.UNKNOWN, "a bug");
  }

  @Test
  void saysUnimplementedWhenServiceOrMethodIsUnknown() {
    assertFails("Pause", Empty.getDefaultInstance(), Code.UNIMPLEMENTED, "method Pause");
    assertThatThrownBy(() ->
            client.call("no.Service", "Echo", Empty.getDefaultInstance(), Empty.parser(), LONG))
        .isInstanceOfSatisfying(
            TtrpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED))
        .hasMessage("service no.Service");
  }

  @Test
  void saysInvalidArgumentWhenTheRequestDoesNotParse() {
    BytesValue notAString = BytesValue.of(ByteString.copyFrom(new byte[] {(byte) 0xff}));
    assertFails("Echo", notAString, Code.INVALID_ARGUMENT, null);
  }

  @Test
  void refusesAResponseThatIsTooLong() {
    assertFails(
        "Large", Empty.getDefaultInstance(), Code.RESOURCE_EXHAUSTED, "the response is too long");
  }

  @Test
  void refusesARequestThatIsTooLongAndGoesOn() throws Exception {
    assertFails("Echo", StringValue.of("x".repeat(2000)), Code.RESOURCE_EXHAUSTED, null);
    assertThat(echo("still here")).isEqualTo("still here");
  }

  @Test
  void answersOtherCallsWhileOneWaits() throws Exception {
    CompletableFuture<?> waiter = begin("Wait", LONG);
    waiting.await();

    assertThat(echo("meanwhile")).isEqualTo("meanwhile");
    release.countDown();
    waiter.get(60, TimeUnit.SECONDS);
  }

  @Test
  void refusesCallsBeyondTheLimitOfAConnection() throws Exception {
    CompletableFuture<?> one = begin("Wait", LONG);
    CompletableFuture<?> two = begin("Wait", LONG);
    waiting.await();

    CompletableFuture<?> refused = CompletableFuture.anyOf(one, two, begin("Wait", LONG));
    assertThatThrownBy(() -> refused.get(60, TimeUnit.SECONDS))
        .rootCause()
        .hasMessage("too many calls under way");
  }

  @Test
  void interruptsAWaitWhenItsTimeIsOver() throws Exception {
    try (SocketChannel raw = connect()) {
      write(raw, 1, request("Wait").setTimeoutNano(1_000_000));
      assertThat(read(raw).getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED.number());
      assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void interruptsAWaitWhenItsConnectionCloses() throws Exception {
    try (SocketChannel raw = connect()) {
      write(raw, 1, request("Wait"));
      waiting.await();
    }
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void finishesWorkAfterItsTimeIsOver() throws Exception {
    try (SocketChannel raw = connect()) {
      write(raw, 1, request("Work").setTimeoutNano(1_000_000));
      assertThat(read(raw).getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED.number());
      release.countDown();
      assertThat(finished.await(60, TimeUnit.SECONDS)).isTrue();
      write(raw, 3, request("Nothing"));
      assertThat(read(raw).getStatus().getMessage()).isEqualTo("method Nothing");
    }
  }

  @Test
  void refusesStreamIdsThatAreEvenOrDoNotGrow() throws Exception {
    try (SocketChannel raw = connect()) {
      write(raw, 2, request("Echo"));
      assertThat(read(raw).getStatus().getMessage()).isEqualTo("stream id 2 must be odd");
      write(raw, 3, request("Echo"));
      assertThat(read(raw).getStatus().getCode()).isZero();
      write(raw, 3, request("Echo"));
      assertThat(read(raw).getStatus().getMessage()).isEqualTo("stream id 3 must be above 3");
    }
  }

  @Test
  void connectsAgainAfterTheServerCameBack() throws Exception {
    assertThat(echo("before")).isEqualTo("before");
    server.close();
    assertFails("Echo", StringValue.of("away"), Code.UNAVAILABLE, null);
    server = TtrpcServer.listen(socket, List.of(service()), SMALL);
    assertThat(echo("after")).isEqualTo("after");
  }

  @Test
  void keepsTheSocketPrivateAndRemovesIt() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    server.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void saysWhereItCannotListen(@TempDir Path folder) {
    Path missing = folder.resolve("none/s");
    assertThatThrownBy(() -> TtrpcServer.listen(missing, List.of(), SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on " + missing);
  }

  private String echo(String text) throws InterruptedException {
    return client
        .call("test.Service", "Echo", StringValue.of(text), StringValue.parser(), LONG)
        .getValue();
  }

  private CompletableFuture<?> begin(String method, Duration timeout) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return client.call(
                "test.Service", method, Empty.getDefaultInstance(), Empty.parser(), timeout);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        command -> Thread.ofVirtual().start(command));
  }

  private void assertFails(String method, MessageLite request, Code code, String message) {
    assertThatThrownBy(
            () -> client.call("test.Service", method, request, StringValue.parser(), LONG))
        .isInstanceOfSatisfying(
            TtrpcException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              if (message != null) {
                assertThat(e).hasMessage(message);
              }
            });
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  private static Request.Builder request(String method) {
    return Request.newBuilder().setService("test.Service").setMethod(method);
  }

  private static void write(SocketChannel channel, int id, Request.Builder request)
      throws IOException {
    byte[] data = request.build().toByteArray();
    ByteBuffer frame = ByteBuffer.allocate(10 + data.length);
    frame.putInt(data.length).putInt(id).put((byte) 1).put((byte) 0).put(data).flip();
    channel.write(frame);
  }

  private static Response read(SocketChannel channel) throws IOException {
    ByteBuffer header = fill(channel, 10);
    return Response.parseFrom(fill(channel, header.getInt(0)));
  }

  private static ByteBuffer fill(SocketChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      assertThat(channel.read(buffer)).isNotNegative();
    }
    return buffer.flip();
  }
}
