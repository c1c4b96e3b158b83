#include "store/sqlite/rows.h"

#include <string.h>

enum { FIRST_CAPACITY = 8 };

struct rows rows_of(struct arena *arena, size_t item_size)
{
	return (struct rows){.arena = arena, .item_size = item_size};
}

void *rows_add(struct rows *rows)
{
	if (rows->count == rows->capacity) {
		size_t capacity = rows->capacity > 0 ? rows->capacity * 2 : FIRST_CAPACITY;
		char *items = arena_take(rows->arena, capacity * rows->item_size);

		if (!items)
			return NULL;
		if (rows->count > 0)
			memcpy(items, rows->items, rows->count * rows->item_size);
		rows->items = items;
		rows->capacity = capacity;
	}
	return rows->items + rows->count++ * rows->item_size;
}

void rows_drop(struct rows *rows)
{
	rows->count--;
	memset(rows->items + rows->count * rows->item_size, 0, rows->item_size);
}

struct list rows_list(const struct rows *rows)
{
	return (struct list){rows->items, rows->count};
}
