/* A file before it is sent, and what is said of it. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clients/ctl/import.h"

static const char good[] = "UBRN,NHS number,Specialty,Referral date,Provider\r\n"
			   "000000000001,999 000 0018,Cardiology,03/10/2026,RXX\r\n"
			   "000000000002,9990000018,ENT,2026-10-04,\r\n"
			   "2,9990000018,\"Ear, Nose & Throat\",04-Oct-2026,\r\n";

static int read_text(const char *text, struct import *import)
{
	char path[] = "/tmp/corridorctl-XXXXXX";
	int file = mkstemp(path);
	ssize_t written = write(file, text, strlen(text));
	int status;

	cr_assert(file >= 0 && written == (ssize_t)strlen(text));
	close(file);
	status = import_read(import, path);
	unlink(path);
	return status;
}

static struct import new_import(const struct invocation *invocation)
{
	return (struct import){.invocation = invocation, .source = "e-RS", .today = "2026-11-22"};
}

static void said(char *text, size_t size)
{
	FILE *out = cr_get_redirected_stdout();
	size_t length;

	fflush(stdout);
	length = fread(text, 1, size - 1, out);
	text[length] = '\0';
}

Test(import, lines_that_say_the_same_are_one_referral)
{
	struct import import = new_import(NULL);

	cr_assert_eq(read_text(good, &import), STATUS_OK);
	cr_assert(import.count == 3 && import.rejected == 0 && import.repeated == 1);
	cr_assert_eq(import.lines[2].same_as, 3);
	import_deinit(&import);
}

Test(import, two_stories_of_one_ubrn_are_both_rejected)
{
	struct import import = new_import(NULL);

	cr_assert_eq(read_text("ubrn,nhs number,tfc,referral date\n"
			       "1,9990000018,320,2026-10-03\n"
			       "2,9990000018,320,2026-10-03\n"
			       "1,9990000018,330,2026-10-03\n",
			     &import),
		STATUS_OK);
	cr_assert_eq(import.rejected, 2);
	cr_assert_not_null(strstr(import.lines[0].problem, "line 4"));
	cr_assert_str_empty(import.lines[1].problem);
	cr_assert_not_null(strstr(import.lines[2].problem, "line 2"));
	import_deinit(&import);
}

Test(import, a_rejected_line_does_not_make_a_good_one_a_repetition)
{
	struct import import = new_import(NULL);

	cr_assert_eq(read_text("ubrn,nhs number,tfc,referral date\n"
			       "1,9990000018,999,2026-10-03\n"
			       "1,9990000018,320,2026-10-03\n",
			     &import),
		STATUS_OK);
	cr_assert(import.rejected == 1 && import.repeated == 0);
	cr_assert(import.lines[1].same_as == 0 && import.lines[1].problem[0] == '\0');
	import_deinit(&import);
}

Test(import, a_long_file_is_read_whole)
{
	enum { LINES = 5000 };
	struct import import = new_import(NULL);
	char *text = calloc(LINES + 1, 64);
	size_t length = (size_t)sprintf(text, "ubrn,nhs number,tfc,referral date\n");

	for (int i = 0; i < LINES; i++)
		length += (size_t)sprintf(text + length, "%d,9990000018,320,2026-10-03\n", i + 1);
	cr_assert_eq(read_text(text, &import), STATUS_OK);
	cr_assert(import.count == LINES && import.rejected == 0 && import.repeated == 0);
	cr_assert_str_eq(import.lines[LINES - 1].reference, "000000005000");
	free(text);
	import_deinit(&import);
}

Test(import, what_is_no_such_file_is_refused_whole, .init = cr_redirect_stderr)
{
	static const char *const files[] = {"", "a,b\n", "ubrn,nhs number,tfc,referral date\n\"1,2\n"};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct import import = new_import(NULL);

		cr_assert_eq(read_text(files[i], &import), STATUS_USAGE, "%zu", i);
		import_deinit(&import);
	}
}

Test(import, a_dry_run_says_what_would_be_done_and_no_nhs_number, .init = cr_redirect_stdout)
{
	static const char expected[] =
		"line 2: would record *** *** 0018, 320 Cardiology Service, referred 2026-10-03, UBRN 000000000001, to "
		"RXX\n"
		"line 3: would record *** *** 0018, 120 Ear Nose and Throat Service, referred 2026-10-04, UBRN "
		"000000000002\n"
		"line 4: the same as line 3\n"
		"3 lines: 2 would be recorded, 1 repeated, 0 rejected. Nothing was sent.\n";
	struct invocation invocation = {0};
	struct import import = new_import(&invocation);
	char text[2048];

	cr_assert_eq(read_text(good, &import), STATUS_OK);
	import_tell_plan(&import);
	said(text, sizeof(text));
	cr_assert_str_eq(text, expected);
	import_deinit(&import);
}

Test(import, a_dry_run_for_programs_masks_numbers_too, .init = cr_redirect_stdout)
{
	struct invocation invocation = {.settings.is_json = true};
	struct import import = new_import(&invocation);
	char text[2048];

	cr_assert_eq(read_text(good, &import), STATUS_OK);
	import_tell_plan(&import);
	said(text, sizeof(text));
	cr_assert_null(strstr(text, "9990000018"));
	cr_assert_not_null(strstr(text, "\"nhs_number\":\"*** *** 0018\""));
	cr_assert_not_null(strstr(text, "{\"lines\":3,\"would_record\":2,\"repeated\":1,\"rejected\":0}"));
	import_deinit(&import);
}

Test(import, the_result_adds_up, .init = cr_redirect_stdout)
{
	struct invocation invocation = {0};
	struct import import = new_import(&invocation);
	struct import_counts counts = {.matched = 1, .unmatched = 1, .deferred = 2, .next = 2};
	char text[2048];

	cr_assert_eq(read_text(good, &import), STATUS_OK);
	import_tell_done(&import, &counts);
	said(text, sizeof(text));
	cr_assert_str_eq(text, "3 lines. Recorded 2: 1 matched (2 entries no longer count as avoided), 1 unmatched.\n"
			       "Known before 0, repeated in the file 1, rejected 0, refused by the broker 0.\n"
			       "1 line was not reached: run it again, nothing is recorded twice.\n");
	import_deinit(&import);
}

Test(import, the_same_referral_is_always_sent_under_the_same_id_which_tells_nothing)
{
	char one[TXN_BYTES], again[TXN_BYTES], other[TXN_BYTES], elsewhere[TXN_BYTES], shifted[TXN_BYTES];

	cr_assert(import_txn("e-RS", "000012345678", one) && import_txn("e-RS", "000012345678", again));
	cr_assert(import_txn("e-RS", "000012345679", other) && import_txn("RIO", "000012345678", elsewhere));
	cr_assert(import_txn("e-RS0", "00012345678", shifted));
	cr_assert_str_eq(one, again);
	cr_assert_str_neq(one, other);
	cr_assert_str_neq(one, elsewhere);
	cr_assert_str_neq(one, shifted);
	cr_assert_null(strstr(one, "12345678"));
	cr_assert(strlen(one) <= CORRIDOR_TXN_BYTES && strncmp(one, "import-", 7) == 0);
}
