#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "core/text_policy.h"

struct row {
	const char *bytes;
	const char *problem; /* part of the sentence; NULL: fine */
};

static const char not_utf8[] = "UTF-8", control[] = "control", direction[] = "direction", empty[] = "empty";

static const struct row rows[] = {
	{"Chest pain on exertion", NULL},
	{"one\ttab, one\nline\r\nand more", NULL},
	{"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xd7\x90\xd7\x91", NULL},
	{"\xf4\x8f\xbf\xbd", NULL}, /* U+10FFFD, the last that is a character */
	{"e\xcc\x81", NULL},        /* a letter and a mark */
	{"\xe2\x80\x8ez", NULL},    /* left-to-right mark: a hint, not an override */
	{"'; DROP TABLE events; --", NULL},
	{"<script>alert(1)</script>", NULL}, /* harmless as text; screens never make HTML of it */
	{"", empty},
	{" \t\r\n ", empty},
	{"\xc2\xa0\xe3\x80\x80\xe2\x80\x8b\xef\xbb\xbf", empty}, /* blanks of other scripts, zero width */
	{"\x01", control},
	{"a\x1b[31mred", control},
	{"a\x7f", control},
	{"a\xc2\x85", control},         /* U+0085 */
	{"a\xef\xbf\xbe", control},     /* U+FFFE */
	{"a\xef\xb7\x90", control},     /* U+FDD0 */
	{"a\xf4\x8f\xbf\xbf", control}, /* U+10FFFF */
	{"a\xe2\x80\xaez", direction},  /* U+202E right-to-left override */
	{"a\xe2\x80\xaaz", direction},
	{"a\xe2\x81\xa6z", direction}, /* U+2066 isolate */
	{"a\xe2\x81\xa9z", direction},
	{"\x80", not_utf8}, /* a continuation alone */
	{"\xc3", not_utf8}, /* cut off */
	{"\xe2\x82", not_utf8},
	{"\xf0\x9f\x98", not_utf8},
	{"\xc0\x80", not_utf8}, /* NUL, overlong */
	{"\xc1\xbf", not_utf8},
	{"\xe0\x80\xaf", not_utf8}, /* overlong slash */
	{"\xf0\x80\x80\xaf", not_utf8},
	{"\xed\xa0\x80", not_utf8}, /* a surrogate */
	{"\xed\xbf\xbf", not_utf8},
	{"\xf4\x90\x80\x80", not_utf8}, /* beyond U+10FFFF */
	{"\xf5\x80\x80\x80", not_utf8},
	{"\xff", not_utf8},
	{"a\xc3z", not_utf8},
};

Test(text_policy, each_text_is_taken_or_refused_with_its_reason)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *problem = text_policy_problem(text_of(rows[i].bytes));

		cr_assert(
			(problem == NULL) == (rows[i].problem == NULL), "row %zu: %s", i, problem ? problem : "taken");
		if (problem)
			cr_assert(strstr(problem, rows[i].problem) != NULL, "row %zu: %s", i, problem);
	}
}

Test(text_policy, a_nul_inside_is_refused)
{
	struct text text = {"a\0b", 3};

	cr_assert_not_null(text_policy_problem(text));
}

/* Cut anywhere, a text of whole characters either stays whole or is refused. */
Test(text_policy, a_text_cut_inside_a_character_is_refused)
{
	static const char whole[] = "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
	static const bool is_edge[] = {false, false, true, false, false, true, false, false, false, true};

	for (size_t length = 1; length < sizeof whole; length++) {
		struct text cut = {whole, length};

		cr_assert_eq(text_policy_problem(cut) == NULL, is_edge[length], "%zu", length);
	}
}
