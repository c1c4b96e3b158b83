/* What an import tells people: by line, and in numbers. NHS numbers are masked. */
#include "import.h"

#include <inttypes.h>

#include "specialty.h"

static const char *plural(int64_t count)
{
	return count == 1 ? "" : "s";
}

void import_tell_rejected(const struct import *import)
{
	for (size_t i = 0; i < import->count; i++)
		if (import->lines[i].problem[0] != '\0')
			fprintf(stderr, "line %ld: rejected: %s\n", import->lines[i].line, import->lines[i].problem);
}

/* --- a dry run ---------------------------------------------------------------------------------------------------------- */

static const char *fate_of(const struct referral_line *line)
{
	if (line->problem[0] != '\0')
		return "rejected";
	return line->same_as > 0 ? "repeated" : "would_record";
}

static void print_line_json(const struct referral_line *line)
{
	char masked[NHS_MASKED_BYTES] = "";
	json_t *object = json_pack("{s:I,s:s}", "line", (json_int_t)line->line, "would", fate_of(line));

	if (line->problem[0] != '\0') {
		json_object_set_new(object, "reason", json_string(line->problem));
	} else {
		nhs_number_mask(line->nhs_number, masked);
		json_object_set_new(object, "nhs_number", json_string(masked));
		json_object_set_new(object, "treatment_function", json_string(line->function));
		json_object_set_new(object, "referred_on", json_string(line->referred_on));
		json_object_set_new(object, "reference", json_string(line->reference));
	}
	session_print_json(object);
	json_decref(object);
}

static void print_line(const struct referral_line *line)
{
	char masked[NHS_MASKED_BYTES];

	if (line->problem[0] != '\0') {
		printf("line %ld: rejected: %s\n", line->line, line->problem);
		return;
	}
	if (line->same_as > 0) {
		printf("line %ld: the same as line %ld\n", line->line, line->same_as);
		return;
	}
	nhs_number_mask(line->nhs_number, masked);
	printf("line %ld: would record %s, %s %s, referred %s, UBRN %s%s%s%s\n", line->line, masked, line->function,
		specialty_name(line->function), line->referred_on, line->reference,
		line->provider[0] != '\0' ? ", to " : "", line->provider,
		line->is_provider_left_out ? " (provider left out: no ODS code)" : "");
}

void import_tell_plan(const struct import *import)
{
	bool is_json = import->invocation->settings.is_json;
	size_t good = import->count - import->rejected - import->repeated;
	json_t *sum;

	for (size_t i = 0; i < import->count; i++)
		(is_json ? print_line_json : print_line)(&import->lines[i]);
	if (!is_json) {
		printf("%zu line%s: %zu would be recorded, %zu repeated, %zu rejected. Nothing was sent.\n",
			import->count, plural((int64_t)import->count), good, import->repeated, import->rejected);
		return;
	}
	sum = json_pack("{s:I,s:I,s:I,s:I}", "lines", (json_int_t)import->count, "would_record", (json_int_t)good,
		"repeated", (json_int_t)import->repeated, "rejected", (json_int_t)import->rejected);
	session_print_json(sum);
	json_decref(sum);
}

/* --- the real thing ----------------------------------------------------------------------------------------------------- */

static void print_done_json(const struct import *import, const struct import_counts *counts)
{
	json_t *sum = json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "lines", (json_int_t)import->count, "matched",
		(json_int_t)counts->matched, "unmatched", (json_int_t)counts->unmatched, "deferred",
		(json_int_t)counts->deferred, "known", (json_int_t)counts->known, "repeated",
		(json_int_t)import->repeated, "rejected", (json_int_t)import->rejected, "refused",
		(json_int_t)counts->refused, "not_reached", (json_int_t)(import->count - counts->next));

	session_print_json(sum);
	json_decref(sum);
}

void import_tell_done(const struct import *import, const struct import_counts *counts)
{
	int64_t recorded = counts->matched + counts->unmatched;

	if (import->invocation->settings.is_json) {
		print_done_json(import, counts);
		return;
	}
	printf("%zu line%s. Recorded %" PRId64 ": %" PRId64 " matched (%" PRId64
	       " entr%s no longer count as avoided), %" PRId64 " unmatched.\n",
		import->count, plural((int64_t)import->count), recorded, counts->matched, counts->deferred,
		counts->deferred == 1 ? "y" : "ies", counts->unmatched);
	printf("Known before %" PRId64 ", repeated in the file %zu, rejected %zu, refused by the broker %" PRId64 ".\n",
		counts->known, import->repeated, import->rejected, counts->refused);
	if (import->providers_left_out > 0)
		printf("The provider was left out of %zu line%s, being no ODS code.\n", import->providers_left_out,
			plural((int64_t)import->providers_left_out));
	if (counts->next < import->count)
		printf("%zu line%s not reached: run it again, nothing is recorded twice.\n",
			import->count - counts->next, import->count - counts->next == 1 ? " was" : "s were");
}
