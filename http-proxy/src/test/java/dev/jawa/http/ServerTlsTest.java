package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// TLS in front of the server, with certificates made here.
@Timeout(60)
class ServerTlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final RequestHandler HELLO =
      (_, exchange) -> exchange.respond(Handlers.text("hello"));

  /// A certificate that signed itself, its key, and a store with both.
  private record Made(ServerTls.Files files, KeyStore store) {}

  @TempDir private static Path folder;

  private static Made localhost;
  private static Made other;

  @BeforeAll
  static void makeKeys() throws Exception {
    localhost = make("localhost", "RSA");
    other = make("other.test", "EC");
  }

  private static Made make(String host, String algorithm) throws Exception {
    Path p12 = folder.resolve(host + ".p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            algorithm,
            "-dname",
            "CN=" + host,
            "-ext",
            "san=dns:" + host,
            "-storepass",
            "changeit",
            "-keystore",
            p12.toString());
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(p12)) {
      store.load(in, PASSWORD);
    }
    Path certificate = folder.resolve(host + ".pem");
    Path key = folder.resolve(host + ".key");
    Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded()));
    return new Made(new ServerTls.Files(certificate, key), store);
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }

  /// A client that trusts `trusted`, and shows who it is if it has something to show.
  private static SSLContext client(Made trusted, @Nullable Made own) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted.store());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own == null ? null : own.store(), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static HttpResponse<String> get(
      InetSocketAddress server, SSLContext context, HttpClient.Version version) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).version(version).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://localhost:" + server.getPort() + "/")).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /// The name in the certificate that a client gets who asks for `host`.
  private static String served(InetSocketAddress server, String host) throws Exception {
    SSLContext trusting = client(host.equals("other.test") ? other : localhost, null);
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.getPort())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }

  private static ProxyFixture serving(ServerTls tls) throws IOException {
    return ProxyFixture.serving(HELLO, options -> options.tls(tls));
  }

  @Test
  void speaksBothVersionsOfHttp() throws Exception {
    ServerTls tls = new ServerTls(List.of(localhost.files()), null);
    try (ProxyFixture proxy = serving(tls)) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        if (version == HttpClient.Version.HTTP_1_1 || version == HttpClient.Version.HTTP_2) {
          HttpResponse<String> answer =
              get(proxy.server.address(), client(localhost, null), version);
          assertThat(answer.version()).isEqualTo(version);
          assertThat(answer.body()).isEqualTo("hello");
        }
      }
    }
  }

  @Test
  void showsTheCertificateOfTheHostThatIsAskedFor() throws Exception {
    ServerTls tls = new ServerTls(List.of(localhost.files(), other.files()), null);
    try (ProxyFixture proxy = serving(tls)) {
      assertThat(served(proxy.server.address(), "other.test")).isEqualTo("CN=other.test");
      assertThat(served(proxy.server.address(), "localhost")).isEqualTo("CN=localhost");
      assertThat(served(proxy.server.address(), "unknown.test")).isEqualTo("CN=localhost");
    }
  }

  @Test
  void asksForTheCertificateOfTheClient() throws Exception {
    ServerTls tls = new ServerTls(List.of(localhost.files()), other.files().certificates());
    try (ProxyFixture proxy = serving(tls)) {
      InetSocketAddress address = proxy.server.address();
      assertThat(get(address, client(localhost, other), HttpClient.Version.HTTP_2).body())
          .isEqualTo("hello");
      assertThatThrownBy(() -> get(address, client(localhost, null), HttpClient.Version.HTTP_1_1))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(
              () -> get(address, client(localhost, localhost), HttpClient.Version.HTTP_1_1))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void readsItsFilesAnewAndKeepsWhatItHasWhenTheyAreBroken() throws Exception {
    Path certificate = folder.resolve("turn.pem");
    Path key = folder.resolve("turn.key");
    copy(localhost, certificate, key);
    ServerTls tls = new ServerTls(List.of(new ServerTls.Files(certificate, key)), null);
    try (ProxyFixture proxy = serving(tls)) {
      assertThat(served(proxy.server.address(), "localhost")).isEqualTo("CN=localhost");

      copy(other, certificate, key);
      tls.reload();
      assertThat(served(proxy.server.address(), "other.test")).isEqualTo("CN=other.test");

      Files.writeString(certificate, "no certificate");
      assertThatThrownBy(tls::reload)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("turn.pem");
      assertThat(served(proxy.server.address(), "other.test")).isEqualTo("CN=other.test");
    }
  }

  private static void copy(Made from, Path certificate, Path key) throws IOException {
    Files.write(certificate, Files.readAllBytes(from.files().certificates()));
    Files.write(key, Files.readAllBytes(from.files().key()));
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "");
    Path none = folder.resolve("none");
    List<ServerTls.Files> wrong = new ArrayList<>();
    wrong.add(new ServerTls.Files(empty, localhost.files().key()));
    wrong.add(new ServerTls.Files(localhost.files().certificates(), none));
    wrong.add(new ServerTls.Files(localhost.files().certificates(), empty));
    wrong.add(new ServerTls.Files(localhost.files().certificates(), other.files().key()));
    List<String> said = new ArrayList<>();
    for (ServerTls.Files files : wrong) {
      try {
        new ServerTls(List.of(files), null);
      } catch (IOException e) {
        said.add(String.valueOf(e.getMessage()));
      }
    }

    assertThat(said).hasSize(4);
    assertThat(said.get(0)).contains("empty: ");
    assertThat(said.get(1)).contains("none: no such file");
    assertThat(said.get(2)).contains("empty: holds no PKCS #8 key");
    assertThat(said.get(3)).contains("not the key of");
  }
}
