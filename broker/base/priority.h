/*
 * How urgent a thread is to the operating system.
 *
 * Layer: base.
 */
#ifndef BASE_PRIORITY_H
#define BASE_PRIORITY_H

/* From now on the calling thread runs when no other has work, and is put aside at once when one gets some; on a machine
 * that is busy all the time it still gets a little. For long work that nobody's next step waits for. It must not hold
 * what a more urgent thread may wait for. Where the system does not let it, nothing changes. */
void thread_give_way(void);

#endif
