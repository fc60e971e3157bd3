package dev.jawa.component.binary;

import dev.jawa.component.ast.Component;

/// Decodes a component.
public final class ComponentDecoder {

  private ComponentDecoder() {}

  /// @param input the whole binary; it must not be changed as long as the result is in use
  /// @throws MalformedException if the bytes are not a component
  public static Component decode(byte[] input) {
    throw new UnsupportedOperationException("decode " + input.length);
  }
}
