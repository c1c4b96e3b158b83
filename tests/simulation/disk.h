/*
 * A disk that exists only in memory and can be made to fail: SQLite reads and writes its files here (a VFS).
 *
 * Layer: tests. Thread: one at a time. There is one disk in the program.
 *
 * What was written is seen by whoever reads, and survives the end of the process. Only what was synced survives a power cut;
 * of the rest, each sector does or does not, by chance. A sync that fails leaves what it should have written neither there
 * nor owed: a later sync that succeeds does not bring it back, as on Linux.
 */
#ifndef SIMULATION_DISK_H
#define SIMULATION_DISK_H

#include <stdbool.h>

#include "tests/fixtures/random.h"

/* Becomes the disk of every database opened from now on. */
void disk_install(void);

/* Frees all that is on it. */
void disk_erase(void);

/* Keeps a copy of all that is on it, and puts it back. */
void disk_keep(void);
void disk_restore(void);
void disk_forget_kept(void);

enum disk_call { DISK_WRITE, DISK_SYNC, DISK_READ, DISK_CALL_COUNT };

struct disk_fault {
	enum disk_call call;
	int64_t at;       /* the at-th call from now fails; 0: none does */
	bool is_sticky;   /* every later one fails too */
	bool is_full;     /* as a full disk says it; else as a broken one */
	bool but_happens; /* of DISK_SYNC: it says it failed, yet all is on stable storage */
};
void disk_set_fault(const struct disk_fault *fault);

/* How many calls have failed since the disk was installed. */
int64_t disk_failures(void);

/* From now on every call of those who have files open fails and changes nothing: their process is dead. */
void disk_kill(void);

/* After disk_kill: the machine is up again, and files can be opened. With a power cut, what was not synced is lost by
 * chance. */
void disk_revive(bool was_power_cut, struct chance *chance);

#endif
