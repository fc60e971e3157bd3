package dev.jawa.wast.run;

/// A command that did not do what it should.
///
/// @param expected what the script says
/// @param actual what came instead
public record Failure(String expected, String actual) {

  @Override
  public String toString() {
    return "expected " + expected + ", got " + actual;
  }
}
