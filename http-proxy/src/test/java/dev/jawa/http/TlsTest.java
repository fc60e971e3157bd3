package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.HttpTimeouts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  /// Knows the key of a server called `localhost`, and trusts it.
  private static SSLContext own;

  private static TrustManagerFactory trust;

  @BeforeAll
  static void makeKey(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    own = SSLContext.getInstance("TLS");
    own.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
  }

  private static HttpResponse send(TransportOptions options, String host, ServerSocket server)
      throws Throwable {
    HttpRequest request =
        new HttpRequest(
            "GET", "https", host + ":" + server.getLocalPort(), "/", List.of(), HttpBody.empty());
    try (ReactorHttpTransport transport = new ReactorHttpTransport(options)) {
      return transport.send(request, HttpTimeouts.DEFAULT).get();
    } catch (ExecutionException failed) {
      throw failed.getCause();
    }
  }

  private static ServerSocket serving(ServerSocket listener) {
    Thread.ofVirtual()
        .start(() -> {
          try (listener;
              Socket socket = listener.accept()) {
            socket.getInputStream().read(new byte[4096]);
            socket
                .getOutputStream()
                .write("HTTP/1.1 204 Fine\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.getInputStream().readAllBytes();
          } catch (IOException clientGone) {
            return;
          }
        });
    return listener;
  }

  private static ServerSocket secured() throws IOException {
    return serving(
        own.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress()));
  }

  private static void assertFails(
      TransportOptions options, String host, ServerSocket server, Code code) {
    assertThatThrownBy(() -> send(options, host, server))
        .asInstanceOf(InstanceOfAssertFactories.throwable(HttpException.class))
        .returns(code, HttpException::code);
  }

  @Test
  void sendsToServerItTrusts() throws Throwable {
    assertThat(send(TransportOptions.DEFAULT.withTls(() -> own), "localhost", secured()).status())
        .isEqualTo(204);
  }

  @Test
  void refusesCertificateThatTheJdkDoesNotTrust() throws IOException {
    assertFails(TransportOptions.DEFAULT, "localhost", secured(), Code.TLS_CERTIFICATE_ERROR);
  }

  @Test
  void refusesCertificateOfAnotherHost() throws IOException {
    assertFails(
        TransportOptions.DEFAULT.withTls(() -> own),
        "127.0.0.1",
        secured(),
        Code.TLS_CERTIFICATE_ERROR);
  }

  @Test
  void tellsThatTheServerWantsAnotherCertificate() throws Exception {
    SSLServerSocket server =
        (SSLServerSocket)
            own.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    SSLContext anonymous = SSLContext.getInstance("TLS");
    anonymous.init(null, trust.getTrustManagers(), null);
    assertFails(
        TransportOptions.DEFAULT.withTls(() -> anonymous),
        "localhost",
        serving(server),
        Code.TLS_ALERT_RECEIVED);
  }

  @Test
  void namesServerThatSpeaksNoTls() throws IOException {
    ServerSocket plain = serving(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    assertFails(TransportOptions.DEFAULT, "localhost", plain, Code.TLS_PROTOCOL_ERROR);
  }
}
