/** The schedules of the noise, and the samplers that go along them. */
@NullMarked
package org.genhowto.generator.sampler;

import org.jspecify.annotations.NullMarked;
