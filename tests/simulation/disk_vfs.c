/* What SQLite calls: a VFS over the files of disk.c. */
#include "tests/simulation/disk_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_dead(const struct handle *handle)
{
	return disk.is_dead || handle->life != disk.life;
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static struct handle *of(sqlite3_file *file)
{
	return (struct handle *)file;
}

static int disk_read(sqlite3_file *base, void *out, int length, sqlite3_int64 from)
{
	const struct image *now = &of(base)->file->now;
	size_t there = (size_t)from < now->length ? now->length - (size_t)from : 0;
	size_t taken = there < (size_t)length ? there : (size_t)length;

	if (is_dead(of(base)) || disk_strikes(DISK_READ))
		return SQLITE_IOERR_READ;
	if (taken)
		memcpy(out, now->bytes + from, taken);
	memset((char *)out + taken, 0, (size_t)length - taken);
	return taken == (size_t)length ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int disk_write(sqlite3_file *base, const void *bytes, int length, sqlite3_int64 to)
{
	struct disk_file *file = of(base)->file;
	size_t end = (size_t)to + (size_t)length;

	if (is_dead(of(base)))
		return SQLITE_IOERR_WRITE;
	if (disk_strikes(DISK_WRITE))
		return disk.fault.is_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	if (end > file->now.length)
		disk_resize(&file->now, end);
	memcpy(file->now.bytes + to, bytes, (size_t)length);
	disk_note_written(file, (size_t)to, end);
	return SQLITE_OK;
}

static int disk_truncate(sqlite3_file *base, sqlite3_int64 length)
{
	if (is_dead(of(base)) || disk_strikes(DISK_WRITE))
		return SQLITE_IOERR_TRUNCATE;
	disk_resize(&of(base)->file->now, (size_t)length);
	return SQLITE_OK;
}

static int disk_sync(sqlite3_file *base, int flags)
{
	struct disk_file *file = of(base)->file;

	(void)flags;
	if (is_dead(of(base)))
		return SQLITE_IOERR_FSYNC;
	if (disk_strikes(DISK_SYNC)) {
		if (disk.fault.but_happens)
			disk_settle(file);
		disk_forget_owed(file);
		return SQLITE_IOERR_FSYNC;
	}
	disk_settle(file);
	return SQLITE_OK;
}

static int disk_size(sqlite3_file *base, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)of(base)->file->now.length;
	return is_dead(of(base)) ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int disk_control(sqlite3_file *base, int operation, void *argument)
{
	(void)base;
	(void)operation;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int disk_sector(sqlite3_file *base)
{
	(void)base;
	return SECTOR_BYTES;
}

static int disk_promises(sqlite3_file *base)
{
	(void)base;
	return 0;
}

/* --- locks -------------------------------------------------------------------------------------------------------- */

static int disk_lock(sqlite3_file *base, int level)
{
	struct handle *handle = of(base);
	struct disk_file *file = handle->file;

	if (is_dead(handle))
		return SQLITE_IOERR_LOCK;
	if (handle->lock >= level)
		return SQLITE_OK;
	if (file->is_locked)
		return SQLITE_BUSY;
	if (handle->lock == SQLITE_LOCK_NONE)
		file->readers++;
	if (level >= SQLITE_LOCK_RESERVED && handle->lock < SQLITE_LOCK_RESERVED) {
		if (file->writers)
			return SQLITE_BUSY;
		file->writers = 1;
		handle->lock = SQLITE_LOCK_RESERVED;
	}
	if (level == SQLITE_LOCK_EXCLUSIVE) {
		if (file->readers > 1)
			return SQLITE_BUSY;
		file->is_locked = true;
	}
	handle->lock = level;
	return SQLITE_OK;
}

static int disk_unlock(sqlite3_file *base, int level)
{
	struct handle *handle = of(base);

	if (handle->life != disk.life)
		return SQLITE_OK;
	if (handle->lock == SQLITE_LOCK_EXCLUSIVE && level < SQLITE_LOCK_EXCLUSIVE)
		handle->file->is_locked = false;
	if (handle->lock >= SQLITE_LOCK_RESERVED && level < SQLITE_LOCK_RESERVED)
		handle->file->writers = 0;
	if (handle->lock > SQLITE_LOCK_NONE && level == SQLITE_LOCK_NONE)
		handle->file->readers--;
	handle->lock = level < handle->lock ? level : handle->lock;
	return SQLITE_OK;
}

static int disk_is_reserved(sqlite3_file *base, int *out)
{
	*out = of(base)->file->writers > 0;
	return SQLITE_OK;
}

static int shm_map(sqlite3_file *base, int region, int bytes, int may_extend, void volatile **out)
{
	struct disk_file *file = of(base)->file;

	*out = NULL;
	if (is_dead(of(base)) || region >= SHM_REGIONS)
		return SQLITE_IOERR_SHMMAP;
	if (!file->regions[region] && may_extend) {
		file->regions[region] = calloc(1, (size_t)bytes);
		if (!file->regions[region])
			abort();
	}
	*out = file->regions[region];
	return SQLITE_OK;
}

static int shm_lock(sqlite3_file *base, int first, int count, int flags)
{
	struct handle *handle = of(base);
	int *shared = handle->file->shared;

	if (handle->life != disk.life)
		return (flags & SQLITE_SHM_UNLOCK) ? SQLITE_OK : SQLITE_IOERR_SHMLOCK;
	for (int i = first; i < first + count && (flags & SQLITE_SHM_LOCK); i++) {
		bool is_mine_shared = handle->shared_locks >> i & 1u;

		if (shared[i] < 0 || ((flags & SQLITE_SHM_EXCLUSIVE) && shared[i] - is_mine_shared > 0))
			return SQLITE_BUSY;
	}
	for (int i = first; i < first + count; i++) {
		unsigned bit = 1u << i;

		if (handle->alone_locks & bit)
			shared[i] = 0;
		else if (handle->shared_locks & bit)
			shared[i]--;
		handle->alone_locks &= ~bit;
		handle->shared_locks &= ~bit;
		if (!(flags & SQLITE_SHM_LOCK))
			continue;
		if (flags & SQLITE_SHM_EXCLUSIVE) {
			shared[i] = -1;
			handle->alone_locks |= bit;
		} else {
			shared[i]++;
			handle->shared_locks |= bit;
		}
	}
	return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *base)
{
	(void)base;
}

static int shm_unmap(sqlite3_file *base, int is_deleted)
{
	(void)is_deleted;
	return shm_lock(base, 0, SHM_LOCKS, SQLITE_SHM_UNLOCK);
}

static int disk_close(sqlite3_file *base)
{
	struct handle *handle = of(base);

	disk_unlock(base, SQLITE_LOCK_NONE);
	shm_unmap(base, 0);
	if (handle->is_deleted_on_close && !is_dead(handle))
		handle->file->exists = false;
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {.iVersion = 2,
	.xClose = disk_close,
	.xRead = disk_read,
	.xWrite = disk_write,
	.xTruncate = disk_truncate,
	.xSync = disk_sync,
	.xFileSize = disk_size,
	.xLock = disk_lock,
	.xUnlock = disk_unlock,
	.xCheckReservedLock = disk_is_reserved,
	.xFileControl = disk_control,
	.xSectorSize = disk_sector,
	.xDeviceCharacteristics = disk_promises,
	.xShmMap = shm_map,
	.xShmLock = shm_lock,
	.xShmBarrier = shm_barrier,
	.xShmUnmap = shm_unmap};

/* --- the file system ---------------------------------------------------------------------------------------------- */

/* A name once given is on the disk for good: the folder is synced with the file. */
static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out)
{
	static int unnamed;
	struct handle *handle = of(base);
	char made[NAME_BYTES];

	(void)vfs;
	memset(handle, 0, sizeof *handle);
	if (disk.is_dead)
		return SQLITE_CANTOPEN;
	if (!name) {
		snprintf(made, sizeof made, "unnamed-%d", unnamed++);
		name = made;
	}
	handle->file = disk_find(name);
	if (!handle->file && !(flags & (SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB)))
		return SQLITE_CANTOPEN;
	if (!handle->file)
		handle->file = disk_make(name);
	handle->life = disk.life;
	handle->is_deleted_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
	handle->base.pMethods = &methods;
	if (out)
		*out = flags;
	return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int syncs)
{
	struct disk_file *file = disk_find(name);

	(void)vfs;
	(void)syncs;
	if (disk.is_dead)
		return SQLITE_IOERR_DELETE;
	if (file)
		file->exists = false;
	return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	const struct disk_file *file = disk_find(name);

	(void)vfs;
	*out = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->now.length > 0);
	return SQLITE_OK;
}

static int disk_full_name(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	snprintf(out, (size_t)size, "%s", name);
	return SQLITE_OK;
}

static int disk_random(sqlite3_vfs *vfs, int length, char *out)
{
	struct chance chance = {disk.noise++};

	(void)vfs;
	for (int i = 0; i < length; i++)
		out[i] = (char)chance_bits(&chance);
	return length;
}

static int disk_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

static int disk_time(sqlite3_vfs *vfs, sqlite3_int64 *now)
{
	(void)vfs;
	*now = 212000000000000; /* Julian milliseconds: it stands still */
	return SQLITE_OK;
}

static int disk_last_error(sqlite3_vfs *vfs, int length, char *out)
{
	(void)vfs;
	if (length > 0)
		out[0] = '\0';
	return 0;
}

void disk_install(void)
{
	disk.vfs = (sqlite3_vfs){.iVersion = 2,
		.szOsFile = sizeof(struct handle),
		.mxPathname = NAME_BYTES,
		.zName = "simulated-disk",
		.xOpen = disk_open,
		.xDelete = disk_delete,
		.xAccess = disk_access,
		.xFullPathname = disk_full_name,
		.xRandomness = disk_random,
		.xSleep = disk_sleep,
		.xGetLastError = disk_last_error,
		.xCurrentTimeInt64 = disk_time};
	if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
		abort();
}
