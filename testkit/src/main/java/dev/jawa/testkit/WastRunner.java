package dev.jawa.testkit;

import dev.jawa.testkit.WastScript.Action;
import dev.jawa.testkit.WastScript.Command;
import dev.jawa.testkit.WastScript.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs the commands of a script against a target, one by one, in order.
public final class WastRunner {

  private final WastTarget target;

  public WastRunner(WastTarget target) {
    this.target = target;
  }

  /// Runs one command.
  ///
  /// @return what is wrong, or `null`
  public @Nullable String run(Command command) {
    return switch (command) {
      case Command.Module(int _, var name, var source) ->
          expectDone(() -> {
            define(name, source);
            target.instantiate(name, name);
          });
      case Command.Definition(int _, var name, var source) ->
          expectDone(() -> define(name, source));
      case Command.Instance(int _, var name, var definition) ->
          expectDone(() -> target.instantiate(name, definition));
      case Command.Register(int _, var as, var name) -> expectDone(() -> target.register(as, name));
      case Command.Act(int _, var action) -> expectDone(() -> act(action));
      case Command.AssertReturn assertion -> expectReturn(assertion);
      case Command.AssertTrap(int _, var action, var text) ->
          expectFailure(WastTarget.Failure.TRAP, text, () -> act(action));
      case Command.AssertRefused refused -> expectRefused(refused);
      case Command.Unknown(int _, var directive) -> "unknown directive " + directive;
    };
  }

  private void define(@Nullable String name, Source source) {
    switch (source) {
      case Source.Binary(var file, boolean component) -> {
        try {
          target.define(name, Files.readAllBytes(file), component);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      case Source.NotEncodable(var reason) -> throw new NotEncodableException(reason);
    }
  }

  private static final class NotEncodableException extends RuntimeException {
    NotEncodableException(String reason) {
      super("the encoder refused the text: " + reason);
    }
  }

  private @Nullable Object act(Action action) {
    return switch (action.kind()) {
      case INVOKE -> target.invoke(action.instance(), action.field(), action.args());
      case GET -> target.get(action.instance(), action.field());
    };
  }

  private interface Step {
    @Nullable Object run();
  }

  private @Nullable String expectDone(Runnable step) {
    try {
      step.run();
      return null;
    } catch (RuntimeException | StackOverflowError e) {
      return describe(e);
    }
  }

  private @Nullable String expectReturn(Command.AssertReturn assertion) {
    try {
      return target.mismatch(assertion.expected(), act(assertion.action()));
    } catch (RuntimeException | StackOverflowError e) {
      return describe(e);
    }
  }

  private @Nullable String expectRefused(Command.AssertRefused refused) {
    if (refused.source() instanceof Source.NotEncodable) {
      return null;
    }
    return expectFailure(
        refused.failure(),
        refused.text(),
        () -> {
          define(null, refused.source());
          if (refused.failure() == WastTarget.Failure.UNLINKABLE
              || refused.failure() == WastTarget.Failure.TRAP) {
            target.instantiate(null, null);
          }
          return null;
        });
  }

  private @Nullable String expectFailure(WastTarget.Failure expected, String text, Step step) {
    Object result;
    try {
      result = step.run();
    } catch (RuntimeException | StackOverflowError e) {
      if (target.classify(e) != expected) {
        return "expected " + expected + ", but: " + describe(e);
      }
      String message = Objects.requireNonNullElse(e.getMessage(), "");
      return target.comparesText(expected) && !message.contains(text)
          ? "expected a message with '" + text + "', but it is '" + message + "'"
          : null;
    }
    return "expected " + expected + " '" + text + "', but it went well: " + result;
  }

  private String describe(Throwable thrown) {
    WastTarget.Failure failure = target.classify(thrown);
    if (failure != null || thrown instanceof NotEncodableException) {
      return failure + ": " + thrown.getMessage();
    }
    throw new AssertionError("a bug: " + thrown, thrown);
  }
}
