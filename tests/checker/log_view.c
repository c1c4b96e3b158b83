#include "tests/checker/log_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { ARENA_BYTES = 1 << 30 };

/* Ids of words are pos * 64 + n: the first of these that an event has is what it mainly says. */
static const char read_sql[] =
	"SELECT pos, coalesce(conversation, 0), coalesce(seq, 0), coalesce(thread, 0), kind, at, by,"
	" coalesce(device, ''), coalesce(txn, ''), data,"
	" (SELECT bytes FROM words WHERE id BETWEEN pos * 64 AND pos * 64 + 63"
	" AND field IN ('body', 'question', 'answer') ORDER BY id LIMIT 1)"
	" FROM events ORDER BY pos";

static struct text column(sqlite3_stmt *statement, int at)
{
	const void *bytes = sqlite3_column_blob(statement, at);
	struct text text = {bytes ? bytes : "", (size_t)sqlite3_column_bytes(statement, at)};

	return sqlite3_column_type(statement, at) == SQLITE_NULL ? (struct text){0} : text;
}

static void copy_column(sqlite3_stmt *statement, int at, char *out, size_t size)
{
	struct text text = column(statement, at);

	snprintf(out, size, "%.*s", TEXT_ARGS(text));
}

static bool read_line(struct log_view *log, sqlite3_stmt *statement, struct log_line *line)
{
	void *data;

	*line = (struct log_line){.pos = sqlite3_column_int64(statement, 0),
		.conversation = sqlite3_column_int64(statement, 1),
		.seq = sqlite3_column_int64(statement, 2),
		.thread = sqlite3_column_int64(statement, 3),
		.row = event_find(column(statement, 4)),
		.at_ms = sqlite3_column_int64(statement, 5)};
	copy_column(statement, 6, line->by, sizeof line->by);
	copy_column(statement, 7, line->device, sizeof line->device);
	copy_column(statement, 8, line->txn, sizeof line->txn);
	history_words(column(statement, 10), line->words);
	if (!line->row)
		return false;
	data = arena_take(log->arena, line->row->data->size);
	line->data = data;
	return data && record_decode(line->row->data, arena_text(log->arena, column(statement, 9)), NULL, log->arena,
			       data) == OK;
}

bool log_view_read(struct log_view *log, sqlite3 *db, char why[300])
{
	sqlite3_stmt *statement = NULL;
	size_t room = 0;
	bool is_good = true;

	*log = (struct log_view){.arena = arena_new(ARENA_BYTES)};
	if (!log->arena)
		abort();
	if (sqlite3_prepare_v2(db, read_sql, -1, &statement, NULL) != SQLITE_OK) {
		snprintf(why, 300, "the log cannot be read: %s", sqlite3_errmsg(db));
		return false;
	}
	while (is_good && sqlite3_step(statement) == SQLITE_ROW) {
		if (log->count == room) {
			room = room ? 2 * room : 256;
			log->lines = realloc(log->lines, room * sizeof *log->lines);
			if (!log->lines)
				abort();
		}
		is_good = read_line(log, statement, &log->lines[log->count]);
		if (!is_good)
			snprintf(why, 300, "the event at %lld is none that this program knows",
				(long long)log->lines[log->count].pos);
		log->count++;
	}
	if (sqlite3_finalize(statement) != SQLITE_OK) {
		snprintf(why, 300, "the log cannot be read to its end: %s", sqlite3_errmsg(db));
		return false;
	}
	return is_good;
}

void log_view_deinit(struct log_view *log)
{
	arena_free(log->arena);
	free(log->lines);
	*log = (struct log_view){0};
}

const struct log_line *log_view_at(const struct log_view *log, int64_t pos)
{
	size_t low = 0, high = log->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (log->lines[middle].pos < pos)
			low = middle + 1;
		else
			high = middle;
	}
	return low < log->count && log->lines[low].pos == pos ? &log->lines[low] : NULL;
}
