package dev.jawa.engine.chicory;

import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.ClassCollector;
import com.dylibso.chicory.compiler.internal.Shaded;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Collects the classes that the compiler makes, by binary name. Unlike Chicory's own collector it
/// does not load them: the compiler tries and discards classes, and they are loaded once, at the
/// end.
final class GeneratedClasses implements ClassCollector {

  private final byte[] shaded;
  private final Map<String, byte[]> classes = new LinkedHashMap<>();
  private @Nullable String mainClassName;

  /// @param shaded the patched helper class of which the compiler makes each module a copy
  GeneratedClasses(byte[] shaded) {
    this.shaded = shaded;
  }

  /// Chicory's helper class as it is.
  static byte[] originalShaded() {
    return new ByteClassCollector().resolve(Shaded.class);
  }

  @Override
  public String mainClassName() {
    return Objects.requireNonNull(mainClassName);
  }

  @Override
  public void putMainClass(String className, byte[] bytes) {
    mainClassName = binaryName(className);
    put(className, bytes);
  }

  @Override
  public void put(String name, byte[] bytes) {
    classes.put(binaryName(name), bytes);
  }

  @Override
  public void putAll(ClassCollector other) {
    other.classBytes().forEach(this::put);
  }

  @Override
  public Map<String, byte[]> classBytes() {
    return classes;
  }

  @Override
  public byte[] resolve(Class<?> type) {
    return type == Shaded.class ? shaded : new ByteClassCollector().resolve(type);
  }

  /// The compiler gives names with dots and with slashes.
  private static String binaryName(String name) {
    return name.replace('/', '.');
  }
}
