package dev.jawa.app;

import dev.jawa.app.cli.JawaCommand;
import java.util.Arrays;
import java.util.List;

/// Runs several commands of `jawa` in one process, with `+` between them. A start-up cache holds
/// what one process has used, and has to serve modules, components and more.
public final class Training {

  private Training() {}

  public static void main(String[] args) {
    List<String> rest = Arrays.asList(args);
    while (!rest.isEmpty()) {
      int end = rest.contains("+") ? rest.indexOf("+") : rest.size();
      JawaCommand.execute(rest.subList(0, end).toArray(String[]::new));
      rest = rest.subList(Math.min(end + 1, rest.size()), rest.size());
    }
    System.exit(0);
  }
}
