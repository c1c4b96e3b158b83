/* The parts of the gateway that need no socket: reassembly, cookies, outbox, CSV, files. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "gateway/assembly.h"
#include "gateway/cookie.h"
#include "gateway/csv.h"
#include "gateway/outbox.h"
#include "gateway/ring.h"
#include "gateway/static_files.h"

/* --- reassembly ------------------------------------------------------------------------------------------------- */

static struct text spaces(size_t length)
{
	static char bytes[ASSEMBLY_PATIENCE_BYTES + 1];

	memset(bytes, ' ', sizeof bytes);
	return (struct text){bytes, length};
}

Test(assembly, a_message_in_one_piece_is_not_copied)
{
	struct assembly assembly = {0};
	struct text chunk = text_of("hello");
	struct text whole = {0};

	cr_assert(assembly_add(&assembly, chunk, 0, true, &whole) == ASSEMBLY_WHOLE);
	cr_assert(whole.data == chunk.data);
	cr_assert(assembly.capacity == 0);
	assembly_deinit(&assembly);
}

Test(assembly, pieces_become_one_message_and_the_next_begins_empty)
{
	struct assembly assembly = {0};
	struct text whole = {0};

	cr_assert(assembly_add(&assembly, text_of("he"), 3, false, &whole) == ASSEMBLY_MORE);
	cr_assert(assembly_add(&assembly, text_of("llo"), 0, true, &whole) == ASSEMBLY_WHOLE);
	cr_assert(text_is(whole, "hello"));
	cr_assert(assembly_add(&assembly, text_of("a"), 0, false, &whole) == ASSEMBLY_MORE);
	cr_assert(assembly_add(&assembly, text_of("b"), 0, true, &whole) == ASSEMBLY_WHOLE);
	cr_assert(text_is(whole, "ab"));
	assembly_deinit(&assembly);
}

Test(assembly, an_empty_message_is_whole)
{
	struct assembly assembly = {0};
	struct text whole = {0};

	cr_assert(assembly_add(&assembly, text_of(""), 0, true, &whole) == ASSEMBLY_WHOLE);
	cr_assert(whole.length == 0);
	assembly_deinit(&assembly);
}

Test(assembly, the_cap_is_met_exactly)
{
	struct assembly assembly = {0};
	struct text whole = {0};

	cr_assert(assembly_add(&assembly, spaces(LIMIT_FRAME_BYTES - 1), 1, false, &whole) == ASSEMBLY_MORE);
	cr_assert(assembly_add(&assembly, spaces(1), 0, true, &whole) == ASSEMBLY_WHOLE);
	cr_assert(whole.length == LIMIT_FRAME_BYTES);
	cr_assert(assembly_add(&assembly, spaces(LIMIT_FRAME_BYTES), 1, false, &whole) == ASSEMBLY_MORE);
	cr_assert(assembly_add(&assembly, spaces(1), 0, true, &whole) == ASSEMBLY_TOO_LARGE);
	cr_assert(assembly.capacity == 0);
	cr_assert(assembly_add(&assembly, text_of("after"), 0, true, &whole) == ASSEMBLY_WHOLE);
	cr_assert(text_is(whole, "after"));
	assembly_deinit(&assembly);
}

Test(assembly, what_is_announced_counts_before_it_comes)
{
	struct assembly assembly = {0};
	struct text whole = {0};

	cr_assert(assembly_add(&assembly, text_of("x"), (size_t)1 << 40, false, &whole) == ASSEMBLY_BEYOND);
	assembly_deinit(&assembly);
	cr_assert(assembly_add(&assembly, text_of("x"), SIZE_MAX, false, &whole) == ASSEMBLY_BEYOND);
	assembly_deinit(&assembly);
	cr_assert(assembly_add(&assembly, spaces(ASSEMBLY_PATIENCE_BYTES), 0, false, &whole) == ASSEMBLY_MORE);
	cr_assert(assembly_add(&assembly, text_of("x"), 0, true, &whole) == ASSEMBLY_BEYOND);
	assembly_deinit(&assembly);
}

Test(assembly, without_memory_it_says_so)
{
	struct assembly assembly = {0};
	struct text whole = {0};

	memory_fail_at(1, 1);
	cr_assert(assembly_add(&assembly, text_of("x"), 0, false, &whole) == ASSEMBLY_NO_MEMORY);
	memory_fail_at(0, 0);
	assembly_deinit(&assembly);
}

/* --- cookies ---------------------------------------------------------------------------------------------------- */

static const char TOKEN[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

Test(cookie, is_found_by_its_whole_name)
{
	struct text header = text_of("a=1; __Host-corridor-device=dd; __Host-corridor=ss; b=2");

	cr_assert(text_is(cookie_find(header, SESSION_COOKIE), "ss"));
	cr_assert(text_is(cookie_find(header, BROWSER_COOKIE), "dd"));
	cr_assert(text_is(cookie_find(header, "b"), "2"));
	cr_assert(text_is_absent(cookie_find(header, "c")));
	cr_assert(text_is_absent(cookie_find(text_of("x__Host-corridor=1"), SESSION_COOKIE)));
	cr_assert(text_is_absent(cookie_find(text_of("__Host-corridor"), SESSION_COOKIE)));
	cr_assert(text_is_absent(cookie_find((struct text){0}, SESSION_COOKIE)));
	cr_assert(text_is_absent(cookie_find(text_of(";;; ;"), SESSION_COOKIE)));
}

Test(cookie, that_comes_twice_counts_for_nothing)
{
	cr_assert(text_is_absent(cookie_find(text_of("a=1; a=2"), "a")));
	cr_assert(text_is_absent(cookie_find(text_of("a=1; a=1"), "a")));
}

Test(cookie, opens_only_under_the_key_that_sealed_it)
{
	char value[SESSION_COOKIE_BYTES + 1];
	struct text token = text_of(TOKEN);
	struct digest expected;
	struct digest opened;

	cr_assert(cookie_seal(text_of("key"), TOKEN, value) == OK);
	cr_assert(strlen(value) == SESSION_COOKIE_BYTES);
	cr_assert(cookie_open(text_of("key"), text_of(value), &opened) == OK);
	cr_assert(digest_of(&token, 1, &expected) == OK);
	cr_assert(memcmp(opened.bytes, expected.bytes, DIGEST_BYTES) == 0);
	cr_assert(cookie_open(text_of("another"), text_of(value), &opened) == ERROR_UNAUTHENTICATED);
	for (size_t i = 0; i < SESSION_COOKIE_BYTES; i++) {
		value[i] ^= 1;
		cr_assert(cookie_open(text_of("key"), text_of(value), &opened) == ERROR_UNAUTHENTICATED);
		value[i] ^= 1;
	}
	cr_assert(cookie_open(text_of("key"), text_of(TOKEN), &opened) == ERROR_UNAUTHENTICATED);
	cr_assert(cookie_open(text_of("key"), (struct text){0}, &opened) == ERROR_UNAUTHENTICATED);
}

Test(cookie, of_a_browser_makes_one_device_for_each_person)
{
	struct text browser = text_of("00112233445566778899aabbccddeeff");
	struct device_id one;
	struct device_id again;
	struct device_id other;

	cr_assert(cookie_is_browser(browser));
	cr_assert(!cookie_is_browser(text_of("00112233445566778899AABBCCDDEEFF")));
	cr_assert(!cookie_is_browser(text_of("0011")));
	cr_assert(!cookie_is_browser((struct text){0}));
	cr_assert(cookie_device(browser, (struct person_id){"a.khan"}, &one) == OK);
	cr_assert(cookie_device(browser, (struct person_id){"a.khan"}, &again) == OK);
	cr_assert(cookie_device(browser, (struct person_id){"b.osei"}, &other) == OK);
	cr_assert_str_eq(one.text, again.text);
	cr_assert_str_neq(one.text, other.text);
	cr_assert(strlen(one.text) == 24 && strncmp(one.text, "web-", 4) == 0);
}

/* --- outbox and ring -------------------------------------------------------------------------------------------- */

Test(outbox, gives_back_what_it_took_in_order)
{
	struct outbox outbox = {0};
	char name[8];

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 20; i++) {
			struct frame *frame;

			snprintf(name, sizeof name, "%d", i);
			frame = frame_new(text_of(name));
			cr_assert(outbox_push(&outbox, frame, 100, 1000));
			frame_release(frame);
		}
		for (int i = 0; i < 20; i++) {
			struct frame *frame = outbox_pop(&outbox);

			snprintf(name, sizeof name, "%d", i);
			cr_assert(frame->length == strlen(name));
			cr_assert(memcmp(frame_text(frame), name, frame->length) == 0);
			frame_release(frame);
		}
		cr_assert(!outbox_pop(&outbox));
		cr_assert(outbox.capacity == 0, "a burst's memory is given back");
	}
	outbox_deinit(&outbox);
}

Test(outbox, is_bounded_in_frames_and_in_bytes)
{
	struct outbox outbox = {0};
	struct frame *frame = frame_new(text_of("0123456789"));

	cr_assert(outbox_push(&outbox, frame, 2, 5), "one of any size fits an empty outbox");
	cr_assert(!outbox_push(&outbox, frame, 2, 19));
	cr_assert(outbox_push(&outbox, frame, 2, 20));
	cr_assert(!outbox_push(&outbox, frame, 2, 1000));
	cr_assert(frame->references == 3);
	outbox_deinit(&outbox);
	cr_assert(frame->references == 1);
	frame_release(frame);
}

Test(ring, is_left_from_anywhere_and_twice)
{
	struct ring head;
	struct ring links[3] = {0};

	ring_init(&head);
	cr_assert(ring_is_empty(&head));
	for (int i = 0; i < 3; i++)
		ring_add(&head, &links[i]);
	ring_remove(&links[1]);
	ring_remove(&links[1]);
	cr_assert(head.next == &links[0] && links[0].next == &links[2] && links[2].next == &head);
	ring_remove(&links[0]);
	ring_remove(&links[2]);
	cr_assert(ring_is_empty(&head));
}

/* --- CSV -------------------------------------------------------------------------------------------------------- */

Test(csv, guards_formulas_and_quotes_what_needs_it)
{
	static const char *const GUARDED[] = {"=1+1", "+1", "-1", "@x", "\tx"};
	struct avoided_row rows[5] = {0};
	struct buffer out = {0};

	for (size_t i = 0; i < 5; i++)
		rows[i].treatment_function_name = text_of(GUARDED[i]);
	csv_write(&avoided_row_record, (struct list){rows, 5}, &out);
	cr_assert(strncmp(out.data, "\xEF\xBB\xBFmonth,treatment_function,", 27) == 0);
	for (size_t i = 0; i < 5; i++) {
		char cell[16];

		snprintf(cell, sizeof cell, ",\"'%s\",", GUARDED[i]);
		cr_assert(strstr(out.data, cell), "%s", out.data);
	}
	buffer_deinit(&out);
}

Test(csv, doubles_quotes_and_keeps_zero_counts)
{
	struct avoided_row row = {
		.treatment_function_name = text_of("a \"b\", c\r\nd"), .expected_first_per_week = decimal_of(1250)};
	struct buffer out = {0};

	csv_write(&avoided_row_record, (struct list){&row, 1}, &out);
	cr_assert(strstr(out.data, ",\"a \"\"b\"\", c\r\nd\",,,0,0,0,0,0,0,0,0,0,0,0,0,0,12.5,,0\r\n"), "%s", out.data);
	buffer_deinit(&out);
}

Test(csv, without_rows_is_a_heading)
{
	struct buffer out = {0};

	csv_write(&avoided_row_record, (struct list){NULL, 0}, &out);
	cr_assert(strstr(out.data, "\r\n") == out.data + out.length - 2);
	buffer_deinit(&out);
}

/* --- files ------------------------------------------------------------------------------------------------------ */

static void write_file(const char *folder, const char *name, const char *content)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	cr_assert(file);
	fputs(content, file);
	fclose(file);
}

Test(files, are_found_by_exact_path_and_links_are_not_followed)
{
	char folder[] = "/tmp/corridor-files-XXXXXX";
	char path[256];
	char why[256] = "";
	struct files *files = NULL;
	const struct asset *asset;

	cr_assert(mkdtemp(folder));
	write_file(folder, "index.html", "page");
	write_file(folder, ".secret.js", "no");
	write_file(folder, "key.pem", "no");
	write_file(folder, "app-0123456789abcdef.js", "code");
	write_file(folder, "app-main.js", "code");
	snprintf(path, sizeof path, "%s/passwd.txt", folder);
	cr_assert(symlink("/etc/passwd", path) == 0);
	snprintf(path, sizeof path, "%s/sub", folder);
	cr_assert(mkdir(path, 0700) == 0);
	write_file(path, "index.html", "inner");
	cr_assert(files_load(folder, &files, why) == OK, "%s", why);

	asset = files_find(files, text_of("/index.html"));
	cr_assert(asset && text_is(asset->content, "page"));
	cr_assert(files_find(files, text_of("/")) == asset);
	asset = files_find(files, text_of("/sub/"));
	cr_assert(asset && text_is(asset->content, "inner"));
	asset = files_find(files, text_of("/app-0123456789abcdef.js"));
	cr_assert(asset && strstr(asset->cache, "immutable"));
	asset = files_find(files, text_of("/app-main.js"));
	cr_assert(asset && strcmp(asset->cache, "no-cache") == 0);
	cr_assert(!files_find(files, text_of("/.secret.js")));
	cr_assert(!files_find(files, text_of("/key.pem")));
	cr_assert(!files_find(files, text_of("/passwd.txt")));
	cr_assert(!files_find(files, text_of("index.html")));
	cr_assert(!files_find(files, text_of("/sub/../index.html")));
	cr_assert(!files_find(NULL, text_of("/")));
	files_free(files);
}

Test(files, that_are_not_there_are_told_by_name)
{
	struct files *files = NULL;
	char why[256] = "";

	cr_assert(files_load("/nowhere/at/all", &files, why) == ERROR_BAD_REQUEST);
	cr_assert(strstr(why, "/nowhere/at/all"), "%s", why);
	cr_assert(!files);
}
