package dev.jawa.app.options;

import java.util.ArrayList;
import java.util.List;

/// Collects the keys of one group while their constants are made.
final class KeyList {

  private final OptionGroup group;
  private final List<OptionKey<?>> keys = new ArrayList<>();

  KeyList(OptionGroup group) {
    this.group = group;
  }

  private <T> OptionKey<T> add(String name, OptionType<T> type, String help, Handling handling) {
    OptionKey<T> key = new OptionKey<>(group, name, type, help, handling);
    keys.add(key);
    return key;
  }

  <T> OptionKey<T> honoured(String name, OptionType<T> type, String by, String help) {
    return add(name, type, help, new Handling.Honoured(by));
  }

  /// Not there yet, or never; the constant is there for whoever makes it so.
  <T> OptionKey<T> refused(String name, OptionType<T> type, String why, String help) {
    return add(name, type, help, new Handling.Refused(why));
  }

  OptionKey<Boolean> alwaysOn(String name, String why, String help) {
    return add(name, OptionType.FLAG, help, new Handling.AlwaysOn(why));
  }

  <T> OptionKey<T> ignored(String name, OptionType<T> type, String why, String help) {
    return add(name, type, help, new Handling.Ignored(why));
  }

  /// Several that are of one kind and ignored for one reason.
  KeyList allIgnored(OptionType<?> type, String why, String... names) {
    for (String name : names) {
      ignored(name, type, why, "");
    }
    return this;
  }

  KeyList allAlwaysOn(String why, String... names) {
    for (String name : names) {
      alwaysOn(name, why, "");
    }
    return this;
  }

  KeyList allRefused(OptionType<?> type, String why, String... names) {
    for (String name : names) {
      refused(name, type, why, "");
    }
    return this;
  }

  List<OptionKey<?>> all() {
    return List.copyOf(keys);
  }
}
