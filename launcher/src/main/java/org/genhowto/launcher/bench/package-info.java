/** Commands that measure what a service of many requests gives. */
@NullMarked
package org.genhowto.launcher.bench;

import org.jspecify.annotations.NullMarked;
