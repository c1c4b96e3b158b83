/*
 * A list that grows in an arena.
 *
 * Layer: store, SQLite driver. Thread: that of the arena.
 */
#ifndef STORE_SQLITE_ROWS_H
#define STORE_SQLITE_ROWS_H

#include "base/arena.h"

struct rows {
	struct arena *arena;
	size_t item_size;
	char *items;
	size_t count;
	size_t capacity;
};

/* An empty list of items of that size. */
struct rows rows_of(struct arena *arena, size_t item_size);

/* A zeroed new item at the end; NULL with no memory. Items move when the list grows: use it before the next
 * rows_add. */
void *rows_add(struct rows *rows);

/* Takes the item added last away again. */
void rows_drop(struct rows *rows);

/* What was added, as records hold it. */
struct list rows_list(const struct rows *rows);

#endif
