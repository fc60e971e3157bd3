package dev.jawa.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who a server is: a chain of certificates, its own first, and the key of that.
record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /// Reads PEM files.
  ///
  /// @throws IOException if they are not what they should be; the message says which and why
  static TlsIdentity read(Path certificates, Path keyFile) throws IOException {
    List<X509Certificate> chain = certificates(certificates);
    try {
      return new TlsIdentity(chain, key(keyFile, chain.getFirst().getPublicKey().getAlgorithm()));
    } catch (GeneralSecurityException e) {
      throw new IOException(
          keyFile + ": not the key of " + certificates + ": " + e.getMessage(), e);
    }
  }

  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)));
      read.forEach(certificate -> chain.add((X509Certificate) certificate));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": not certificates in PEM: " + e.getMessage(), e);
    }
    if (chain.isEmpty()) {
      throw new IOException(file + ": holds no certificate; it has to be PEM");
    }
    return chain;
  }

  private static PrivateKey key(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IOException(
          file + ": holds no PKCS #8 key; convert it with 'openssl pkcs8 -topk8 -nocrypt'");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Whether a client that asks for this host is served by it.
  boolean isFor(String host) {
    String asked = host.toLowerCase(Locale.ROOT);
    for (String name : names()) {
      String known = name.toLowerCase(Locale.ROOT);
      boolean covered =
          known.startsWith("*.")
              ? asked.indexOf('.') > 0
                  && asked.substring(asked.indexOf('.')).equals(known.substring(1))
              : asked.equals(known);
      if (covered) {
        return true;
      }
    }
    return false;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = chain.getFirst().getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(one -> names.add(String.valueOf(one.get(1))));
      }
    } catch (GeneralSecurityException unreadable) {
      return List.of();
    }
    return names;
  }
}
