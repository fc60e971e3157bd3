package dev.jawa.wast.read;

import dev.jawa.wast.script.Script;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;

/// Reads a script of any form.
public final class ScriptFile {

  private ScriptFile() {}

  /// @param file as messages call it
  /// @param bytes what it holds: text, or JSON whose binaries lie in `folder`
  /// @throws ScriptException if it is no script, or its text cannot be encoded here
  public static Script read(String file, byte[] bytes, Path folder, TextEncoder encoder) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!text.stripLeading().startsWith("{")) {
      return TextScript.read(file, text, encoder);
    }
    try {
      return JsonScript.read(file, text, folder);
    } catch (JacksonException e) {
      throw new ScriptException(file + ": is no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
