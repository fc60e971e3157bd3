package dev.jawa.app.task;

/// Whose containers run in a daemon.
public enum Serves {
  NAMESPACE,
  POD
}
