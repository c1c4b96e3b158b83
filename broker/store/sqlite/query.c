/* Hands a READ command to its query. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/sqlite_store.h"

void query_hide_txn(const struct query *query, struct event *event)
{
	if (strcmp(event->device.text, query->command->device.text) != 0)
		event->txn = (struct transaction_id){0};
}

enum error query_refuse(struct query *query, const char *field, const char *sentence)
{
	*query->refusal = (struct refusal){.field = field, .sentence = text_of(sentence)};
	return ERROR_BAD_REQUEST;
}

int64_t query_limit(int64_t wanted, int64_t by_default, int64_t most)
{
	if (wanted <= 0)
		return by_default;
	return wanted < most ? wanted : most;
}

typedef enum error (*answerer)(struct query *query, void *result);

#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)

#define ANSWER_READ(symbol)                                                  \
	static enum error answer_##symbol(struct query *query, void *result) \
	{                                                                    \
		return query_##symbol(query, query->command->args, result);  \
	}
#define ANSWER_REPORT(symbol) ANSWER_READ(symbol)
#define ANSWER_WRITE(symbol)
#define ANSWER_HINT(symbol)
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) ANSWER_##kind(symbol)
#include "corridor/commands.def"
#undef ANSWER_READ
#undef ANSWER_REPORT
#undef ANSWER_WRITE
#undef ANSWER_HINT
#undef COMMAND

#define ANSWER_READ(symbol) answer_##symbol
#define ANSWER_REPORT(symbol) answer_##symbol
#define ANSWER_WRITE(symbol) NULL
#define ANSWER_HINT(symbol) NULL
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) [COMMAND_##symbol] = ANSWER_##kind(symbol),
static const answerer answerers[COMMAND_COUNT] = {
#include "corridor/commands.def"
};

enum error sqlite_query(struct reader *base, const struct command *command, const struct facts *facts,
	struct arena *arena, struct refusal *refusal, void *result)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	struct query query = {reader->connection, command, facts, arena, refusal};
	answerer answer = answerers[command->row->kind];
	bool is_own;
	enum error error;

	assert(answer && "only READ and REPORT commands are queries");
	error = reader_enter(reader, &is_own);
	if (error != OK)
		return error;
	error = answer(&query, result);
	reader_leave(reader, is_own);
	return error;
}
