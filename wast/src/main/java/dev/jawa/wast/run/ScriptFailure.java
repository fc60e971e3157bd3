package dev.jawa.wast.run;

/// A command that cannot be done: it names what is not there, or asks for what this runner lacks.
final class ScriptFailure extends RuntimeException {
  ScriptFailure(String message) {
    super(message);
  }
}
