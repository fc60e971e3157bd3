package dev.jawa.app.image;

/// How the wasm files lie in an image.
public enum ImageForm {
  /// One tar layer with the files at `/`: every containerd unpacks it.
  TAR_LAYER,
  /// One layer for each file, its bytes as they are, as runwasi's builder makes them; needs
  /// containerd 1.6.25, 1.7.7 or 2.
  WASM_LAYERS,
  /// The CNCF wasm artifact: one file, and a configuration that is no image's.
  ARTIFACT
}
