package dev.jawa.app.guest;

import dev.jawa.http.AccessLog;
import dev.jawa.http.AccessLogFormat;
import dev.jawa.http.ProxyOptions;
import dev.jawa.http.ServerTls;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files of a server: its access log and its certificates.
///
/// @param accessLog closed with this
record ServerFiles(@Nullable AccessLog accessLog, @Nullable ServerTls tls)
    implements AutoCloseable {

  /// @throws IOException if one cannot be opened; the message says which and why
  static ServerFiles open(ServerSettings settings) throws IOException {
    Map<String, String> given = settings.given();
    ServerTls tls = tls(given);
    return new ServerFiles(accessLog(given), tls);
  }

  private static @Nullable AccessLog accessLog(Map<String, String> given) throws IOException {
    String file = given.get("access-log");
    if (file == null) {
      return null;
    }
    OutputStream out =
        file.equals("-")
            ? new FileOutputStream(FileDescriptor.err)
            : Files.newOutputStream(
                Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    String format = given.getOrDefault("access-log-format", "common");
    return new AccessLog(
        out, format.equals("json") ? AccessLogFormat.JSON : AccessLogFormat.COMMON);
  }

  private static @Nullable ServerTls tls(Map<String, String> given) throws IOException {
    String certificates = given.get("tls-cert");
    String keys = given.get("tls-key");
    String clientCa = given.get("tls-client-ca");
    if (certificates == null && keys == null && clientCa == null) {
      return null;
    }
    if (certificates == null || keys == null) {
      throw new IOException("TLS needs both tls-cert and tls-key");
    }
    String[] each = certificates.split(",");
    String[] eachKey = keys.split(",");
    if (each.length != eachKey.length) {
      throw new IOException(
          "tls-cert names %d files and tls-key %d; each certificate needs its key"
              .formatted(each.length, eachKey.length));
    }
    List<ServerTls.Files> files = new ArrayList<>();
    for (int i = 0; i < each.length; i++) {
      files.add(new ServerTls.Files(Path.of(each[i]), Path.of(eachKey[i])));
    }
    return new ServerTls(files, clientCa == null ? null : Path.of(clientCa));
  }

  void applyTo(ProxyOptions.Builder options) {
    options.accessLog(accessLog).tls(tls);
  }

  /// Reads the certificates again.
  ///
  /// @throws IOException if one is not what it should be; then all stays as it was
  void reload() throws IOException {
    if (tls != null) {
      tls.reload();
    }
  }

  @Override
  public void close() {
    if (accessLog != null) {
      accessLog.close();
    }
  }
}
