#include <criterion/criterion.h>
#include <string.h>

#include "core/event.h"
#include "mqtt/fit.h"

Test(fit, half_a_sync_goes_on_where_it_was_cut)
{
	struct event events[5] = {{.pos = 11}, {.pos = 12}, {.pos = 15}, {.pos = 16}, {.pos = 20}};
	struct sync_result page = {.events = {events, 5}, .upto = 31, .complete = true};

	cr_assert(fit_halve(command_row(COMMAND_sync), &page));
	cr_assert(page.events.count == 2);
	cr_assert(page.upto == 12);
	cr_assert(!page.complete);
	cr_assert(fit_halve(command_row(COMMAND_sync), &page));
	cr_assert(page.events.count == 1 && page.upto == 11);
	cr_assert(!fit_halve(command_row(COMMAND_sync), &page));
}

Test(fit, half_a_history_keeps_the_newest_and_their_messages)
{
	struct event events[4] = {{.seq = 1}, {.seq = 2}, {.seq = 5}, {.seq = 6}};
	struct message_row messages[3] = {{.seq = 1}, {.seq = 5}, {.seq = 6}};
	struct thread_history_result page = {.events = {events, 4}, .messages = {messages, 3}, .complete = true};

	cr_assert(fit_halve(command_row(COMMAND_thread_history), &page));
	cr_assert(page.events.count == 2 && page.events.items == events + 2);
	cr_assert(page.messages.count == 2 && page.messages.items == messages + 1);
	cr_assert(!page.complete);
}

Test(fit, half_a_history_without_messages_is_fine)
{
	struct event events[2] = {{.seq = 1}, {.seq = 2}};
	struct thread_history_result page = {.events = {events, 2}, .complete = true};

	cr_assert(fit_halve(command_row(COMMAND_thread_history), &page));
	cr_assert(page.events.count == 1 && page.messages.count == 0);
	cr_assert(!fit_halve(command_row(COMMAND_thread_history), &page));
}

Test(fit, half_a_list_keeps_the_first_rows)
{
	struct thread_row rows[3] = {0};
	struct search_match matches[3] = {0};
	struct thread_list_result threads = {.threads = {rows, 3}, .complete = true};
	struct search_result found = {.matches = {matches, 3}, .complete = true};

	cr_assert(fit_halve(command_row(COMMAND_thread_list), &threads));
	cr_assert(threads.threads.count == 1 && threads.threads.items == rows && !threads.complete);
	cr_assert(fit_halve(command_row(COMMAND_search), &found));
	cr_assert(found.matches.count == 1 && found.matches.items == matches && !found.complete);
}

Test(fit, a_cut_audit_trail_goes_on_before_the_last_entry_kept)
{
	const struct audit_row entries[4] = {{.pos = 9}, {.pos = 8}, {.pos = 7}, {.pos = 6}};
	struct audit_list_result page = {.entries = {entries, 4}, .complete = true};

	cr_assert(fit_halve(command_row(COMMAND_audit_list), &page));
	cr_assert_eq(page.entries.count, 2);
	cr_assert_eq(page.before, 8);
	cr_assert_not(page.complete);
}

/* An answer with a list of rows and "complete" is a page, and every page can be cut. */
Test(fit, whatever_is_told_in_pages_can_be_cut)
{
	for (int kind = 0; kind < COMMAND_COUNT; kind++) {
		const struct command_row *row = command_row((enum command_kind)kind);
		const struct field *rows = NULL;
		bool has_pages = false;
		char result[512] = "", items[8192] = "";

		for (size_t i = 0; i < row->result->field_count; i++) {
			const struct field *field = &row->result->fields[i];

			rows = !rows && field->kind == FIELD_KIND_RECORDS ? field : rows;
			has_pages = has_pages || strcmp(field->name, "complete") == 0;
		}
		if (row->class != COMMAND_CLASS_READ || !rows || !has_pages)
			continue;
		cr_assert(row->result->size <= sizeof result);
		if (kind == COMMAND_thread_history)
			continue; /* cut by its events, see above */
		if (kind == COMMAND_mdt_minutes)
			continue; /* their text tells of all their cases: whoever gets too much asks for fewer, with limit */
		*(struct list *)(void *)(result + rows->offset) = (struct list){items, 4};
		cr_assert(fit_halve(row, result), "%s", row->wire);
		cr_assert_eq(((const struct list *)(const void *)(result + rows->offset))->count, 2, "%s", row->wire);
	}
}

Test(fit, what_has_no_pages_is_not_cut)
{
	struct conversation_row rows[2] = {0};
	struct conversation_list_result list = {.conversations = {rows, 2}};

	cr_assert(!fit_halve(command_row(COMMAND_conversation_list), &list));
	cr_assert(list.conversations.count == 2);
}
