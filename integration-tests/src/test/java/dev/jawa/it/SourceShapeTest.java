package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the sizes that `reference/style.md` sets: files up to 700 lines, methods up to 60. What is
/// longer has a line, with a reason, in `source-shape-exemptions.txt`; a line that is no longer
/// needed fails too.
class SourceShapeTest {

  private static final int MAX_FILE_LINES = 700;
  private static final int MAX_METHOD_LINES = 60;

  private static final Path ROOT = Path.of(System.getProperty("jawa.root"));
  private static List<Path> mainSources = List.of();
  private static Map<String, String> exemptions = Map.of();

  @BeforeAll
  static void readSources() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path folder : modules.map(m -> m.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(found::add);
          }
        }
      }
    }
    mainSources = found;
    assertThat(mainSources).hasSizeGreaterThan(100);
    exemptions = readExemptions();
  }

  private static Map<String, String> readExemptions() throws IOException {
    Map<String, String> result = new LinkedHashMap<>();
    Path file = ROOT.resolve("integration-tests/src/test/resources/source-shape-exemptions.txt");
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\\s+", 2);
        assertThat(parts).as("an exemption needs a reason: %s", line).hasSize(2);
        result.put(parts[0], parts[1]);
      }
    }
    return result;
  }

  @Test
  void filesAndMethodsStaySmall() throws IOException {
    Set<String> tooLong = new TreeSet<>();
    for (Path source : mainSources) {
      int lines = Files.readAllLines(source).size();
      if (lines > MAX_FILE_LINES) {
        tooLong.add(source.getFileName().toString());
      }
    }
    tooLong.addAll(methodsLongerThanAllowed());
    assertThat(tooLong).isEqualTo(new TreeSet<>(exemptions.keySet()));
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    Set<Path> folders = mainSources.stream().map(Path::getParent).collect(Collectors.toSet());
    assertThat(folders)
        .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).isRegularFile());
  }

  private static Set<String> methodsLongerThanAllowed() throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    Set<String> result = new TreeSet<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  diagnostic -> {},
                  List.of(),
                  null,
                  files.getJavaFileObjectsFromPaths(mainSources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new LongMethods(unit, positions, result), null);
      }
    }
    return result;
  }

  /// Collects `File.method` for each method body that is too long, one-line-per-case switches
  /// aside.
  private static final class LongMethods extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final Set<String> result;

    LongMethods(CompilationUnitTree unit, SourcePositions positions, Set<String> result) {
      this.unit = unit;
      this.positions = positions;
      this.result = result;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      BlockTree body = method.getBody();
      if (body != null && lines(body) > MAX_METHOD_LINES) {
        String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
        result.add(file.replace(".java", "") + "." + method.getName());
      }
      return super.visitMethod(method, unused);
    }

    private long lines(BlockTree body) {
      LineMap map = unit.getLineMap();
      long first = map.getLineNumber(positions.getStartPosition(unit, body));
      long last = map.getLineNumber(positions.getEndPosition(unit, body));
      return last - first - 1;
    }
  }
}
