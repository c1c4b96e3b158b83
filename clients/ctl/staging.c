#include "staging.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clients/cli/refusal.h"
#include "clients/cli/template.h"
#include "corridor/limits.h"

enum { PAGE_BYTES = 48 * 1024 };

struct staging {
	const struct staging_kind *kind;
	const struct invocation *invocation;
	struct session session;
	const json_t *lines;
	char import[LIMIT_TXN_BYTES / 2];
	int sent; /* commands */
	int64_t begun_ms;
};

static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- one command -------------------------------------------------------------------------------------------------------- */

static int tell_problem(struct staging *staging, enum corridor_error error)
{
	char problem[256];

	corridor_client_problem(staging->session.client, problem, sizeof(problem));
	fprintf(stderr,
		"%s: %s Nothing was changed unless the import was applied; run it again, it does nothing twice.\n",
		this_program.name, problem[0] != '\0' ? problem : corridor_error_sentence(error));
	return STATUS_UNREACHABLE;
}

/* Sends under a txn of its own: a page that is sent again is laid aside once. *root is what came back. */
static int send(struct staging *staging, const char *command, json_t *args, json_t **root, bool *is_ok)
{
	struct corridor_answer answer = {0};
	char txn[LIMIT_TXN_BYTES + 1];
	char *text = json_dumps(args, JSON_COMPACT);
	enum corridor_error error = CORRIDOR_ERROR_MEMORY;

	snprintf(txn, sizeof(txn), "%s-%d", staging->import, ++staging->sent);
	if (text)
		error = corridor_client_ask_as(
			staging->session.client, txn, command, text, staging->session.timeout_ms, &answer);
	free(text);
	if (error)
		return tell_problem(staging, error);
	*root = json_loads(answer.json, 0, NULL);
	*is_ok = answer.is_ok;
	corridor_answer_deinit(&answer);
	return STATUS_OK;
}

static int tell_refusal(const struct staging *staging, const json_t *root)
{
	if (staging->invocation->settings.is_json)
		session_print_json(root);
	fprintf(stderr, "%s: ", this_program.name);
	refusal_tell(NULL, NULL, root);
	return STATUS_REFUSED;
}

/* --- laying aside ------------------------------------------------------------------------------------------------------- */

/* What cannot even be laid aside is refused with its place in the page: it is told by its line. */
static int tell_page_refusal(const struct staging *staging, const json_t *page, const json_t *root)
{
	char field[128], sentence[512];
	char *end = NULL;
	const char *index;
	const json_t *line;

	template_text(root, "error.field", field, sizeof(field));
	template_text(root, "error.message", sentence, sizeof(sentence));
	if (strncmp(field, "args.lines[", 11) != 0 || staging->invocation->settings.is_json)
		return tell_refusal(staging, root);
	index = field + 11;
	line = json_array_get(page, strtoul(index, &end, 10));
	if (!line || !end || strncmp(end, "].", 2) != 0)
		return tell_refusal(staging, root);
	fprintf(stderr, "line %" PRId64 ": rejected: %s%s\nNothing was changed.\n",
		(int64_t)json_integer_value(json_object_get(line, "line")), end + 2,
		strncmp(sentence, field, strlen(field)) == 0 ? sentence + strlen(field) : ": see the broker's log");
	return STATUS_REFUSED;
}

/* As many lines as one command may hold, from next on. */
static json_t *take_page(const struct staging *staging, size_t *next)
{
	json_t *page = json_array();
	size_t bytes = 0;

	while (*next < json_array_size(staging->lines) && json_array_size(page) < LIMIT_IMPORT_PAGE) {
		json_t *line = json_array_get(staging->lines, *next);
		size_t length = json_dumpb(line, NULL, 0, JSON_COMPACT);

		if (bytes > 0 && bytes + length > PAGE_BYTES)
			break;
		json_array_append(page, line);
		bytes += length;
		++*next;
	}
	return page;
}

static int lay_aside(struct staging *staging)
{
	size_t next = 0;
	int status = STATUS_OK;

	while (status == STATUS_OK && next < json_array_size(staging->lines)) {
		json_t *page = take_page(staging, &next);
		json_t *args = json_pack("{s:s, s:O}", "import", staging->import, "lines", page);
		json_t *root = NULL;
		bool is_ok = false;

		status = send(staging, staging->kind->wire, args, &root, &is_ok);
		if (status == STATUS_OK && !is_ok)
			status = tell_page_refusal(staging, page, root);
		json_decref(root);
		json_decref(args);
		json_decref(page);
	}
	return status;
}

/* --- what would be done --------------------------------------------------------------------------------------------------- */

static void tell_line(const struct staging *staging, const json_t *row, FILE *out)
{
	static const struct {
		const char *fate, *sentence;
	} sentences[] = {
		{"create", "line {line}: would add {subject}"},
		{"update", "line {line}: would change {subject} ({changes})"},
		{"unchanged", "line {line}: {subject} is so already"},
		{"rejected", "line {line}: rejected[: {subject}]: {reason} ({field})"},
	};
	char fate[32];

	template_text(row, "fate", fate, sizeof(fate));
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		if (strcmp(sentences[i].fate, fate) != 0)
			continue;
		template_print(out, sentences[i].sentence, row, staging->invocation->now_ms);
		fputc('\n', out);
	}
}

static json_t *check_args(const struct staging *staging, int64_t after, bool only_rejected)
{
	json_t *args = json_pack("{s:s, s:b}", "import", staging->import, "rejected", only_rejected);

	if (after > 0)
		json_object_set_new(args, "after", json_integer(after));
	return args;
}

/* Tells all lines, or only the rejected ones, on out; *totals is the last answer. */
static int check(struct staging *staging, bool only_rejected, FILE *out, json_t **totals)
{
	bool is_complete = false;
	int64_t after = 0;
	int status = STATUS_OK;

	*totals = NULL;
	while (status == STATUS_OK && !is_complete) {
		json_t *args = check_args(staging, after, only_rejected);
		json_t *result = NULL;
		const json_t *row;
		size_t i;

		status = session_ask(&staging->session, "import.check", args, &result);
		json_array_foreach(json_object_get(result, "lines"), i, row)
		{
			after = json_integer_value(json_object_get(row, "line"));
			if (staging->invocation->settings.is_json)
				session_print_json(row);
			else
				tell_line(staging, row, out);
		}
		is_complete = json_is_true(json_object_get(result, "complete")) || i == 0;
		json_decref(*totals);
		*totals = result;
		json_decref(args);
	}
	return status;
}

static int64_t number(const json_t *result, const char *member)
{
	return json_integer_value(json_object_get(result, member));
}

static int rehearse(struct staging *staging)
{
	json_t *totals = NULL;
	int status = check(staging, false, stdout, &totals);

	if (status == STATUS_OK && staging->invocation->settings.is_json) {
		json_object_del(totals, "lines");
		json_object_del(totals, "complete");
		session_print_json(totals);
	} else if (status == STATUS_OK) {
		printf("%zu lines: %" PRId64 " would be added, %" PRId64 " changed, %" PRId64
		       " are so already, %" PRId64 " are rejected. Nothing was changed.\n",
			json_array_size(staging->lines), number(totals, "create"), number(totals, "update"),
			number(totals, "unchanged"), number(totals, "rejected"));
	}
	if (status == STATUS_OK && number(totals, "rejected") > 0)
		status = STATUS_REFUSED;
	json_decref(totals);
	return status;
}

/* --- doing it ----------------------------------------------------------------------------------------------------------- */

static void tell_done(const struct staging *staging, const json_t *result)
{
	double seconds = (double)(monotonic_ms() - staging->begun_ms) / 1000;

	if (staging->invocation->settings.is_json) {
		session_print_json(result);
		return;
	}
	printf("%zu lines in %.1f seconds: %" PRId64 " added, %" PRId64 " changed, %" PRId64 " were so already.\n",
		json_array_size(staging->lines), seconds, number(result, "created"), number(result, "updated"),
		number(result, "unchanged"));
}

/* All rejected lines are told, so that a file is mended once and not line by line. */
static int tell_rejected(struct staging *staging, const json_t *root)
{
	char code[64];
	json_t *totals = NULL;
	int status;

	template_text(root, "error.code", code, sizeof(code));
	if (strcmp(code, "conflict") != 0)
		return tell_refusal(staging, root);
	status = check(staging, true, stderr, &totals);
	if (status == STATUS_OK)
		fprintf(stderr, "%s: %" PRId64 " of %zu lines %s rejected, so nothing was changed.\n",
			this_program.name, number(totals, "rejected"), json_array_size(staging->lines),
			number(totals, "rejected") == 1 ? "is" : "are");
	json_decref(totals);
	return status == STATUS_OK ? STATUS_REFUSED : status;
}

static int apply(struct staging *staging)
{
	json_t *args = json_pack("{s:s}", "import", staging->import);
	json_t *root = NULL;
	bool is_ok = false;
	int status = send(staging, "import.apply", args, &root, &is_ok);

	if (status == STATUS_OK && is_ok)
		tell_done(staging, json_object_get(root, "result"));
	else if (status == STATUS_OK)
		status = tell_rejected(staging, root);
	json_decref(root);
	json_decref(args);
	return status;
}

/* --- the run ------------------------------------------------------------------------------------------------------------ */

static int import_sheet(struct staging *staging)
{
	int status = session_open(&staging->session, staging->invocation, NULL, false);

	if (status != STATUS_OK)
		return status;
	staging->begun_ms = monotonic_ms();
	snprintf(staging->import, sizeof(staging->import), "%s-%" PRIx64 "-%08" PRIx32, staging->kind->prefix,
		staging->invocation->now_ms, arc4random());
	status = lay_aside(staging);
	if (status == STATUS_OK)
		status = invocation_option(staging->invocation, "dry-run") ? rehearse(staging) : apply(staging);
	session_close(&staging->session);
	return status;
}

int staging_run(struct invocation *invocation, const struct staging_kind *kind)
{
	struct sheet sheet = {.shape = &kind->shape};
	struct staging staging = {.kind = kind, .invocation = invocation};
	int status = STATUS_USAGE;

	if (!sheet_read(&sheet, invocation->follow[0])) {
		fprintf(stderr, "%s: %s.\n", this_program.name, sheet.why);
	} else if (json_array_size(sheet.lines) == 0) {
		fprintf(stderr, "%s: there is nothing below the names of the columns.\n", this_program.name);
	} else if (json_array_size(sheet.lines) > LIMIT_IMPORT_LINES) {
		fprintf(stderr, "%s: these are %zu lines; at most %d are imported at once. Split the file.\n",
			this_program.name, json_array_size(sheet.lines), LIMIT_IMPORT_LINES);
	} else {
		staging.lines = sheet.lines;
		status = import_sheet(&staging);
	}
	sheet_deinit(&sheet);
	return status;
}
