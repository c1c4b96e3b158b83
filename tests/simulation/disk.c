#include "tests/simulation/disk_inside.h"

#include <stdlib.h>
#include <string.h>

struct disk disk;

/* --- bytes -------------------------------------------------------------------------------------------------------- */

static void make_room(struct image *image, size_t length)
{
	if (length > image->room) {
		size_t room = length < 65536 ? 65536 : length * 2;

		image->bytes = realloc(image->bytes, room);
		if (!image->bytes)
			abort();
		memset(image->bytes + image->room, 0, room - image->room);
		image->room = room;
	}
}

void disk_resize(struct image *image, size_t length)
{
	make_room(image, length);
	if (image->bytes && length > image->length)
		memset(image->bytes + image->length, 0, length - image->length);
	image->length = length;
}

static void copy_image(struct image *to, const struct image *from)
{
	disk_resize(to, from->length);
	if (from->length && from->bytes && to->bytes)
		memcpy(to->bytes, from->bytes, from->length);
}

static size_t sectors_of(size_t length)
{
	return (length + SECTOR_BYTES - 1) / SECTOR_BYTES;
}

static void make_owed_room(struct disk_file *file)
{
	size_t room = sectors_of(file->now.room) + 1;

	if (room > file->owed_room) {
		file->is_owed = realloc(file->is_owed, room);
		if (!file->is_owed)
			abort();
		memset(file->is_owed + file->owed_room, 0, room - file->owed_room);
		file->owed_room = room;
	}
}

void disk_note_written(struct disk_file *file, size_t from, size_t end)
{
	make_owed_room(file);
	for (size_t sector = from / SECTOR_BYTES; sector < sectors_of(end); sector++)
		file->is_owed[sector] = 1;
}

static void settle_sector(struct disk_file *file, size_t sector)
{
	size_t from = sector * SECTOR_BYTES;
	size_t end = from + SECTOR_BYTES < file->now.length ? from + SECTOR_BYTES : file->now.length;

	if (end > from) {
		if (end > file->stable.length)
			disk_resize(&file->stable, end);
		if (file->stable.bytes)
			memcpy(file->stable.bytes + from, file->now.bytes + from, end - from);
	}
}

void disk_forget_owed(struct disk_file *file)
{
	if (file->is_owed)
		memset(file->is_owed, 0, file->owed_room);
}

void disk_settle(struct disk_file *file)
{
	for (size_t sector = 0; sector < sectors_of(file->now.length); sector++) {
		if (file->is_owed && file->is_owed[sector])
			settle_sector(file, sector);
	}
	disk_resize(&file->stable, file->now.length);
	disk_forget_owed(file);
}

/* --- faults ------------------------------------------------------------------------------------------------------- */

/* Counts a call; true when it is to fail. */
bool disk_strikes(enum disk_call call)
{
	int64_t number = ++disk.calls[call];
	const struct disk_fault *fault = &disk.fault;
	bool is_struck = fault->at > 0 && fault->call == call &&
			 (number == fault->at || (number > fault->at && fault->is_sticky));

	disk.failures += is_struck;
	return is_struck;
}

/* --- names ------------------------------------------------------------------------------------------------------ */

struct disk_file *disk_find(const char *name)
{
	for (size_t i = 0; i < FILES_MOST; i++) {
		if (disk.files[i].exists && strcmp(disk.files[i].name, name) == 0)
			return &disk.files[i];
	}
	return NULL;
}

struct disk_file *disk_make(const char *name)
{
	for (size_t i = 0; i < FILES_MOST; i++) {
		struct disk_file *file = &disk.files[i];

		if (file->exists || strlen(name) >= sizeof file->name)
			continue;
		memcpy(file->name, name, strlen(name) + 1);
		file->exists = true;
		file->now.length = file->stable.length = 0;
		disk_forget_owed(file);
		return file;
	}
	abort();
}

/* --- from outside ------------------------------------------------------------------------------------------------- */

static void drop_shared_memory(struct disk_file *file)
{
	for (size_t i = 0; i < SHM_REGIONS; i++) {
		free(file->regions[i]);
		file->regions[i] = NULL;
	}
	memset(file->shared, 0, sizeof file->shared);
	file->readers = file->writers = 0;
	file->is_locked = false;
}

void disk_erase(void)
{
	for (size_t i = 0; i < FILES_MOST; i++) {
		struct disk_file *file = &disk.files[i];

		drop_shared_memory(file);
		free(file->now.bytes);
		free(file->stable.bytes);
		free(file->is_owed);
		*file = (struct disk_file){0};
	}
}

void disk_keep(void)
{
	for (size_t i = 0; i < FILES_MOST; i++) {
		memcpy(disk.kept_names[i], disk.files[i].exists ? disk.files[i].name : "", NAME_BYTES);
		if (disk.files[i].exists)
			copy_image(&disk.kept[i], &disk.files[i].now);
		else
			disk.kept_names[i][0] = '\0';
	}
}

void disk_restore(void)
{
	disk.life++;
	disk.is_dead = false;
	disk.fault = (struct disk_fault){0};
	disk.noise = 1;
	for (size_t i = 0; i < FILES_MOST; i++) {
		struct disk_file *file = &disk.files[i];

		drop_shared_memory(file);
		file->exists = disk.kept_names[i][0] != '\0';
		memcpy(file->name, disk.kept_names[i], NAME_BYTES);
		file->now.length = file->stable.length = 0;
		if (file->exists) {
			copy_image(&file->now, &disk.kept[i]);
			copy_image(&file->stable, &disk.kept[i]);
		}
		disk_forget_owed(file);
	}
}

void disk_forget_kept(void)
{
	for (size_t i = 0; i < FILES_MOST; i++) {
		free(disk.kept[i].bytes);
		disk.kept[i] = (struct image){0};
	}
}

void disk_set_fault(const struct disk_fault *fault)
{
	disk.fault = *fault;
	memset(disk.calls, 0, sizeof disk.calls);
}

int64_t disk_failures(void)
{
	return disk.failures;
}

void disk_kill(void)
{
	disk.is_dead = true;
}

/* A power cut may keep a longer file than was synced, its last sectors as they were or empty. */
static void cut_power(struct disk_file *file, struct chance *chance)
{
	for (size_t sector = 0; sector < sectors_of(file->now.length); sector++) {
		if (file->is_owed && file->is_owed[sector] && chance_below(chance, 2) == 0)
			settle_sector(file, sector);
	}
	copy_image(&file->now, &file->stable);
	disk_forget_owed(file);
}

void disk_revive(bool was_power_cut, struct chance *chance)
{
	disk.life++;
	disk.is_dead = false;
	disk.fault = (struct disk_fault){0};
	for (size_t i = 0; i < FILES_MOST; i++) {
		drop_shared_memory(&disk.files[i]);
		if (disk.files[i].exists && was_power_cut)
			cut_power(&disk.files[i], chance);
	}
}
