/* One line of an extract. */
#include <criterion/criterion.h>
#include <string.h>

#include "clients/ctl/referral_line.h"

static const char *const header[] = {
	"UBRN", "NHS Number", "Specialty", "Treatment Function Code", "Referral Date", "Provider ODS code"};
enum { HEADER_COUNT = sizeof(header) / sizeof(header[0]) };

static struct referral_line read_line(const char *ubrn, const char *nhs, const char *specialty, const char *function,
	const char *date, const char *provider)
{
	const char *fields[] = {ubrn, nhs, specialty, function, date, provider};
	struct csv_row names = {1, HEADER_COUNT, header};
	struct csv_row row = {7, HEADER_COUNT, fields};
	struct import_columns columns;
	struct referral_line line;
	char problem[LINE_PROBLEM_BYTES] = "";

	cr_assert(import_columns_find(&names, &columns, problem), "%s", problem);
	referral_line_read(&row, &columns, "2026-11-22", "e-RS", &line);
	return line;
}

Test(referral, dates_are_read_as_england_writes_them)
{
	static const struct {
		const char *typed, *date;
	} cases[] = {
		{"2026-10-03", "2026-10-03"},
		{"03/10/2026", "2026-10-03"},
		{"3/10/2026", "2026-10-03"},
		{"03-10-2026", "2026-10-03"},
		{"03-Oct-2026", "2026-10-03"},
		{"03-OCT-2026", "2026-10-03"},
		{"3 oct 2026", "2026-10-03"},
		{"03/10/2026 09:31", "2026-10-03"},
		{"2026-10-03T09:31:05.123Z", "2026-10-03"},
		{"2026-10-03 09:31:05", "2026-10-03"},
		{"29/02/2028", "2028-02-29"},
		{"31/12/2025", "2025-12-31"},
	};
	static const char *const wrong[] = {"", "2026", "2026-10", "2026-13-01", "2026-02-29", "29/02/2026",
		"31/04/2026", "10/13/2026", "00/10/2026", "03/10/26", "3.10.2026", "03-Okt-2026", "03/10-2026",
		"2026-10-03x", "2026-10-03 noon", "46298", "20261003", "03-October-2026", "1066-10-14", "-03/10/2026"};
	char date[REFERRAL_DATE_BYTES];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_assert(referral_date_read(cases[i].typed, date), "%s", cases[i].typed);
		cr_assert_str_eq(date, cases[i].date);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_assert_not(referral_date_read(wrong[i], date), "%s", wrong[i]);
}

Test(referral, nhs_numbers_are_checked_and_shown_masked)
{
	static const char *const wrong[] = {"", "999000001", "99900000188", "9990000019", "999000001x", "0000000001"};
	char number[NHS_NUMBER_BYTES], masked[NHS_MASKED_BYTES];

	cr_assert(nhs_number_read("999 000 0018", number));
	cr_assert_str_eq(number, "9990000018");
	cr_assert(nhs_number_read("943-476-5919", number));
	nhs_number_mask(number, masked);
	cr_assert_str_eq(masked, "*** *** 5919");
	nhs_number_mask("", masked);
	cr_assert_str_eq(masked, "*** *** ****");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_assert_not(nhs_number_read(wrong[i], number), "%s", wrong[i]);
}

Test(referral, a_good_line_is_read_whole)
{
	struct referral_line line =
		read_line("0000 1234 5678", "999 000 0018", "Dermatology", "", "03/10/2026", "RXX01");

	cr_assert_str_empty(line.problem);
	cr_assert_eq(line.line, 7);
	cr_assert_str_eq(line.reference, "000012345678");
	cr_assert_str_eq(line.nhs_number, "9990000018");
	cr_assert_str_eq(line.function, "330");
	cr_assert_str_eq(line.referred_on, "2026-10-03");
	cr_assert_str_eq(line.provider, "RXX01");
	cr_assert_not(line.is_provider_left_out);
}

Test(referral, a_treatment_function_counts_more_than_a_specialty)
{
	cr_assert_str_eq(read_line("1", "9990000018", "Dermatology", "320", "03/10/2026", "").function, "320");
	cr_assert_str_eq(read_line("1", "9990000018", "2WW", "Cardiology Service", "03/10/2026", "").function, "320");
}

Test(referral, zeros_that_a_spreadsheet_took_from_a_ubrn_come_back)
{
	cr_assert_str_eq(read_line("12345678", "9990000018", "", "320", "03/10/2026", "").reference, "000012345678");
	cr_assert_str_eq(read_line("AB-12/3", "9990000018", "", "320", "03/10/2026", "").reference, "AB-12/3");
}

Test(referral, a_provider_that_is_no_ods_code_is_left_out_and_the_referral_kept)
{
	struct referral_line line =
		read_line("1", "9990000018", "", "320", "03/10/2026", "Fairwater University Hospitals");

	cr_assert_str_empty(line.problem);
	cr_assert_str_empty(line.provider);
	cr_assert(line.is_provider_left_out);
}

Test(referral, a_bad_line_says_what_is_wrong_with_it)
{
	static const struct {
		const char *ubrn, *nhs, *specialty, *function, *date, *says;
	} cases[] = {
		{"", "9990000018", "", "320", "2026-10-03", "no UBRN"},
		{"1.2E+11", "9990000018", "", "320", "2026-10-03", "spreadsheet"},
		{"1234567890123", "9990000018", "", "320", "2026-10-03", "twelve digits"},
		{"1", "9990000019", "", "320", "2026-10-03", "NHS number"},
		{"1", "", "", "320", "2026-10-03", "NHS number"},
		{"1", "9990000018", "", "", "2026-10-03", "no specialty"},
		{"1", "9990000018", "FOO", "", "2026-10-03", "\"FOO\" is not known"},
		{"1", "9990000018", "2WW", "", "2026-10-03", "no single treatment function"},
		{"1", "9990000018", "", "320", "", "no date"},
		{"1", "9990000018", "", "320", "31/02/2026", "\"31/02/2026\" is no date"},
		{"1", "9990000018", "", "320", "2026-11-23", "future"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct referral_line line = read_line(
			cases[i].ubrn, cases[i].nhs, cases[i].specialty, cases[i].function, cases[i].date, "");

		cr_assert_not_null(strstr(line.problem, cases[i].says), "case %zu says: %s", i, line.problem);
	}
	cr_assert_str_empty(
		read_line("1", "9990000018", "", "320", "2026-11-22", "").problem, "today is not the future");
}

Test(referral, no_problem_ever_tells_an_nhs_number)
{
	const char *number = "9990000018";

	cr_assert_null(strstr(read_line("1", number, number, "", "2026-10-03", "").problem, number));
	cr_assert_null(strstr(read_line("1", number, "", number, "2026-10-03", "").problem, number));
	cr_assert_null(strstr(read_line("1", number, "", "320", number, "").problem, number));
	cr_assert_null(strstr(read_line("1", "9990000019", "", "320", "2026-10-03", "").problem, "9990000019"));
	cr_assert_null(strstr(read_line("9990000018.5", "x", "", "320", "2026-10-03", "").problem, number));
}

Test(referral, columns_are_found_in_any_order_and_spelling_or_named_as_missing)
{
	static const struct {
		const char *names[6];
		const char *problem; /* "": found */
	} cases[] = {
		{{"provider", "DATE OF REFERRAL", "speciality", "nhs_no", "Unique Booking Reference Number"}, ""},
		{{"ubrn", "tfc", "NHS-Number", "Referral_Date", "Shoe size", "Name"}, ""},
		{{"NHS Number", "Specialty", "Referral Date"}, "has no column for the UBRN"},
		{{"UBRN", "Specialty", "Referral Date"}, "has no column for the NHS number"},
		{{"UBRN", "NHS Number", "Specialty"}, "has no column for the referral date"},
		{{"UBRN", "NHS Number", "Referral Date"}, "has no column for the specialty or the treatment function"},
		{{"UBRN", "NHS Number", "Specialty", "Referral Date", "NHS No"}, "has two columns for the NHS number"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct csv_row row = {.line = 1, .fields = cases[i].names};
		struct import_columns columns;
		char problem[LINE_PROBLEM_BYTES] = "";

		while (row.count < 6 && cases[i].names[row.count])
			row.count++;
		cr_assert_eq(import_columns_find(&row, &columns, problem), cases[i].problem[0] == '\0', "case %zu", i);
		cr_assert_str_eq(problem, cases[i].problem);
	}
}
