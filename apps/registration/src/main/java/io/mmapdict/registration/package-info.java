/**
 * The registration of photographs in one file that worker processes share: which key holds what, in
 * which order the work is done, and what a second run reuses. The vision itself is in the packages
 * below, which know neither files of ours nor processes.
 */
@NullMarked
package io.mmapdict.registration;

import org.jspecify.annotations.NullMarked;
