import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// `java ModernClasses.java FROM.jar TO.jar` copies a jar and gives classes from before Java 6 the
/// stack maps and the version number of later ones. The code stays what it is.
///
/// A start-up cache takes no class without stack maps, and the JVM's verifier for them is the slow
/// one: picocli, which is compiled for Java 5, would cost more of a start than anything else.
final class ModernClasses {

  /// The first class file version whose stack maps are not optional.
  private static final int JAVA_7 = 51;

  private final ClassFile format;

  private ModernClasses(ClassLoader classes) {
    this.format =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
  }

  public static void main(String[] args) throws IOException {
    URI from = Path.of(args[0]).toUri();
    try (URLClassLoader classes = new URLClassLoader(new URL[] {from.toURL()});
        JarFile jar = new JarFile(args[0]);
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])))) {
      ModernClasses modern = new ModernClasses(classes);
      for (JarEntry entry : Collections.list(jar.entries())) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        try (InputStream in = jar.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          out.write(entry.getName().endsWith(".class") ? modern.of(bytes) : bytes);
        }
        out.closeEntry();
      }
    }
  }

  private byte[] of(byte[] bytes) {
    ClassModel old = format.parse(bytes);
    if (old.majorVersion() >= JAVA_7) {
      return bytes;
    }
    ClassTransform modern =
        (builder, element) -> {
          switch (element) {
            case ClassFileVersion _ -> builder.withVersion(JAVA_7, 0);
            // Code that goes through a transformation, even one that changes nothing, gets its maps.
            case MethodModel method ->
                builder.transformMethod(method, MethodTransform.transformingCode(CodeBuilder::with));
            default -> builder.with(element);
          }
        };
    return format.transformClass(old, modern);
  }
}
