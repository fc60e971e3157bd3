package dev.jawa.wast.read;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines at the top of a script that say what it needs: `;;! component_model_async = true`.
final class Header {

  private static final Pattern LINE = Pattern.compile(";;!\\s*(\\w+)\\s*=\\s*(true|false)\\s*");

  private Header() {}

  /// The switches by name; what has another type says nothing about features.
  static Map<String, Boolean> switches(String text) {
    Map<String, Boolean> switches = new LinkedHashMap<>();
    text.lines()
        .filter(line -> line.startsWith(";;!"))
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(found -> switches.put(found.group(1), found.group(2).equals("true")));
    return switches;
  }
}
