package dev.jawa.wast.read;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Splits text into s-expressions. Spec: core, "Text Format / Lexical Format".
final class SexpParser {

  private final String file;
  private final String text;
  private int at;
  private int line = 1;

  private SexpParser(String file, String text) {
    this.file = file;
    this.text = text;
  }

  private record Open(List<Sexp> items, int line, int start) {}

  /// @throws ScriptException if the text is no list of s-expressions
  static List<Sexp> parse(String file, String text) {
    return new SexpParser(file, text).all();
  }

  private List<Sexp> all() {
    Deque<Open> open = new ArrayDeque<>();
    open.push(new Open(new ArrayList<>(), 1, 0));
    while (skipBlank()) {
      char c = text.charAt(at);
      if (c == '(') {
        open.push(new Open(new ArrayList<>(), line, at++));
      } else if (c == ')') {
        at++;
        Open closed = open.pop();
        if (open.isEmpty()) {
          throw error("a parenthesis too many");
        }
        open.element().items.add(new Sexp.Group(closed.items, closed.line, closed.start, at));
      } else if (c == '"') {
        open.element().items.add(string());
      } else {
        open.element().items.add(atom());
      }
    }
    if (open.size() > 1) {
      line = open.element().line;
      throw error("a parenthesis is never closed");
    }
    return open.element().items;
  }

  private ScriptException error(String what) {
    return new ScriptException("%s:%d: %s".formatted(file, line, what));
  }

  /// Whether anything is left behind white space and comments.
  private boolean skipBlank() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        at++;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith(";;", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("(;", at)) {
        skipBlockComment();
      } else {
        return true;
      }
    }
    return false;
  }

  private void skipBlockComment() {
    int depth = 0;
    int begin = line;
    do {
      if (at >= text.length()) {
        line = begin;
        throw error("a comment is never closed");
      }
      if (text.startsWith("(;", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith(";)", at)) {
        depth--;
        at += 2;
      } else {
        line += text.charAt(at++) == '\n' ? 1 : 0;
      }
    } while (depth > 0);
  }

  private Sexp.Atom atom() {
    int start = at;
    while (at < text.length() && !endsAtom()) {
      // An annotation or identifier may be a string behind its sign.
      if (text.charAt(at) == '"') {
        string();
      } else {
        at++;
      }
    }
    return new Sexp.Atom(text.substring(start, at), line);
  }

  /// One semicolon is like any other character, in annotations.
  private boolean endsAtom() {
    char c = text.charAt(at);
    return Character.isWhitespace(c) || c == '(' || c == ')' || text.startsWith(";;", at);
  }

  private Sexp.Str string() {
    int begin = line;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
        escape(bytes);
      } else {
        line += c == '\n' ? 1 : 0;
        int next = text.offsetByCodePoints(at, 1);
        bytes.writeBytes(text.substring(at, next).getBytes(StandardCharsets.UTF_8));
        at = next;
      }
    }
    if (at++ >= text.length()) {
      line = begin;
      throw error("a string is never closed");
    }
    return new Sexp.Str(bytes.toByteArray(), begin);
  }

  private void escape(ByteArrayOutputStream to) {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    switch (c) {
      case 'n' -> to.write('\n');
      case 't' -> to.write('\t');
      case 'r' -> to.write('\r');
      case '"', '\'', '\\' -> to.write(c);
      case 'u' -> to.writeBytes(Character.toString(codePoint()).getBytes(StandardCharsets.UTF_8));
      default -> {
        at--;
        to.write(hex(at, at + 2));
        at += 2;
      }
    }
  }

  private int codePoint() {
    int end = text.indexOf('}', at);
    int value = hex(at + 1, end);
    at = end + 1;
    if (!Character.isValidCodePoint(value)) {
      throw error("no such character");
    }
    return value;
  }

  private int hex(int from, int to) {
    try {
      return Integer.parseInt(text.substring(from, to).replace("_", ""), 16);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw error("a wrong escape in a string");
    }
  }
}
