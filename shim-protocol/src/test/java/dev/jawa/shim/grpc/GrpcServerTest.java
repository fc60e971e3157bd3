package dev.jawa.shim.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.StringValue;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import dev.jawa.shim.ttrpc.TtrpcOptions;
import dev.jawa.shim.ttrpc.TtrpcService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class GrpcServerTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final TtrpcOptions SMALL = new TtrpcOptions(1000, 2, Duration.ofSeconds(5));

  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  @TempDir private Path folder;
  private Path socket;
  private GrpcServer server;
  private GrpcClient client;

  @BeforeEach
  void start() throws IOException {
    socket = folder.resolve("g");
    server = GrpcServer.listen(socket, List.of(service()), SMALL);
    client = new GrpcClient(socket, Map.of("traceparent", "00-11-22-01", "blob-bin", "AAEC"));
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    client.close();
    server.close();
  }

  private TtrpcService service() {
    return TtrpcService.builder("test.Service")
        .unary("Echo", StringValue.parser(), request -> request)
        .unary(
            "Told",
            Empty.parser(),
            (_, metadata) -> StringValue.of(metadata.getOrDefault("traceparent", "nothing")))
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

  private String echo(String text) throws InterruptedException {
    return client
        .call("test.Service/Echo", StringValue.of(text), StringValue.parser(), LONG)
        .getValue();
  }

  private void assertFails(String method, MessageLite request, Code code, String message) {
    assertThatThrownBy(() -> client.call(method, request, Empty.parser(), LONG))
        .isInstanceOfSatisfying(TtrpcException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private CompletableFuture<Empty> begin(String method, Duration timeout) {
    CompletableFuture<Empty> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        answer.complete(client.call(method, Empty.getDefaultInstance(), Empty.parser(), timeout));
      } catch (TtrpcException | InterruptedException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  @Test
  void answersCallsAndTellsTheirMetadata() throws Exception {
    assertThat(echo("hello")).isEqualTo("hello");
    assertThat(echo("")).isEmpty();
    assertThat(
            client
                .call("test.Service/Told", Empty.getDefaultInstance(), StringValue.parser(), LONG)
                .getValue())
        .isEqualTo("00-11-22-01");
  }

  @Test
  void tellsTheCodeAndMessageWhenAHandlerFails() {
    assertFails("test.Service/Refuse", StringValue.of("task: ä"), Code.NOT_FOUND, "no task: ä");
    assertFails("test.Service/Broken", Empty.getDefaultInstance(), Code.UNKNOWN, "a bug");
  }

  @Test
  void saysUnimplementedWhenServiceOrMethodIsUnknown() {
    assertFails("test.Service/Pause", Empty.getDefaultInstance(), Code.UNIMPLEMENTED, "Pause");
    assertFails("no.Service/Echo", Empty.getDefaultInstance(), Code.UNIMPLEMENTED, "no.Service");
  }

  @Test
  void saysInvalidArgumentWhenTheRequestDoesNotParse() {
    BytesValue notAString = BytesValue.of(ByteString.copyFrom(new byte[] {(byte) 0xff}));
    assertFails("test.Service/Echo", notAString, Code.INVALID_ARGUMENT, "does not parse");
  }

  @Test
  void refusesWhatIsTooLongAndGoesOn() throws Exception {
    assertFails(
        "test.Service/Echo",
        StringValue.of("x".repeat(2000)),
        Code.RESOURCE_EXHAUSTED,
        "exceeds maximum");
    assertFails(
        "test.Service/Large", Empty.getDefaultInstance(), Code.RESOURCE_EXHAUSTED, "too long");
    assertThat(echo("still here")).isEqualTo("still here");
  }

  @Test
  void answersOtherCallsWhileOneWaits() throws Exception {
    CompletableFuture<?> waiter = begin("test.Service/Wait", LONG);
    waiting.await();

    assertThat(echo("meanwhile")).isEqualTo("meanwhile");
    release.countDown();
    waiter.get(20, TimeUnit.SECONDS);
  }

  @Test
  void interruptsAWaitThatNobodyWantsAnyMore() throws Exception {
    assertThatThrownBy(() -> begin("test.Service/Wait", Duration.ofMillis(300)).get())
        .hasMessageContaining("no answer within");
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void finishesWhatItHasBegunWhenItsClientGoes() throws Exception {
    begin("test.Service/Work", LONG);
    waiting.await();
    client.close();
    release.countDown();
    assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void letsOnlyItsOwnerConnect() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root to be somebody else");
    assertThat(answerTo("0")).contains("HTTP/2 200");
    // The mode alone does not keep the superuser of a container out.
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    for (Path path = folder; path.startsWith("/tmp") && path.getNameCount() > 1; ) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      path = path.getParent();
    }
    assertThat(answerTo("0")).contains("HTTP/2 200");
    assertThat(answerTo("65534")).doesNotContain("HTTP/2").contains("curl: (");
  }

  /// What another client gets, as this user.
  private String answerTo(String user) throws Exception {
    Process curl =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "curl",
                "-sSi",
                "--max-time",
                "10",
                "--http2-prior-knowledge",
                "-H",
                "content-type: application/grpc",
                "-H",
                "te: trailers",
                "-d",
                "",
                "--unix-socket",
                socket.toString(),
                "http://localhost/test.Service/Echo")
            .redirectErrorStream(true)
            .start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    curl.waitFor();
    return said;
  }

  @Test
  void takesItsSocketAwayWhenItIsClosed() throws Exception {
    assertThat(echo("hello")).isEqualTo("hello");
    server.close();
    assertThat(socket).doesNotExist();
    assertFails("test.Service/Echo", StringValue.of("more"), Code.UNAVAILABLE, "");
  }
}
