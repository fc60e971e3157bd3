package dev.jawa.app.cli;

import dev.jawa.app.options.OptionException;
import dev.jawa.app.options.OptionGroup;
import dev.jawa.app.options.OptionRegistry;
import dev.jawa.app.options.OptionRegistry.HelpLength;
import dev.jawa.app.options.OptionValues;
import dev.jawa.app.options.TomlOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option groups of a command that executes guests, and the file that may stand for them.
final class OptionGroups {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "a TOML file with the same keys, in tables such as [wasm]; options win")
  private @Nullable Path config;

  @Option(
      names = {"-O", "--optimize"},
      paramLabel = "KEY[=VAL[,..]]",
      description = "optimization, '-O help' lists the keys")
  private List<String> optimize = new ArrayList<>();

  @Option(
      names = {"-C", "--codegen"},
      paramLabel = "KEY[=VAL[,..]]",
      description = "code generation, '-C help' lists the keys")
  private List<String> codegen = new ArrayList<>();

  @Option(
      names = {"-D", "--debug"},
      paramLabel = "KEY[=VAL[,..]]",
      description = "debugging, '-D help' lists the keys")
  private List<String> debug = new ArrayList<>();

  @Option(
      names = {"-W", "--wasm"},
      paramLabel = "KEY[=VAL[,..]]",
      description = "semantics and limits, '-W help' lists the keys")
  private List<String> wasm = new ArrayList<>();

  @Option(
      names = {"-S", "--wasi"},
      paramLabel = "KEY[=VAL[,..]]",
      description = "what the host offers, '-S help' lists the keys")
  private List<String> wasi = new ArrayList<>();

  @Option(
      names = {"-R", "--record"},
      paramLabel = "KEY[=VAL[,..]]",
      description = "recording, '-R help' lists the keys")
  private List<String> record = new ArrayList<>();

  /// What was given.
  ///
  /// @throws UsageException if it is wrong
  /// @throws HelpRequested if somebody asked for the keys of a group
  OptionValues read(Consumer<String> warn) {
    for (OptionGroup group : OptionGroup.values()) {
      help(group);
    }
    try {
      OptionValues.Builder values = new OptionValues.Builder(warn);
      if (config != null) {
        TomlOptions.read(config, values);
      }
      for (OptionGroup group : OptionGroup.values()) {
        values.lists(group, lists(group));
      }
      return values.build();
    } catch (OptionException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private void help(OptionGroup group) {
    for (String list : lists(group)) {
      List<String> items = List.of(list.split(",", -1));
      if (items.contains("help")) {
        throw new HelpRequested(OptionRegistry.help(group, HelpLength.SHORT));
      }
      if (items.contains("help-long")) {
        throw new HelpRequested(OptionRegistry.help(group, HelpLength.LONG));
      }
    }
  }

  private List<String> lists(OptionGroup group) {
    return switch (group) {
      case OPTIMIZE -> optimize;
      case CODEGEN -> codegen;
      case DEBUG -> debug;
      case WASM -> wasm;
      case WASI -> wasi;
      case RECORD -> record;
    };
  }
}
