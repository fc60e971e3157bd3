package dev.jawa.component.instantiate;

import dev.jawa.testkit.KnownFailures;
import dev.jawa.testkit.WastSuite;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// The scripts of the specification that link and run components.
class ComponentExecutionSpecTest {

  @TestFactory
  Stream<DynamicNode> values() {
    return scripts("values");
  }

  @TestFactory
  Stream<DynamicNode> resources() {
    return scripts("resources");
  }

  @TestFactory
  Stream<DynamicNode> linking() {
    return scripts("linking");
  }

  @TestFactory
  Stream<DynamicNode> async() {
    return scripts("async");
  }

  private static Stream<DynamicNode> scripts(String area) {
    return new WastSuite(
            "conformance/component-model/" + area,
            KnownFailures.resource(
                ComponentExecutionSpecTest.class, "known-failures-" + area + ".txt"),
            ExecutionTarget::new)
        .tests(_ -> true);
  }
}
