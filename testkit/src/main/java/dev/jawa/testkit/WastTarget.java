package dev.jawa.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a script is run against. One target serves one script; it remembers definitions and
/// instances by name, and the latest of each without one. Whatever goes wrong is thrown;
/// [#classify] tells what it was.
public interface WastTarget extends AutoCloseable {

  /// How a command can go wrong.
  enum Failure {
    /// The bytes are no module or component.
    MALFORMED,
    /// They are one that breaks a rule.
    INVALID,
    /// An import is missing or does not fit.
    UNLINKABLE,
    /// The guest did wrong, while being instantiated or called.
    TRAP,
    /// The target lacks the feature.
    UNSUPPORTED
  }

  /// Decodes and validates, without instantiating.
  void define(@Nullable String name, byte[] binary, boolean component);

  /// Instantiates a definition, `null` for the latest.
  void instantiate(@Nullable String name, @Nullable String definition);

  /// Makes an instance available to the imports of later ones.
  void register(String as, @Nullable String instance);

  /// Calls an exported function.
  ///
  /// @return whatever [#matches] understands
  @Nullable Object invoke(@Nullable String instance, String function, List<WastValue> args);

  /// Reads an exported global.
  @Nullable Object get(@Nullable String instance, String global);

  /// What is wrong with a result, or `null`.
  @Nullable String mismatch(List<WastValue> expected, @Nullable Object result);

  /// What an exception stands for; `null` for a bug.
  @Nullable Failure classify(Throwable thrown);

  /// Whether messages must contain the text that a script states for this kind of failure.
  default boolean comparesText(Failure failure) {
    return false;
  }

  @Override
  default void close() {}
}
