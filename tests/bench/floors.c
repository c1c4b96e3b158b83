/*
 * What the disk and SQLite give by themselves, below everything of ours: bare fdatasync of a page, and bare commits of
 * 300-byte messages with three indexes, alone and in groups. Prints one line of JSON for each.
 *
 *   bench_floors DIRECTORY SECONDS
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "body.h"
#include "load.h"

enum { PAGE = 4096, FILE_PAGES = 4096, MOST_TIMES = 1000000 };

static double times_ms[MOST_TIMES];

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void tell(const char *what, int group, int count, double seconds)
{
	qsort(times_ms, (size_t)count, sizeof *times_ms, compare);
	printf("{\"what\":\"%s\",\"group\":%d,\"per_s\":%.0f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f}\n", what, group,
		(double)count * group / seconds, times_ms[count / 2], times_ms[count * 99 / 100],
		times_ms[(int)((double)count * 0.999)]);
	fflush(stdout);
}

/* Writes the same pages over and over, as a write-ahead log does. */
static void sync_pages(const char *directory, double seconds)
{
	static char page[PAGE];
	char path[1024];
	snprintf(path, sizeof path, "%s/floor.bin", directory);
	int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (file < 0) {
		die("cannot write into the directory");
	}
	for (int i = 0; i < FILE_PAGES; i++) {
		if (pwrite(file, page, PAGE, (off_t)i * PAGE) != PAGE) {
			die("the disk is full");
		}
	}
	fsync(file);
	int64_t began_us = now_us(), last_us = began_us;
	int count = 0;
	while (count < MOST_TIMES && (double)(last_us - began_us) < seconds * 1e6) {
		page[0]++;
		if (pwrite(file, page, PAGE, (off_t)(count % FILE_PAGES) * PAGE) != PAGE || fdatasync(file) != 0) {
			die("the disk fails");
		}
		int64_t end_us = now_us();
		times_ms[count++] = (double)(end_us - last_us) / 1000;
		last_us = end_us;
	}
	tell("fdatasync of a page", 1, count, (double)(last_us - began_us) / 1e6);
	close(file);
	unlink(path);
}

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		die(sqlite3_errmsg(db));
	}
}

static void insert(sqlite3_stmt *statement, int64_t number)
{
	char body[301];
	body_of(number, body, 300);
	sqlite3_bind_int64(statement, 1, number % 100);
	sqlite3_bind_int64(statement, 2, number);
	sqlite3_bind_int64(statement, 3, number % 1000);
	sqlite3_bind_text(statement, 4, body, -1, SQLITE_STATIC);
	if (sqlite3_step(statement) != SQLITE_DONE) {
		die("SQLite refused a row");
	}
	sqlite3_reset(statement);
}

static void commit_rows(const char *directory, int group, double seconds)
{
	char path[1024], log[1100];
	sqlite3 *db;
	sqlite3_stmt *statement;
	snprintf(path, sizeof path, "%s/floor.db", directory);
	if (sqlite3_open(path, &db) != SQLITE_OK) {
		die("SQLite cannot open its file");
	}
	run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4096;"
		"CREATE TABLE m(id INTEGER PRIMARY KEY, c INTEGER, s INTEGER, t INTEGER, body TEXT);"
		"CREATE UNIQUE INDEX a ON m(c, s); CREATE INDEX b ON m(t, id); CREATE INDEX d ON m(s)");
	sqlite3_prepare_v2(db, "INSERT INTO m(c, s, t, body) VALUES(?, ?, ?, ?)", -1, &statement, NULL);
	int64_t began_us = now_us(), last_us = began_us, number = 0;
	int count = 0;
	while (count < MOST_TIMES && (double)(last_us - began_us) < seconds * 1e6) {
		run(db, "BEGIN IMMEDIATE");
		for (int i = 0; i < group; i++) {
			insert(statement, number++);
		}
		run(db, "COMMIT");
		int64_t end_us = now_us();
		times_ms[count++] = (double)(end_us - last_us) / 1000;
		last_us = end_us;
	}
	tell("SQLite commit", group, count, (double)(last_us - began_us) / 1e6);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	unlink(path);
	snprintf(log, sizeof log, "%s-wal", path);
	unlink(log);
}

int main(int argc, char **argv)
{
	static const int groups[] = {1, 8, 64, 256};
	if (argc != 3) {
		die("usage: bench_floors DIRECTORY SECONDS");
	}
	sync_pages(argv[1], atof(argv[2]));
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		commit_rows(argv[1], groups[i], atof(argv[2]));
	}
	return 0;
}
