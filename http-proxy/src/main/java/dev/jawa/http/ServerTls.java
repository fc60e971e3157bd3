package dev.jawa.http;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The TLS of a server: certificates by the host that a client names, which can be read anew while
/// the server runs. The JDK's own TLS 1.2 and 1.3, with HTTP/2 and HTTP/1.1 by ALPN.
public final class ServerTls {

  /// A pair of PEM files.
  ///
  /// @param certificates the server's own first
  /// @param key PKCS #8, not encrypted
  public record Files(Path certificates, Path key) {}

  private final List<Files> files;
  private final @Nullable Path clientCa;
  private volatile List<TlsIdentity> identities;

  /// @param files at least one; the first serves clients that name no host, or an unknown one
  /// @param clientCa PEM certificates of those who sign clients' certificates; with them each
  ///   client has to show one. `null` asks for none
  /// @throws IOException if a file is not what it should be
  public ServerTls(List<Files> files, @Nullable Path clientCa) throws IOException {
    this.files = List.copyOf(files);
    this.clientCa = clientCa;
    this.identities = read(this.files);
  }

  private static List<TlsIdentity> read(List<Files> files) throws IOException {
    List<TlsIdentity> identities = new ArrayList<>();
    for (Files pair : files) {
      identities.add(TlsIdentity.read(pair.certificates(), pair.key()));
    }
    return List.copyOf(identities);
  }

  /// Reads the files again; connections from now on get what they hold.
  ///
  /// @throws IOException if one is not what it should be; then all stays as it was
  public void reload() throws IOException {
    identities = read(files);
  }

  SslContext context() throws IOException {
    SslContextBuilder context =
        SslContextBuilder.forServer(new Keys())
            .sslProvider(SslProvider.JDK)
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1));
    if (clientCa != null) {
      context.trustManager(TlsIdentity.certificates(clientCa)).clientAuth(ClientAuth.REQUIRE);
    }
    return context.build();
  }

  /// The key manager: an alias is the number of an identity, with the algorithm of its key.
  private final class Keys extends X509ExtendedKeyManager {

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      List<TlsIdentity> now = identities;
      String host = host(engine);
      for (int i = 0; host != null && i < now.size(); i++) {
        if (now.get(i).isFor(host) && fits(now.get(i), keyType)) {
          return Integer.toString(i);
        }
      }
      return fits(now.getFirst(), keyType) ? "0" : null;
    }

    private static boolean fits(TlsIdentity identity, String keyType) {
      String algorithm = identity.chain().getFirst().getPublicKey().getAlgorithm();
      return keyType.equals(algorithm)
          || keyType.startsWith(algorithm + "_")
          || (keyType.equals("RSASSA-PSS") && algorithm.equals("RSA"));
    }

    private static @Nullable String host(SSLEngine engine) {
      if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
        for (SNIServerName name : session.getRequestedServerNames()) {
          if (name instanceof SNIHostName host) {
            return host.getAsciiName();
          }
        }
      }
      return null;
    }

    private TlsIdentity identity(String alias) {
      List<TlsIdentity> now = identities;
      return now.get(Math.min(Integer.parseInt(alias), now.size() - 1));
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity(alias).key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
