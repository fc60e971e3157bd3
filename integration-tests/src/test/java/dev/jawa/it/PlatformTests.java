package dev.jawa.it;

import org.junit.jupiter.params.Parameter;

/// What the tests share that run with each containerd and engine that [ContainerdTests#platforms]
/// or [ContainerdTests#fewerPlatforms] gives them.
abstract class PlatformTests extends RootfsTests {

  @Parameter(0)
  ContainerdVersion version;

  @Parameter(1)
  String shim;

  @Override
  final String shim() {
    return shim;
  }
}
