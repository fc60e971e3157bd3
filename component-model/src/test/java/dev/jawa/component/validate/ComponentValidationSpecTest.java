package dev.jawa.component.validate;

import dev.jawa.testkit.KnownFailures;
import dev.jawa.testkit.WastScript.Command;
import dev.jawa.testkit.WastSuite;
import dev.jawa.testkit.WastTarget.Failure;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// Every component that the scripts of the specification define, and every one that they say is
/// none.
class ComponentValidationSpecTest {

  @TestFactory
  Stream<DynamicNode> definitions() {
    return new WastSuite(
            "conformance/component-model",
            KnownFailures.resource(ComponentValidationSpecTest.class, "known-failures.txt"),
            ValidationTarget::new)
        .tests(command ->
            switch (command) {
              case Command.Module _, Command.Definition _, Command.Unknown _ -> true;
              case Command.AssertRefused refused ->
                  refused.failure() == Failure.INVALID || refused.failure() == Failure.MALFORMED;
              case Command.Instance _, Command.Register _, Command.Act _ -> false;
              case Command.AssertReturn _, Command.AssertTrap _ -> false;
            });
  }
}
