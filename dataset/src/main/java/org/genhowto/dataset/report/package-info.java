/** What is in training shards: statistics, duplicates, odd captions. */
@NullMarked
package org.genhowto.dataset.report;

import org.jspecify.annotations.NullMarked;
