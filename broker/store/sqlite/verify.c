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
	struct sql words;  /* all of them, in the order of their events, walked beside the log */
	int64_t words_pos; /* the event of the one it stands at; 0: there is none left */
};

/* --- seq ---------------------------------------------------------------------------------------------------------- */

/* How far the conversation of an event had come before the walk began. The count is right when the number before this one
 * stands there; to look for the highest would be a walk through all that came since. */
static enum error seq_before(struct verification *verification, const struct event *event, int64_t *seq)
{
	int64_t pos = 0;
	enum error error;

	if (verification->began_after == 0 || event->seq <= 1)
		return OK;
	struct sql sql = sql_use(verification->connection, "SELECT pos FROM events WHERE conversation = ? AND seq = ?");
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, event->seq - 1);
	error = sql_number(&sql, &pos);
	if (pos > 0 && pos <= verification->began_after)
		*seq = event->seq - 1;
	return error;
}

static enum error seq_of(struct verification *verification, const struct event *event, int64_t **seq)
{
	int64_t conversation = event->conversation.pos;
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
	return seq_before(verification, event, *seq);
}

static enum error check_seq(struct verification *verification, const struct event *event, bool *is_good)
{
	int64_t *seq;
	enum error error;

	*is_good = event->seq == 0;
	if (event->conversation.pos == 0)
		return OK;
	error = seq_of(verification, event, &seq);
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

/* What class a field has ("patient.name": of a record inside). The class decides what a redaction destroys, and no digest
 * covers it. */
static enum field_class class_of(const struct record_type *type, struct text name)
{
	const char *dot = memchr(name.data, '.', name.length);
	struct text first = dot ? (struct text){name.data, (size_t)(dot - name.data)} : name;

	for (size_t i = 0; type && i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		if (!text_is(first, field->name))
			continue;
		if (!dot)
			return field->class;
		return class_of(field->record, (struct text){dot + 1, name.length - first.length - 1});
	}
	return CLASS_PLAIN;
}

static enum error check_field(const struct record_type *type, struct sql *sql, struct text data, bool *is_good)
{
	struct text field = sql_get_borrowed(sql);
	int64_t class = sql_get_integer(sql);
	struct text salt = sql_get_borrowed(sql);
	struct text bytes = sql_get_borrowed(sql);
	char hex[DIGEST_HEX_BYTES + 1];
	enum error error;

	*is_good = false;
	if (sql->error != OK || salt.length != SALT_BYTES || class != (int64_t)class_of(type, field))
		return sql->error;
	error = chain_words((const unsigned char *)salt.data, bytes, hex);
	*is_good = error == OK && text_equal(digest_in(data, field), text_of(hex));
	return error;
}

/* To the next words; sets words_pos. */
static void step_words(struct verification *verification)
{
	bool is_there = sql_step(&verification->words);

	verification->words_pos = is_there ? sql_get_integer(&verification->words) / WORDS_PER_EVENT : 0;
	/* An id below every event's, which belongs to none. */
	if (is_there && verification->words_pos <= 0)
		verification->words_pos = 1;
}

static enum error check_words(struct verification *verification, const struct log_row *row, bool *is_good)
{
	const struct event_row *event = event_find(row->kind_wire);
	enum error error = OK;

	/* What stands before belongs to no event: those before this one have had theirs. */
	*is_good = verification->words_pos == 0 || verification->words_pos >= row->event.pos;
	while (error == OK && *is_good && verification->words_pos == row->event.pos) {
		error = check_field(event ? event->data : NULL, &verification->words, row->data, is_good);
		if (error == OK && *is_good)
			step_words(verification);
	}
	return error == OK ? verification->words.error : error;
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

/* The events, and the words of theirs beside them; to the end, also the words behind the last event. */
static enum error walk_with_words(
	struct verification *verification, int64_t until, int64_t *checked, int64_t *first_bad)
{
	int64_t from = verification->last_pos + 1;
	bool is_to_end = until == INT64_MAX;
	enum error error;
	enum error done;

	verification->words = sql_use(verification->connection,
		"SELECT id, field, class, salt, bytes FROM words WHERE id >= ? AND id <= ? ORDER BY id");
	sql_put_integer(&verification->words, from > 1 ? from * WORDS_PER_EVENT : INT64_MIN);
	sql_put_integer(&verification->words, is_to_end ? INT64_MAX : until * WORDS_PER_EVENT + WORDS_PER_EVENT - 1);
	step_words(verification);
	error = walk(verification, until, checked, first_bad);
	if (error == OK && *first_bad == 0 && verification->words_pos != 0)
		*first_bad = verification->words_pos;
	done = sql_done(&verification->words);
	return error == OK ? done : error;
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
		error = walk_with_words(&verification, until, checked, first_bad);
	if (error == OK && !is_there) {
		*checked = 0;
		*first_bad = from - 1;
	}
	map_free(verification.seqs, memory_free);
	buffer_deinit(&verification.header);
	return error;
}

enum error verify_log(struct connection *connection, int64_t *checked, int64_t *first_bad)
{
	return verify_range(connection, 1, INT64_MAX, checked, first_bad);
}

enum error sqlite_verify(struct reader *base, int64_t from, int64_t until, int64_t *checked, int64_t *first_bad)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	int64_t found_checked = 0;
	int64_t found_bad = 0;
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error == OK) {
		error = verify_range(reader->connection, from, until, &found_checked, &found_bad);
		reader_leave(reader, is_own);
	}
	if (error != OK)
		return error;
	*checked = found_checked;
	*first_bad = found_bad;
	return OK;
}
