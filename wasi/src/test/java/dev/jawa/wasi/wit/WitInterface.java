package dev.jawa.wasi.wit;

import java.util.LinkedHashMap;
import java.util.Map;

/// An interface: its types by name, its functions by the names of the binary.
public record WitInterface(
    String name, Map<String, WitType> types, Map<String, WitFunc> functions) {

  WitInterface(String name) {
    this(name, new LinkedHashMap<>(), new LinkedHashMap<>());
  }
}
