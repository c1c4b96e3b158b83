#include "tests/checker/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

enum { FIELDS_MOST = 12, LINE_BYTES = 1024 };

/* Room for one more: the arrays double. */
static void *grown(void *items, size_t count, size_t size)
{
	if (count & (count - 1))
		return items;
	items = realloc(items, (count ? 2 * count : 1) * size);
	if (!items)
		abort();
	return items;
}

void history_deinit(struct history *history)
{
	free(history->attempts);
	free(history->receipts);
	free(history->refusals);
	free(history->heard);
	*history = (struct history){0};
}

void history_attempt(struct history *history, const struct attempt *attempt)
{
	history->attempts = grown(history->attempts, history->attempt_count, sizeof *attempt);
	history->attempts[history->attempt_count++] = *attempt;
}

void history_receipt(struct history *history, const struct told_receipt *receipt)
{
	history->receipts = grown(history->receipts, history->receipt_count, sizeof *receipt);
	history->receipts[history->receipt_count++] = *receipt;
}

void history_refusal(struct history *history, const struct told_refusal *refusal)
{
	history->refusals = grown(history->refusals, history->refusal_count, sizeof *refusal);
	history->refusals[history->refusal_count++] = *refusal;
}

void history_heard(struct history *history, const struct heard_event *heard)
{
	history->heard = grown(history->heard, history->heard_count, sizeof *heard);
	history->heard[history->heard_count++] = *heard;
}

/* --- as a text ---------------------------------------------------------------------------------------------------- */

#define PUT(field, value) snprintf(field, sizeof(field), "%s", value)

static bool read_attempt(struct history *history, char **fields, size_t count)
{
	struct attempt attempt = {0};

	if (count != 6)
		return false;
	PUT(attempt.device, fields[1]);
	PUT(attempt.person, fields[2]);
	PUT(attempt.txn, fields[3]);
	PUT(attempt.command, fields[4]);
	PUT(attempt.words, fields[5]);
	history_attempt(history, &attempt);
	return true;
}

static bool read_receipt(struct history *history, char **fields, size_t count)
{
	struct told_receipt receipt = {0};

	if (count != 6)
		return false;
	PUT(receipt.device, fields[1]);
	PUT(receipt.txn, fields[2]);
	receipt.pos = strtoll(fields[3], NULL, 10);
	receipt.seq = strtoll(fields[4], NULL, 10);
	receipt.message = strtoll(fields[5], NULL, 10);
	history_receipt(history, &receipt);
	return true;
}

static bool read_refusal(struct history *history, char **fields, size_t count)
{
	struct told_refusal refusal = {0};

	if (count != 3)
		return false;
	PUT(refusal.device, fields[1]);
	PUT(refusal.txn, fields[2]);
	history_refusal(history, &refusal);
	return true;
}

static bool read_heard(struct history *history, char **fields, size_t count, enum heard_how how)
{
	struct heard_event heard = {.how = how};

	if (count != (how == HEARD_READ ? 11 : 10))
		return false;
	heard.asked = how == HEARD_READ ? strtoll(fields[10], NULL, 10) : 0;
	PUT(heard.reader, fields[1]);
	PUT(heard.person, fields[2]);
	heard.pos = strtoll(fields[3], NULL, 10);
	heard.conversation = strtoll(fields[4], NULL, 10);
	heard.seq = strtoll(fields[5], NULL, 10);
	heard.thread = strtoll(fields[6], NULL, 10);
	PUT(heard.event, fields[7]);
	PUT(heard.value, fields[8]);
	PUT(heard.words, fields[9]);
	history_heard(history, &heard);
	return true;
}

static bool read_line(struct history *history, char *line)
{
	static const char *const hows[] = {"live", "kept", "fresh", "read"};
	char *fields[FIELDS_MOST];
	size_t count = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *field = line; field && count < FIELDS_MOST; count++) {
		char *tab = strchr(field, '\t');

		fields[count] = field;
		if (tab)
			*tab++ = '\0';
		field = tab;
	}
	if (strcmp(fields[0], "since") == 0 && count == 2) {
		history->since = strtoll(fields[1], NULL, 10);
		return true;
	}
	if (strcmp(fields[0], "settled") == 0 && count == 2) {
		history->settled = strtoll(fields[1], NULL, 10);
		return true;
	}
	if (strcmp(fields[0], "attempt") == 0)
		return read_attempt(history, fields, count);
	if (strcmp(fields[0], "receipt") == 0)
		return read_receipt(history, fields, count);
	if (strcmp(fields[0], "refusal") == 0)
		return read_refusal(history, fields, count);
	for (size_t how = 0; how < HEARD_HOW_COUNT; how++) {
		if (strcmp(fields[0], hows[how]) == 0)
			return read_heard(history, fields, count, (enum heard_how)how);
	}
	return false;
}

bool history_read(struct history *history, FILE *file)
{
	char line[LINE_BYTES];

	for (size_t number = 1; fgets(line, sizeof line, file); number++) {
		if (!read_line(history, line)) {
			fprintf(stderr, "line %zu of the history is not one of history.h\n", number);
			return false;
		}
	}
	return true;
}

void history_words(struct text text, char words[WORDS_HEX + 1])
{
	struct digest digest;
	char hex[DIGEST_HEX_BYTES + 1];

	if (!text.data || digest_of(&text, 1, &digest) != OK) {
		snprintf(words, WORDS_HEX + 1, "-");
		return;
	}
	hex_encode(digest.bytes, DIGEST_BYTES, hex);
	snprintf(words, WORDS_HEX + 1, "%.*s", WORDS_HEX, hex);
}

struct text history_name(const char *device, const char *txn)
{
	static char name[LIMIT_HANDLE_BYTES + LIMIT_TXN_BYTES + 2];

	snprintf(name, sizeof name, "%s %s", device, txn);
	return text_of(name);
}
