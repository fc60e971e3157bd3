/// OCI images of guests: [ImagePlan] says what goes in, [ImageWriter] makes the tar that `ctr image
/// import` takes. The same input gives the same bytes.
@NullMarked
package dev.jawa.app.image;

import org.jspecify.annotations.NullMarked;
