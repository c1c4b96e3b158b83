/* I1, I2 and the part of I6 that concerns commands: receipts, attempts, and what the log and its receipts hold of them. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/checker/check.h"

/* What the log holds of one command: its events stand one behind the other. */
struct run {
	const struct log_line *first;
	size_t count;
	bool is_torn;
};

static struct map *new_map(void)
{
	struct map *map = map_new();

	if (!map)
		abort();
	return map;
}

static void put(struct map *map, struct text key, void *value)
{
	if (map_set(map, key, value, NULL) != OK)
		abort();
}

static void gather_runs(const struct log_view *log, struct map *runs)
{
	for (size_t i = 0; i < log->count; i++) {
		const struct log_line *line = &log->lines[i];
		struct text name = history_name(line->device, line->txn);
		struct run *run = map_find(runs, name);

		if (!line->txn[0])
			continue;
		if (!run) {
			run = arena_take(log->arena, sizeof *run);
			if (!run)
				abort();
			run->first = line;
			put(runs, name, run);
		} else if (line != run->first + run->count) {
			run->is_torn = true;
		}
		run->count++;
	}
}

/* Commands that may have changed nothing: a mark that was set already, a referral known already, a thank-you said twice, a
 * person who is as they shall be already. */
static bool may_say_nothing(const char *command)
{
	static const char *const commands[] = {"read.mark", "referral.record", "message.thank", "person.suspend",
		"person.reinstate", "person.set_roles", "person.update"};

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (strcmp(command, commands[i]) == 0)
			return true;
	}
	return false;
}

static void check_receipt(const struct told_receipt *receipt, const struct attempt *attempt, const struct run *run,
	struct verdict *verdict)
{
	const char *device = receipt->device, *txn = receipt->txn;

	verdict->looked_at++;
	if (!attempt) {
		verdict_break(verdict, "%s was given a receipt for %s, which it never asked for", device, txn);
	} else if (!run) {
		if (!may_say_nothing(attempt->command))
			verdict_break(verdict, "%s %s of %s was receipted at %lld and is not in the log", device, txn,
				attempt->command, (long long)receipt->pos);
	} else if (run->is_torn) {
		verdict_break(verdict, "%s %s stands in the log more than once, first at %lld", device, txn,
			(long long)run->first->pos);
	} else if (run->first->pos != receipt->pos) {
		verdict_break(verdict, "%s %s was receipted at %lld and stands at %lld", device, txn,
			(long long)receipt->pos, (long long)run->first->pos);
	} else if (receipt->seq && run->first->seq != receipt->seq) {
		verdict_break(verdict, "%s %s was receipted as number %lld of its conversation and is %lld", device,
			txn, (long long)receipt->seq, (long long)run->first->seq);
	} else if (attempt->words[0] != '-' && run->first->words[0] != '-' &&
		   strcmp(attempt->words, run->first->words) != 0) {
		verdict_break(verdict, "%s %s stands in the log with other words", device, txn);
	}
}

static void check_receipts(
	const struct history *history, const struct map *attempts, const struct map *runs, struct verdict *verdict)
{
	struct map *told = new_map();

	for (size_t i = 0; i < history->receipt_count; i++) {
		struct told_receipt *receipt = &history->receipts[i];
		struct text name = history_name(receipt->device, receipt->txn);
		const struct told_receipt *before = map_find(told, name);

		if (before && (before->pos != receipt->pos || before->seq != receipt->seq ||
				      before->message != receipt->message))
			verdict_break(verdict, "%s %s was receipted at %lld and again at %lld", receipt->device,
				receipt->txn, (long long)before->pos, (long long)receipt->pos);
		put(told, name, receipt);
		check_receipt(receipt, map_find(attempts, name), map_find(runs, name), verdict);
	}
	map_free(told, NULL);
}

/* What the daemon does by itself or notes of who signs in and who looks has no txn; whatever is said has one. */
static bool is_of_the_daemon(const struct log_line *line)
{
	return !line->txn[0] && (strcmp(line->by, "system") == 0 || line->row->audience != AUDIENCE_MEMBERS);
}

static void check_invented(
	const struct log_view *log, const struct history *history, const struct map *attempts, struct verdict *verdict)
{
	for (size_t i = 0; i < log->count; i++) {
		const struct log_line *line = &log->lines[i];
		const struct attempt *attempt = map_find(attempts, history_name(line->device, line->txn));

		if (line->pos <= history->since)
			continue;
		verdict->looked_at++;
		if (!attempt && !is_of_the_daemon(line))
			verdict_break(verdict, "the %s at %lld of %s %s was attempted by nobody", line->row->wire,
				(long long)line->pos, line->device, line->txn);
		else if (attempt && strcmp(attempt->person, line->by) != 0)
			verdict_break(verdict, "the %s at %lld was attempted by %s and is said to be by %s",
				line->row->wire, (long long)line->pos, attempt->person, line->by);
		else if (attempt && attempt->words[0] != '-' && line->words[0] != '-' &&
			 strcmp(attempt->words, line->words) != 0)
			verdict_break(verdict, "the %s at %lld has words that nobody said", line->row->wire,
				(long long)line->pos);
	}
}

/* What was refused for good must have done nothing. */
static void check_refused(const struct history *history, const struct map *runs, struct verdict *verdict)
{
	for (size_t i = 0; i < history->refusal_count; i++) {
		const struct told_refusal *refusal = &history->refusals[i];
		const struct run *run = map_find(runs, history_name(refusal->device, refusal->txn));

		verdict->looked_at++;
		if (run)
			verdict_break(verdict, "%s %s was refused and stands in the log at %lld", refusal->device,
				refusal->txn, (long long)run->first->pos);
	}
}

/* Effect and receipt are one transaction: neither is there without the other. */
static void check_kept_receipts(
	const struct log_view *log, sqlite3 *db, const struct map *runs, struct verdict *verdict)
{
	sqlite3_stmt *statement = NULL;
	size_t with_events = 0;

	if (sqlite3_prepare_v2(db, "SELECT device, txn, pos FROM receipts", -1, &statement, NULL) != SQLITE_OK) {
		verdict_break(verdict, "the receipts cannot be read: %s", sqlite3_errmsg(db));
		return;
	}
	while (sqlite3_step(statement) == SQLITE_ROW) {
		const char *device = (const char *)sqlite3_column_text(statement, 0);
		const char *txn = (const char *)sqlite3_column_text(statement, 1);
		int64_t pos = sqlite3_column_int64(statement, 2);
		const struct run *run = map_find(runs, history_name(device, txn));

		verdict->looked_at++;
		with_events += run != NULL;
		if (run && run->first->pos != pos)
			verdict_break(verdict, "the kept receipt of %s %s says %lld and its event stands at %lld",
				device, txn, (long long)pos, (long long)run->first->pos);
		if (!run && pos > 0 && !log_view_at(log, pos))
			verdict_break(verdict, "the kept receipt of %s %s says %lld, where nothing stands", device, txn,
				(long long)pos);
	}
	sqlite3_finalize(statement);
	if (with_events != map_count(runs))
		verdict_break(verdict, "%zu commands stand in the log and %zu of them have a kept receipt",
			map_count(runs), with_events);
}

void check_commands(const struct log_view *log, sqlite3 *db, const struct history *history, struct verdicts *verdicts)
{
	struct map *attempts = new_map();
	struct map *runs = new_map();

	for (size_t i = 0; i < history->attempt_count; i++) {
		struct attempt *attempt = &history->attempts[i];

		put(attempts, history_name(attempt->device, attempt->txn), attempt);
	}
	gather_runs(log, runs);
	check_receipts(history, attempts, runs, &verdicts->of[1]);
	check_invented(log, history, attempts, &verdicts->of[2]);
	check_refused(history, runs, &verdicts->of[2]);
	check_kept_receipts(log, db, runs, &verdicts->of[6]);
	map_free(attempts, NULL);
	map_free(runs, NULL);
}
