package dev.jawa.app.cli;

import picocli.CommandLine.IVersionProvider;

/// `jawa --version`: the version that the build put into the manifest.
final class JawaVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"jawa " + number()};
  }

  static String number() {
    String version = JawaVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
