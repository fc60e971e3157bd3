package dev.jawa.app.cli;

/// Somebody asked for help in the middle of an option list; the message is the help. Exit code 0.
final class HelpRequested extends RuntimeException {
  HelpRequested(String help) {
    super(help, null, false, false);
  }
}
