/** The main job, once through. */
@NullMarked
package org.genhowto.launcher.demo;

import org.jspecify.annotations.NullMarked;
