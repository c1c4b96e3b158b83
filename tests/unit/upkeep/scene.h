/* A record with some history in a folder, a key, and a place for backups. */
#ifndef UPKEEP_SCENE_H
#define UPKEEP_SCENE_H

#include <sqlite3.h>

#include "tests/contract/support/world.h"
#include "upkeep/upkeep.h"

struct scene {
	char root[64];
	char data[80];  /* the folder of the record */
	char empty[80]; /* a folder that is not there yet */
	char key[80];   /* a key file */
	char other_key[80];
	char backup[80]; /* a file that is not there yet */
	struct store *store;
	struct world world;
	struct upkeep_report report;
	char why[UPKEEP_WHY_BYTES];
};

/* The record is open; the test fails when anything fails. */
void scene_open(struct scene *scene, int happenings);
void scene_close(struct scene *scene);

/* Closes the record, or opens that of a folder. */
void scene_let_go(struct scene *scene);
void scene_look_at(struct scene *scene, const char *folder);

/* The record of a folder, opened from outside, its triggers dropped. */
sqlite3 *scene_tamper(const char *folder);

/* How many files there are in a folder whose name begins with none of the words, which end with NULL. */
int scene_count_others(const char *folder, const char *const *words);

#endif
