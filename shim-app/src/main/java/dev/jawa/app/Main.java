package dev.jawa.app;

import dev.jawa.app.cli.JawaCommand;

/// The `jawa` command.
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(JawaCommand.execute(args));
  }
}
