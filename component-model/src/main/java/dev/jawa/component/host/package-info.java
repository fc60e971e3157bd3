/// How Java offers WIT interfaces to components: a [HostInterface] is a written-out table of
/// functions and resources.
@NullMarked
package dev.jawa.component.host;

import org.jspecify.annotations.NullMarked;
