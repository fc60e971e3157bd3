package dev.jawa.app.cli;

import dev.jawa.app.options.OptionKey;
import dev.jawa.app.options.OptionValues;
import dev.jawa.app.options.WasiKeys;
import dev.jawa.wasi.ctx.AddressRange;
import dev.jawa.wasi.ctx.NetworkRules;
import dev.jawa.wasi.ctx.NetworkRules.NameLookup;
import dev.jawa.wasi.ctx.NetworkRules.Privates;
import dev.jawa.wasi.ctx.NetworkRules.Reach;
import dev.jawa.wasi.ctx.SocketPolicy.Protocol;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What `-S` says of the network. As in wasmtime 48 no socket can be made by default; TCP and UDP
/// are on with `inherit-network`, unless turned off, and with any range that is granted.
final class NetworkOptions {

  private NetworkOptions() {}

  /// @throws UsageException if a range is none
  static NetworkRules rules(OptionValues values) {
    List<AddressRange> connect = ranges(values, WasiKeys.JAWA_ALLOW_CONNECT);
    List<AddressRange> bind = ranges(values, WasiKeys.JAWA_ALLOW_BIND);
    boolean inherit = values.get(WasiKeys.INHERIT_NETWORK, false);
    boolean granted = inherit || !connect.isEmpty() || !bind.isEmpty();
    Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);
    if (values.get(WasiKeys.TCP, granted)) {
      protocols.add(Protocol.TCP);
    }
    if (values.get(WasiKeys.UDP, granted)) {
      protocols.add(Protocol.UDP);
    }
    boolean lookup = values.get(WasiKeys.ALLOW_IP_NAME_LOOKUP, false);
    return new NetworkRules(
        protocols,
        lookup ? NameLookup.ALLOWED : NameLookup.DENIED,
        inherit ? Reach.EVERYTHING : Reach.LISTED,
        connect,
        bind,
        ranges(values, WasiKeys.JAWA_DENY_CONNECT),
        values.get(WasiKeys.JAWA_DENY_PRIVATE, false) ? Privates.DENIED : Privates.REACHABLE);
  }

  private static List<AddressRange> ranges(OptionValues values, OptionKey<String> key) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String text : values.all(key)) {
      try {
        ranges.add(AddressRange.parse(text));
      } catch (IllegalArgumentException e) {
        throw new UsageException(key.option() + ": " + e.getMessage(), e);
      }
    }
    return ranges;
  }
}
