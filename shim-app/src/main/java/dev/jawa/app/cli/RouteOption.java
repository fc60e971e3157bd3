package dev.jawa.app.cli;

import dev.jawa.app.guest.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `--route [HOST][/PATH]=FILE`.
final class RouteOption {

  private RouteOption() {}

  /// The files by their routes, the rest for `file`.
  ///
  /// @throws UsageException if one is not a route, or there is one twice
  static Map<Route, String> parse(List<String> given, String file) {
    Map<Route, String> files = new LinkedHashMap<>();
    files.put(Route.ALL, file);
    for (String text : given) {
      int equals = text.indexOf('=');
      if (equals < 0 || equals == text.length() - 1) {
        throw new UsageException("--route " + text + ": write it as HOST/PATH=FILE");
      }
      try {
        Route route = Route.parse(text.substring(0, equals));
        if (files.putIfAbsent(route, text.substring(equals + 1)) != null) {
          throw new IllegalArgumentException("there are two components for " + route);
        }
      } catch (IllegalArgumentException e) {
        throw new UsageException("--route " + text + ": " + e.getMessage(), e);
      }
    }
    return files;
  }
}
