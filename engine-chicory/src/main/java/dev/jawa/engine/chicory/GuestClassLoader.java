package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Holds the generated classes of one module; they are unloaded with it.
final class GuestClassLoader extends ClassLoader {

  private final Map<String, byte[]> classes;

  GuestClassLoader(Map<String, byte[]> classes) {
    super("wasm", GuestClassLoader.class.getClassLoader());
    this.classes = classes;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte @Nullable [] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  /// Makes the code of an instance.
  Function<Instance, Machine> machineFactory(String mainClassName) {
    MethodHandle constructor = constructor(mainClassName);
    return instance -> {
      try {
        return (Machine) constructor.invokeExact(instance);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private MethodHandle constructor(String mainClassName) {
    try {
      Class<?> main = loadClass(mainClassName);
      return MethodHandles.publicLookup()
          .findConstructor(main, MethodType.methodType(void.class, Instance.class))
          .asType(MethodType.methodType(Machine.class, Instance.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated class " + mainClassName, e);
    }
  }
}
