/* Does the record still say what was written? Every event from the first, every word that is still kept. */
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/sqlite/chain.h"
#include "store/sqlite/encoding.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/verify.h"
#include "store/sqlite/words.h"

struct verification {
	struct connection *connection;
	struct map *seqs; /* conversation -> its newest seq, int64_t on the heap */
	struct digest previous;
	int64_t began_after; /* 0: with the first event */
	int64_t last_pos;
	struct buffer header;
};

/* --- seq ---------------------------------------------------------------------------------------------------------- */

/* How far a conversation had come before the walk began. */
static enum error seq_before(struct verification *verification, int64_t conversation, int64_t *seq)
{
	if (verification->began_after == 0)
		return OK;
	struct sql sql =
		sql_use(verification->connection, "SELECT max(seq) FROM events WHERE conversation = ? AND pos <= ?");
	sql_put_integer(&sql, conversation);
	sql_put_integer(&sql, verification->began_after);
	return sql_number(&sql, seq);
}

static enum error seq_of(struct verification *verification, int64_t conversation, int64_t **seq)
{
	struct text key = {(const char *)&conversation, sizeof(conversation)};
	enum error error;

	*seq = map_find(verification->seqs, key);
	if (*seq)
		return OK;
	*seq = memory_new(sizeof(**seq));
	if (!*seq)
		return ERROR_BUSY;
	error = map_set(verification->seqs, key, *seq, NULL);
	if (error != OK) {
		memory_free(*seq);
		return error;
	}
	return seq_before(verification, conversation, *seq);
}

static enum error check_seq(struct verification *verification, const struct event *event, bool *is_good)
{
	int64_t *seq;
	enum error error;

	*is_good = event->seq == 0;
	if (event->conversation.pos == 0)
		return OK;
	error = seq_of(verification, event->conversation.pos, &seq);
	if (error != OK)
		return error;
	*is_good = event->seq == *seq + 1;
	*seq = event->seq;
	return OK;
}

/* --- words -------------------------------------------------------------------------------------------------------- */

/* The digest that the chain holds for a field; absent when it holds none. */
static struct text digest_in(struct text data, struct text field)
{
	struct text name;
	struct text bytes;

	while (encoding_next(&data, &name, &bytes)) {
		struct text words_field = encoding_words_field(name);

		if (words_field.data && text_equal(words_field, field))
			return bytes;
	}
	return (struct text){0};
}

static enum error check_field(struct sql *sql, struct text data, bool *is_good)
{
	struct text field = sql_get_borrowed(sql);
	struct text salt = sql_get_borrowed(sql);
	struct text bytes = sql_get_borrowed(sql);
	char hex[DIGEST_HEX_BYTES + 1];
	enum error error;

	*is_good = false;
	if (sql->error != OK || salt.length != SALT_BYTES)
		return sql->error;
	error = chain_words((const unsigned char *)salt.data, bytes, hex);
	*is_good = error == OK && text_equal(digest_in(data, field), text_of(hex));
	return error;
}

static enum error check_words(struct verification *verification, const struct log_row *row, bool *is_good)
{
	struct sql sql =
		sql_use(verification->connection, "SELECT field, salt, bytes FROM words WHERE id BETWEEN ? AND ?");
	enum error error = OK;

	*is_good = true;
	sql_put_integer(&sql, row->event.pos * WORDS_PER_EVENT);
	sql_put_integer(&sql, row->event.pos * WORDS_PER_EVENT + WORDS_PER_EVENT - 1);
	while (error == OK && *is_good && sql_step(&sql))
		error = check_field(&sql, row->data, is_good);
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

/* --- one event ---------------------------------------------------------------------------------------------------- */

static enum error check_hash(
	struct verification *verification, const struct log_row *row, const struct digest *stored, bool *is_good)
{
	struct digest hash;
	enum error error = chain_hash(
		&verification->previous, &row->event, row->kind_wire, row->data, &verification->header, &hash);

	*is_good = error == OK && memcmp(hash.bytes, stored->bytes, DIGEST_BYTES) == 0;
	verification->previous = *stored;
	return error;
}

static enum error check_row(struct verification *verification, struct sql *sql, bool *is_good)
{
	struct log_row row;
	struct digest stored;
	enum error error;

	*is_good = false;
	log_read_row(sql, &row);
	sql_get_bytes(sql, stored.bytes, DIGEST_BYTES);
	/* A value of the wrong size is damage, found here rather than an error of ours. */
	if (sql->error == ERROR_INTERNAL) {
		sql->error = OK;
		return OK;
	}
	if (sql->error != OK || row.event.pos != verification->last_pos + 1)
		return sql->error;
	error = check_hash(verification, &row, &stored, is_good);
	if (error == OK && *is_good)
		error = check_seq(verification, &row.event, is_good);
	if (error == OK && *is_good)
		error = check_words(verification, &row, is_good);
	return error;
}

static enum error walk(struct verification *verification, int64_t until, int64_t *checked, int64_t *first_bad)
{
	struct sql sql = sql_use(verification->connection,
		"SELECT " LOG_COLUMNS ", hash FROM events WHERE pos > ? AND pos <= ? ORDER BY pos");
	enum error error = OK;
	bool is_good = true;

	*checked = 0;
	*first_bad = 0;
	/* a whole walk also finds what stands before the first event */
	sql_put_integer(&sql, verification->last_pos > 0 ? verification->last_pos : INT64_MIN);
	sql_put_integer(&sql, until);
	while (error == OK && is_good && sql_step(&sql)) {
		error = check_row(verification, &sql, &is_good);
		if (error == OK && is_good)
			++*checked;
		/* a missing event is the position where it should be */
		if (is_good)
			verification->last_pos++;
		else
			*first_bad = verification->last_pos + 1;
	}
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

/* Where a walk from the middle begins: the hash that the first event is chained to. */
static enum error begin_after(struct verification *verification, int64_t pos, bool *is_there)
{
	struct sql sql = sql_use(verification->connection, "SELECT hash FROM events WHERE pos = ?");

	verification->began_after = pos;
	verification->last_pos = pos;
	sql_put_integer(&sql, pos);
	*is_there = sql_step(&sql);
	if (*is_there)
		sql_get_bytes(&sql, verification->previous.bytes, DIGEST_BYTES);
	/* a hash of the wrong size is not what anything can be chained to */
	if (sql.error == ERROR_INTERNAL) {
		sql.error = OK;
		*is_there = false;
	}
	return sql_done(&sql);
}

enum error verify_range(
	struct connection *connection, int64_t from, int64_t until, int64_t *checked, int64_t *first_bad)
{
	struct verification verification = {.connection = connection, .seqs = map_new()};
	enum error error = verification.seqs ? OK : ERROR_BUSY;
	bool is_there = true;

	if (error == OK && from > 1)
		error = begin_after(&verification, from - 1, &is_there);
	if (error == OK && is_there)
		error = walk(&verification, until, checked, first_bad);
	if (error == OK && !is_there) {
		*checked = 0;
		*first_bad = from - 1;
	}
	map_free(verification.seqs, memory_free);
	buffer_deinit(&verification.header);
	return error;
}

enum error sqlite_verify(struct reader *base, int64_t *checked, int64_t *first_bad)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	int64_t found_checked = 0;
	int64_t found_bad = 0;
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	error = verify_range(reader->connection, 1, INT64_MAX, &found_checked, &found_bad);
	reader_leave(reader, is_own);
	if (error != OK)
		return error;
	*checked = found_checked;
	*first_bad = found_bad;
	return OK;
}
