#include <inttypes.h>
#include <stdio.h>

#include "london.h"
#include "session.h"
#include "table.h"

struct listing {
	struct table table;
	int64_t now_ms;
	bool is_json;
};

/* Never the arguments: what waits may be about a patient. */
static void add(void *context, const struct corridor_kept *kept)
{
	struct listing *listing = context;
	char when[LONDON_TEXT_BYTES];

	if (listing->is_json) {
		json_t *row = json_pack("{s:s, s:s, s:I, s:I, s:s?}", "txn", kept->txn, "command", kept->command,
			"kept_at_ms", (json_int_t)kept->kept_at_ms, "attempts", (json_int_t)kept->attempts, "problem",
			kept->problem);

		session_print_json(row);
		json_decref(row);
		return;
	}
	london_format_near(kept->kept_at_ms, listing->now_ms, when);
	table_add_row(&listing->table);
	table_set(&listing->table, 0, kept->txn);
	table_set(&listing->table, 1, kept->command);
	table_set(&listing->table, 2, when);
	table_setf(&listing->table, 3, "%" PRId64, kept->attempts);
	table_set(&listing->table, 4, kept->problem);
}

static int list(struct session *session, const struct invocation *invocation)
{
	static const struct table_column columns[] = {
		{.title = "TXN"},
		{.title = "COMMAND"},
		{.title = "KEPT"},
		{.title = "SENT", .is_number = true},
		{.title = "PROBLEM", .is_flexible = true},
		{0},
	};
	struct listing listing = {.now_ms = invocation->now_ms, .is_json = invocation->settings.is_json};
	enum corridor_error error;

	table_init(&listing.table, columns);
	error = corridor_client_outbox(session->client, add, &listing);
	table_show(&listing.table);
	if (!error && !listing.is_json && listing.table.row_count == 0)
		puts("Nothing waits to be sent.");
	table_deinit(&listing.table);
	if (error)
		fprintf(stderr, "corridor: %s\n", corridor_error_sentence(error));
	return error ? STATUS_USAGE : STATUS_OK;
}

static int discard(struct session *session, const char *txn)
{
	enum corridor_error error = corridor_client_discard(session->client, txn);

	if (error == CORRIDOR_ERROR_ARGUMENT) {
		fprintf(stderr, "corridor: nothing with the txn %s waits. `corridor outbox` lists what does.\n", txn);
		return STATUS_USAGE;
	}
	if (error) {
		fprintf(stderr, "corridor: %s\n", corridor_error_sentence(error));
		return STATUS_USAGE;
	}
	puts("Taken out. If it had been sent before, it may have been done all the same.");
	return STATUS_OK;
}

static int run(struct invocation *invocation)
{
	const char *txn = invocation_option(invocation, "discard");
	struct session session;
	int status = session_open(&session, invocation, NULL, true);

	if (status != STATUS_OK)
		return status;
	status = txn ? discard(&session, txn) : list(&session, invocation);
	session_close(&session);
	return status;
}

const struct command_row outbox_command = {
	.name = "outbox",
	.summary = "what waits on this machine to be sent; needs no connection",
	.options = {{"discard", INPUT_TEXT, NULL, NULL, false, "take the command with this txn out, unsent"}},
	.examples = "outbox\noutbox --discard 0f3c51c2a1b94f0e8f2f0c9d5f0a7b11",
	.run = run,
};
