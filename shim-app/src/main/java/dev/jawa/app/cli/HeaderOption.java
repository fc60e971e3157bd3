package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestException;
import dev.jawa.http.HeaderRules;
import dev.jawa.wasi.ctx.HttpHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `-H 'name: value'`, or `-H @FILE` with one of them in each line.
final class HeaderOption {

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private HeaderOption() {}

  /// @throws UsageException if one is not a header
  /// @throws GuestException if a file cannot be read
  static HeaderRules parse(List<String> given) {
    List<HttpHeader> fields = new ArrayList<>();
    for (String text : given) {
      if (text.startsWith("@")) {
        lines(text.substring(1)).forEach(line -> fields.add(header(line)));
      } else {
        fields.add(header(text));
      }
    }
    return fields.isEmpty() ? HeaderRules.NONE : new HeaderRules(fields);
  }

  private static List<String> lines(String file) {
    try {
      return Files.readString(Path.of(file)).lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new GuestException("failed to read header file `" + file + "`: " + FileReason.of(e), e);
    }
  }

  private static HttpHeader header(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new UsageException("header `" + text + "` is missing `:`; write it as 'name: value'");
    }
    String name = text.substring(0, colon).strip();
    String value = text.substring(colon + 1).strip();
    if (!NAME.matcher(name).matches()) {
      throw new UsageException("invalid header name in header `" + text + "`");
    }
    if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7F)) {
      throw new UsageException("invalid header value in header `" + text + "`");
    }
    return new HttpHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
