/*
 * What the two files of the disk share: its files, and who has them open.
 *
 * Layer: tests, private to simulation/disk. Thread: one at a time.
 */
#ifndef SIMULATION_DISK_INSIDE_H
#define SIMULATION_DISK_INSIDE_H

#include <sqlite3.h>
#include <stddef.h>

#include "tests/simulation/disk.h"

enum { FILES_MOST = 16, SECTOR_BYTES = 512, NAME_BYTES = 160, SHM_REGIONS = 8, SHM_LOCKS = SQLITE_SHM_NLOCK };

/* One version of a file's bytes. */
struct image {
	unsigned char *bytes;
	size_t length, room;
};

struct disk_file {
	char name[NAME_BYTES];
	bool exists;
	struct image now;       /* what a reader sees */
	struct image stable;    /* what a power cut leaves */
	unsigned char *is_owed; /* by sector: written since it was synced */
	size_t owed_room;
	void *regions[SHM_REGIONS]; /* memory that connections share */
	int region_bytes;
	int shared[SHM_LOCKS]; /* holders of each lock; -1: one who holds it alone */
	int readers, writers;  /* of the file locks of a rollback journal: who reads, who means to write */
	bool is_locked;
};

struct handle {
	sqlite3_file base; /* first */
	struct disk_file *file;
	uint64_t life; /* of the process that opened it */
	int lock;
	unsigned shared_locks, alone_locks; /* by bit: shared memory locks that it holds */
	bool is_deleted_on_close;
};

struct disk {
	struct disk_file files[FILES_MOST];
	struct image kept[FILES_MOST];
	char kept_names[FILES_MOST][NAME_BYTES];
	struct disk_fault fault;
	int64_t calls[DISK_CALL_COUNT];
	int64_t failures;
	uint64_t life; /* counts processes */
	bool is_dead;
	sqlite3_vfs vfs;
	uint64_t noise;
};
extern struct disk disk;

/* disk.c: the bytes of files */
struct disk_file *disk_find(const char *name);
struct disk_file *disk_make(const char *name);
void disk_resize(struct image *image, size_t length);
void disk_note_written(struct disk_file *file, size_t from, size_t end);
void disk_settle(struct disk_file *file);
void disk_forget_owed(struct disk_file *file);
bool disk_strikes(enum disk_call call);

#endif
