/** What lies in model folders, and models run in this process. */
@NullMarked
package org.genhowto.launcher.model;

import org.jspecify.annotations.NullMarked;
