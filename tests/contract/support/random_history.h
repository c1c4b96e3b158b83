/* A long history in which everything happens, valid by construction, the same for the same seed. */
#ifndef CONTRACT_RANDOM_HISTORY_H
#define CONTRACT_RANDOM_HISTORY_H

#include "tests/contract/support/world.h"

/* Appends so many happenings, in batches of random size, some commands undone and some batches rolled back. People who
 * join later are called late.comer<seed>.0, .1 ... */
void random_history(struct world *world, unsigned seed, int happenings);

#endif
