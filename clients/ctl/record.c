#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

void record_prepare(void)
{
	const struct rlimit none = {0, 0};

	umask(077);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool record_folder(const struct invocation *invocation, char folder[RECORD_PATH_BYTES])
{
	const char *data = invocation_option(invocation, "data");
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread */
	const char *dir = invocation->settings.folder ? invocation->settings.folder : getenv("CORRIDOR_DIR");
	int length = data ? snprintf(folder, RECORD_PATH_BYTES, "%s", data)
			  : snprintf(folder, RECORD_PATH_BYTES, "%s/data", dir && *dir ? dir : "var");

	if (length > 0 && length < RECORD_PATH_BYTES)
		return true;
	fprintf(stderr, "%s: the name of the folder is too long.\n", this_program.name);
	return false;
}

static void print_json(FILE *out, bool is_ok, const struct upkeep_report *report, const char *why)
{
	json_t *line = json_pack("{s:b, s:I, s:I, s:I, s:I}", "ok", is_ok, "events", (json_int_t)report->events, "upto",
		(json_int_t)report->upto, "first_bad", (json_int_t)report->first_bad, "bytes",
		(json_int_t)report->bytes);

	if (report->at[0])
		(void)json_object_set_new(line, "at", json_string(report->at));

	if (why)
		(void)json_object_set_new(line, "why", json_string(why));
	(void)json_dumpf(line, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(line);
}

int record_fail(
	const struct invocation *invocation, enum error error, const struct upkeep_report *report, const char *why)
{
	if (invocation->settings.is_json)
		print_json(stdout, false, report, why);
	fprintf(stderr, "%s: %s\n", this_program.name, why);
	return error == ERROR_BAD_REQUEST || error == ERROR_UNAUTHENTICATED ? STATUS_USAGE : STATUS_REFUSED;
}

int record_done(const struct invocation *invocation, const struct upkeep_report *report, const char *sentence)
{
	if (invocation->settings.is_json)
		print_json(stdout, true, report, NULL);
	else
		printf("%s\n", sentence);
	return STATUS_OK;
}
