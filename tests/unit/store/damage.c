#define _XOPEN_SOURCE 700 /* pread */
#include "tests/unit/store/damage.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <unistd.h>

sqlite3 *damage_open(const struct subject *subject)
{
	sqlite3 *db = NULL;

	cr_assert_eq(sqlite3_open_v2(subject->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_busy_timeout(db, 2000), SQLITE_OK);
	/* A checkpoint on close would be a second checkpointer beside the store's. */
	cr_assert_eq(sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL), SQLITE_OK);
	damage_run(db, "PRAGMA wal_autocheckpoint=0");
	return db;
}

void damage_run(sqlite3 *db, const char *sql)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	cr_assert_eq(code, SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
}

sqlite3_int64 damage_number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	sqlite3_int64 number = 0;

	cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_step(statement) == SQLITE_ROW)
		number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

enum error damage_try_open(const struct subject *subject, bool is_read_only, char why[256], struct store **store)
{
	struct store_config config = {.path = subject->path, .is_read_only = is_read_only};

	why[0] = '\0';
	return store_open(&config, why, store);
}

void damage_place(int file, const char *path)
{
	char bytes[65536];
	FILE *out = fopen(path, "wb");
	ssize_t got;

	cr_assert_not_null(out);
	for (off_t at = 0; (got = pread(file, bytes, sizeof(bytes), at)) > 0; at += got)
		cr_assert_eq(fwrite(bytes, 1, (size_t)got, out), (size_t)got);
	cr_assert_eq(fclose(out), 0);
}
