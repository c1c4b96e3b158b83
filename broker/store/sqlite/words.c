#include "store/sqlite/words.h"

#include <assert.h>

#include "base/text.h"
#include "store/sqlite/chain.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

static int64_t first_id(int64_t pos)
{
	return pos * WORDS_PER_EVENT;
}

static enum error keep(struct words_sink *sink, const struct words *words, struct buffer *out)
{
	struct words_keeper *keeper = (struct words_keeper *)sink;
	char hex[DIGEST_HEX_BYTES + 1];
	unsigned char salt[SALT_BYTES];
	enum error error = random_bytes(salt, sizeof(salt));

	assert(keeper->count < WORDS_PER_EVENT);
	if (error == OK)
		error = chain_words(salt, words->bytes, hex);
	if (error != OK)
		return error;
	buffer_append_text(out, words->field);
	buffer_append_format(out, "#sha256=%d:%s\n", DIGEST_HEX_BYTES, hex);

	struct sql sql =
		sql_use(keeper->connection, "INSERT INTO words(id, field, class, salt, bytes) VALUES(?, ?, ?, ?, ?)");
	sql_put_integer(&sql, first_id(keeper->pos) + keeper->count++);
	sql_put_text(&sql, words->field);
	sql_put_integer(&sql, words->class);
	sql_put_bytes(&sql, salt, sizeof(salt));
	sql_put_bytes(&sql, words->bytes.data, words->bytes.length);
	return sql_run(&sql);
}

struct words_keeper words_keeper_of(struct connection *connection, int64_t pos)
{
	return (struct words_keeper){.sink = {keep}, .connection = connection, .pos = pos};
}

enum error words_load(struct connection *connection, int64_t pos, struct arena *arena, struct list *kept)
{
	struct rows rows = rows_of(arena, sizeof(struct kept_words));
	struct sql sql =
		sql_use(connection, "SELECT field, class, bytes FROM words WHERE id BETWEEN ? AND ? ORDER BY id");
	enum error error;

	sql_put_integer(&sql, first_id(pos));
	sql_put_integer(&sql, first_id(pos + 1) - 1);
	while (sql_step(&sql)) {
		struct kept_words *words = rows_add(&rows);

		if (!words) {
			sql.error = ERROR_BUSY;
			break;
		}
		words->field = sql_get_text(&sql, arena);
		words->class = (enum field_class)sql_get_integer(&sql);
		words->bytes = sql_get_text(&sql, arena);
	}
	error = sql_done(&sql);
	if (error == OK)
		*kept = rows_list(&rows);
	return error;
}

static struct text find(const struct list *kept, struct text field)
{
	const struct kept_words *words = kept->items;

	for (size_t i = 0; i < kept->count; i++) {
		if (text_equal(words[i].field, field))
			return words[i].bytes;
	}
	return (struct text){0};
}

struct text words_find(const struct list *kept, const char *field)
{
	return find(kept, text_of(field));
}

static struct text supply(struct words_source *source, struct text field)
{
	return find(((struct kept_source *)source)->kept, field);
}

struct kept_source kept_source_of(const struct list *kept)
{
	return (struct kept_source){.source = {supply}, .kept = kept};
}

enum error words_destroy(struct connection *connection, int64_t pos, enum field_class class, int64_t *count)
{
	struct sql sql = sql_use(connection, "DELETE FROM words WHERE id BETWEEN ? AND ? AND class = ?");
	enum error error;

	sql_put_integer(&sql, first_id(pos));
	sql_put_integer(&sql, first_id(pos + 1) - 1);
	sql_put_integer(&sql, class);
	error = sql_run(&sql);
	if (error == OK)
		*count = sqlite3_changes64(connection->db);
	return error;
}
