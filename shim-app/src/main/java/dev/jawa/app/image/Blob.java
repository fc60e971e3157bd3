package dev.jawa.app.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Content with the name it has in an image.
///
/// @param hash SHA-256 in hexadecimal
@SuppressWarnings("ArrayRecordComponent") // carries bytes to the tar; equality is never asked for
record Blob(String mediaType, byte[] bytes, String hash) {

  static Blob of(String mediaType, byte[] bytes) {
    return new Blob(mediaType, bytes, hash(bytes));
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String digest() {
    return "sha256:" + hash;
  }

  String path() {
    return "blobs/sha256/" + hash;
  }

  /// An OCI descriptor, to be extended.
  Map<String, Object> descriptor() {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", mediaType);
    descriptor.put("digest", digest());
    descriptor.put("size", bytes.length);
    return descriptor;
  }
}
