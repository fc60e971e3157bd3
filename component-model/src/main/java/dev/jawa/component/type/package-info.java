/// The types of the component model, resolved: no indices, only values. Spec: `Explainer.md`, type
/// definitions.
@NullMarked
package dev.jawa.component.type;

import org.jspecify.annotations.NullMarked;
