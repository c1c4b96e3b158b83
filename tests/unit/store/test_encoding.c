/* Walking the lines that stand in the log. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "store/sqlite/encoding.h"

Test(encoding, is_walked_line_by_line)
{
	struct buffer out = {0};
	struct text name;
	struct text bytes;

	encoding_put(&out, "title", text_of("a=1:b\nc"));
	encoding_put(&out, "empty", text_of(""));
	encoding_put(&out, "question#sha256", text_of("00ff"));
	struct text rest = buffer_text(&out);
	cr_assert(encoding_next(&rest, &name, &bytes));
	cr_assert(text_is(name, "title") && text_is(bytes, "a=1:b\nc"));
	cr_assert(text_is_absent(encoding_words_field(name)));
	cr_assert(encoding_next(&rest, &name, &bytes));
	cr_assert(text_is(name, "empty") && bytes.length == 0);
	cr_assert(encoding_next(&rest, &name, &bytes));
	cr_assert(text_is(encoding_words_field(name), "question"));
	cr_assert_not(encoding_next(&rest, &name, &bytes));
	cr_assert_eq(rest.length, 0);
	buffer_deinit(&out);
}

Test(encoding, stops_at_what_is_no_line)
{
	static const char *const bad[] = {"title", "title=", "title=1", "title=1:", "title=1:ab\n", "title=9:ab\n",
		"title=-1:a\n", "title=99999999999999999999:a\n", "=", ":", "title=1:a", "\n"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct text rest = text_of(bad[i]);
		struct text name;
		struct text bytes;

		cr_assert_not(encoding_next(&rest, &name, &bytes), "'%s'", bad[i]);
		cr_assert(rest.length > 0);
	}
}
