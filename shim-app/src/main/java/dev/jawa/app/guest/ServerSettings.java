package dev.jawa.app.guest;

import dev.jawa.http.HeaderRules;
import dev.jawa.http.ProxyOptions;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What somebody set of the server in front of an HTTP guest.
///
/// @param given texts by the names of [ServerSetting#ALL]
/// @param headers what each request gets
public record ServerSettings(Map<String, String> given, HeaderRules headers) {

  /// Everything as it is by default.
  public static final ServerSettings NONE = new ServerSettings(Map.of(), HeaderRules.NONE);

  public ServerSettings {
    given = Map.copyOf(given);
  }

  /// Reads all settings that somebody gave.
  ///
  /// @param lookup the text of a setting, or `null`
  /// @throws IllegalArgumentException naming the setting and what is wrong with it
  public static ServerSettings read(Function<String, @Nullable String> lookup) {
    return read(lookup, ServerSetting.Reach.OWN_PROCESS);
  }

  /// Reads the settings of a container, which may not name files of this process.
  ///
  /// @param lookup the text of a setting, or `null`
  /// @throws IllegalArgumentException naming the setting and what is wrong with it
  public static ServerSettings ofContainer(Function<String, @Nullable String> lookup) {
    return read(lookup, ServerSetting.Reach.EVERYBODY);
  }

  private static ServerSettings read(
      Function<String, @Nullable String> lookup, ServerSetting.Reach asker) {
    Map<String, String> given = new LinkedHashMap<>();
    for (ServerSetting setting : ServerSetting.ALL) {
      String text = lookup.apply(setting.name());
      if (text == null) {
        continue;
      }
      if (asker == ServerSetting.Reach.EVERYBODY && setting.reach() != asker) {
        throw new IllegalArgumentException(
            setting.name() + ": names files of the host, so it is not for containers");
      }
      given.put(setting.name(), text);
    }
    ServerSettings settings = new ServerSettings(given, HeaderRules.NONE);
    if (!given.isEmpty()) {
      // Tried on nothing, so that a mistake shows before anything starts.
      settings.applyTo(ProxyOptions.builder(new InetSocketAddress(0))).build();
    }
    return settings;
  }

  public ServerSettings withHeaders(HeaderRules rules) {
    return new ServerSettings(given, rules);
  }

  ProxyOptions.Builder applyTo(ProxyOptions.Builder options) {
    for (ServerSetting setting : ServerSetting.ALL) {
      String text = given.get(setting.name());
      if (text != null) {
        setting.set(options, text);
      }
    }
    return options.headers(headers);
  }
}
