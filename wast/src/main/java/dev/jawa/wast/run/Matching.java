package dev.jawa.wast.run;

import dev.jawa.wast.script.Const;
import dev.jawa.wast.script.Const.Nullness;
import dev.jawa.wast.script.FloatPattern;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether results are what a script expects.
final class Matching {

  private Matching() {}

  static boolean all(List<Const> expected, List<Const> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!one(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean one(Const expected, Const actual) {
    return switch (expected) {
      case Const.Either(var choices) -> choices.stream().anyMatch(choice -> one(choice, actual));
      case Const.F32(var pattern) ->
          actual instanceof Const.F32(FloatPattern.Bits(long bits))
              && pattern.matches32((int) bits);
      case Const.F64(var pattern) ->
          actual instanceof Const.F64(FloatPattern.Bits(long bits)) && pattern.matches64(bits);
      case Const.ListOf(var elements) ->
          actual instanceof Const.ListOf(var others) && all(elements, others);
      case Const.TupleOf(var elements) ->
          actual instanceof Const.TupleOf(var others) && all(elements, others);
      case Const.MapOf(var entries) ->
          actual instanceof Const.MapOf(var others) && entries(entries, others);
      case Const.RecordOf(var fields) ->
          actual instanceof Const.RecordOf(var others) && fields(fields, others);
      case Const.VariantOf(var label, var payload) ->
          actual instanceof Const.VariantOf(var other, var otherPayload)
              && label.equals(other)
              && payload(payload, otherPayload);
      case Const.OptionOf(var payload) ->
          actual instanceof Const.OptionOf(var other) && payload(payload, other);
      case Const.OkOf(var payload) ->
          actual instanceof Const.OkOf(var other) && payload(payload, other);
      case Const.ErrOf(var payload) ->
          actual instanceof Const.ErrOf(var other) && payload(payload, other);
      case Const.FlagsOf(var labels) ->
          actual instanceof Const.FlagsOf(var others)
              && new HashSet<>(labels).equals(new HashSet<>(others));
      case Const.Ref wanted -> actual instanceof Const.Ref found && reference(wanted, found);
      case Const.Int _,
          Const.Bool _,
          Const.Char _,
          Const.Str _,
          Const.EnumOf _,
          Const.V128 _,
          Const.Opaque _ ->
          expected.equals(actual);
    };
  }

  private static boolean payload(@Nullable Const expected, @Nullable Const actual) {
    return expected == null || actual == null ? expected == actual : one(expected, actual);
  }

  private static boolean entries(List<Const.Entry> expected, List<Const.Entry> actual) {
    return all(
            expected.stream().map(Const.Entry::key).toList(),
            actual.stream().map(Const.Entry::key).toList())
        && all(
            expected.stream().map(Const.Entry::value).toList(),
            actual.stream().map(Const.Entry::value).toList());
  }

  private static boolean fields(List<Const.Field> expected, List<Const.Field> actual) {
    return expected.stream()
            .map(Const.Field::label)
            .toList()
            .equals(actual.stream().map(Const.Field::label).toList())
        && all(
            expected.stream().map(Const.Field::value).toList(),
            actual.stream().map(Const.Field::value).toList());
  }

  /// Which reference it is can only be told of the host's own.
  private static boolean reference(Const.Ref expected, Const.Ref actual) {
    if (expected.nullness() != actual.nullness()) {
      return false;
    }
    return expected.nullness() == Nullness.NULL
        || expected.value() == null
        || expected.type().equals("func")
        || expected.value().equals(actual.value());
  }
}
