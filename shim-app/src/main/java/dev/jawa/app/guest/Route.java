package dev.jawa.app.guest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which requests a component gets: those for a host, whose path begins with a prefix.
///
/// @param host in lower case, without a port; `null` for any
/// @param prefix begins with a slash; whole segments of a path, `/a` is for `/a` and `/a/b` but not
///   for `/ab`
public record Route(@Nullable String host, String prefix) implements Comparable<Route> {

  /// Everything.
  public static final Route ALL = new Route(null, "/");

  /// Reads `HOST/PREFIX`, of which either may be left out.
  ///
  /// @throws IllegalArgumentException if it is neither
  public static Route parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    String prefix = slash < 0 ? "/" : text.substring(slash);
    if (text.isEmpty() || host.contains("*") || host.contains(" ") || prefix.contains("?")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a route; write it as example.com, /path or example.com/path");
    }
    String plain = prefix.length() > 1 && prefix.endsWith("/") ? chop(prefix) : prefix;
    return new Route(host.isEmpty() ? null : host.toLowerCase(Locale.ROOT), plain);
  }

  private static String chop(String prefix) {
    return prefix.substring(0, prefix.length() - 1);
  }

  /// @param authority as the request has it, with or without a port
  /// @param pathWithQuery as the request has it
  boolean matches(@Nullable String authority, @Nullable String pathWithQuery) {
    return (host == null || (authority != null && host.equals(hostOf(authority))))
        && (prefix.equals("/") || (pathWithQuery != null && begins(pathWithQuery)));
  }

  private boolean begins(String path) {
    if (!path.startsWith(prefix)) {
      return false;
    }
    return path.length() == prefix.length()
        || path.charAt(prefix.length()) == '/'
        || path.charAt(prefix.length()) == '?';
  }

  private static String hostOf(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']');
    return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
  }

  /// The narrower first: with a host before without, then the longer prefix.
  @Override
  public int compareTo(Route other) {
    if ((host == null) != (other.host == null)) {
      return host == null ? 1 : -1;
    }
    int byLength = Integer.compare(other.prefix.length(), prefix.length());
    return byLength != 0 ? byLength : toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return (host == null ? "" : host) + prefix;
  }
}
