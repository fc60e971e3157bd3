package dev.jawa.app.options;

import static dev.jawa.app.options.OptionType.FLAG;
import static dev.jawa.app.options.OptionType.GRAPHS;
import static dev.jawa.app.options.OptionType.NUMBER;
import static dev.jawa.app.options.OptionType.PAIRS;
import static dev.jawa.app.options.OptionType.TEXT;
import static dev.jawa.app.options.OptionType.TEXTS;

import java.util.List;
import java.util.Map;

/// `-S`: what the host offers to guests.
public final class WasiKeys {

  private static final String WASI = "wasi";
  private static final String COMPONENTS = "component-model";
  private static final String NOT_YET = "is not supported yet";

  private static final KeyList KEYS = new KeyList(OptionGroup.WASI);

  public static final OptionKey<Boolean> CLI =
      KEYS.alwaysOn(
          "cli", "a guest that imports nothing of it gets nothing", "Command interfaces.");
  public static final OptionKey<Boolean> COMMON =
      KEYS.alwaysOn("common", "as -S cli", "The old name of cli.");
  public static final OptionKey<Boolean> HTTP =
      KEYS.honoured("http", FLAG, "run", "Outgoing HTTP requests (run: n; serve: always).");
  public static final OptionKey<Long> HTTP_OUTGOING_BODY_BUFFER_CHUNKS =
      KEYS.ignored(
          "http-outgoing-body-buffer-chunks",
          NUMBER,
          "bodies leave as their reader takes them",
          "Writes to a body that are held before a writer waits.");
  public static final OptionKey<Long> HTTP_OUTGOING_BODY_CHUNK_SIZE =
      KEYS.ignored(
          "http-outgoing-body-chunk-size",
          NUMBER,
          "bodies leave as their reader takes them",
          "Most bytes of one write to a body.");

  public static final OptionKey<Boolean> INHERIT_NETWORK =
      KEYS.honoured("inherit-network", FLAG, WASI, "Sockets reach every address (n).");
  public static final OptionKey<Boolean> ALLOW_IP_NAME_LOOKUP =
      KEYS.honoured("allow-ip-name-lookup", FLAG, WASI, "Look names up (n).");
  public static final OptionKey<Boolean> TCP =
      KEYS.honoured("tcp", FLAG, WASI, "TCP sockets (n; y with inherit-network).");
  public static final OptionKey<Boolean> UDP =
      KEYS.honoured("udp", FLAG, WASI, "UDP sockets (n; y with inherit-network).");
  public static final OptionKey<Boolean> NETWORK_ERROR_CODE =
      KEYS.ignored("network-error-code", FLAG, "it is there", "wasi:sockets' unstable function.");

  public static final OptionKey<Boolean> INHERIT_ENV =
      KEYS.honoured("inherit-env", FLAG, "run, serve", "Give the whole environment (n).");
  public static final OptionKey<Boolean> INHERIT_STDIN =
      KEYS.honoured("inherit-stdin", FLAG, "run", "Give stdin (y).");
  public static final OptionKey<Boolean> INHERIT_STDOUT =
      KEYS.honoured("inherit-stdout", FLAG, "run, serve", "Give stdout (y).");
  public static final OptionKey<Boolean> INHERIT_STDERR =
      KEYS.honoured("inherit-stderr", FLAG, "run, serve", "Give stderr (y).");
  public static final OptionKey<String> CWD =
      KEYS.honoured("cwd", TEXT, WASI, "The working directory that the guest is told.");

  public static final OptionKey<Long> MAX_RANDOM_SIZE =
      KEYS.honoured("max-random-size", NUMBER, WASI, "Most random bytes of one call (64 MiB).");
  public static final OptionKey<Long> MAX_HTTP_FIELDS_SIZE =
      KEYS.honoured("max-http-fields-size", NUMBER, WASI, "Most bytes of HTTP fields (128 KiB).");
  public static final OptionKey<Long> MAX_RESOURCES =
      KEYS.honoured(
          "max-resources", NUMBER, COMPONENTS, "Most handles of all kinds at once (1000000).");
  public static final OptionKey<Long> MAX_COMPONENT_HANDLES =
      KEYS.honoured("max-component-handles", NUMBER, COMPONENTS, "The same.");
  public static final OptionKey<Long> HOSTCALL_FUEL =
      KEYS.honoured("hostcall-fuel", NUMBER, COMPONENTS, "Bytes that one call carries (128 MiB).");

  public static final OptionKey<Boolean> CONFIG =
      KEYS.honoured("config", FLAG, WASI, "wasi:config (n).");
  public static final OptionKey<Map.Entry<String, String>> CONFIG_VAR =
      KEYS.honoured("config-var", PAIRS, WASI, "A variable of wasi:config; repeatable.");
  public static final OptionKey<Boolean> KEYVALUE =
      KEYS.honoured("keyvalue", FLAG, WASI, "wasi:keyvalue (n).");
  public static final OptionKey<Map.Entry<String, String>> KEYVALUE_IN_MEMORY_DATA =
      KEYS.honoured(
          "keyvalue-in-memory-data", PAIRS, WASI, "An entry of the default store; repeatable.");

  // Jawa's own.
  public static final OptionKey<String> JAWA_KEYVALUE_FILE =
      KEYS.honoured(
          "jawa-keyvalue-file",
          TEXTS,
          WASI,
          "Keep a store in a file, FILE or STORE::FILE; repeatable.");
  public static final OptionKey<Long> JAWA_KEYVALUE_MAX_SIZE =
      KEYS.honoured("jawa-keyvalue-max-size", NUMBER, WASI, "Most bytes of one store (64 MiB).");
  public static final OptionKey<Long> JAWA_MAX_OPEN_FILES =
      KEYS.honoured(
          "jawa-max-open-files", NUMBER, WASI, "Most open files below one directory (1024).");
  public static final OptionKey<Boolean> JAWA_PORTABLE_DIRECTORIES =
      KEYS.honoured(
          "jawa-portable-directories",
          FLAG,
          WASI,
          "Confine directories without the kernel's help, which is weaker (n).");
  public static final OptionKey<String> JAWA_ALLOW_CONNECT =
      KEYS.honoured(
          "jawa-allow-connect",
          TEXTS,
          WASI,
          "Sockets reach a range, as in 10.0.0.0/8:80-90; repeatable.");
  public static final OptionKey<String> JAWA_ALLOW_BIND =
      KEYS.honoured(
          "jawa-allow-bind",
          TEXTS,
          WASI,
          "Sockets are bound in a range, as in 127.0.0.1:8080; repeatable.");
  public static final OptionKey<String> JAWA_DENY_CONNECT =
      KEYS.honoured(
          "jawa-deny-connect", TEXTS, WASI, "Neither sockets nor HTTP reach a range; repeatable.");
  public static final OptionKey<Boolean> JAWA_DENY_PRIVATE =
      KEYS.honoured(
          "jawa-deny-private", FLAG, WASI, "Neither sockets nor HTTP reach private addresses (n).");
  public static final OptionKey<Boolean> TLS = KEYS.refused("tls", FLAG, NOT_YET, "wasi:tls.");
  public static final OptionKey<Boolean> P3 =
      KEYS.ignored("p3", FLAG, "a component gets the version it imports", "WASI 0.3.");
  public static final OptionKey<Boolean> PREVIEW0 =
      KEYS.alwaysOn("preview0", "a module gets what it imports", "wasi_unstable.");
  public static final OptionKey<Boolean> PREVIEW2 =
      KEYS.alwaysOn("preview2", "there is one implementation", "The newer implementation.");
  public static final OptionKey<Boolean> CLI_EXIT_WITH_CODE =
      KEYS.alwaysOn("cli-exit-with-code", "it is stable", "exit-with-code.");

  public static final OptionKey<Boolean> NN =
      KEYS.refused("nn", FLAG, "there are no neural networks here", "wasi:nn.");

  static {
    KEYS.allRefused(GRAPHS, "there are no neural networks here", "nn-graph")
        .allRefused(FLAG, "support for wasi-threads was removed from wasmtime too", "threads")
        .allRefused(FLAG, "sockets cannot be handed to guests", "listenfd")
        .allRefused(TEXTS, "sockets cannot be handed to guests", "tcplisten");
  }

  static final List<OptionKey<?>> ALL = KEYS.all();

  private WasiKeys() {}
}
