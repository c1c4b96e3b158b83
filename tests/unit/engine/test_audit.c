/* Who read what, and who was denied: in the log before the answer. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/unit/engine/signing.h"

static struct world world;
static struct thread_id thread;

static void set_up(void)
{
	static const struct patient patient = {.nhs_number = {"9990000018"}, .name = {"TESTPATIENT, Alex", 17}};
	world_open(&world, NULL);
	world_start(&world);
	const struct case_ask_args args = {.conversation = world.town.cardiology,
		.patient = &patient,
		.title = text_of("Palpitations"),
		.question = text_of("Is this benign?"),
		.urgency = URGENCY_ROUTINE,
		.intent = INTENT_WOULD_REFER};
	struct request *request = world_say(&world, "a.khan", COMMAND_case_ask, "q-1", &args);

	cr_assert(request->error == OK);
	thread = ((const struct case_ask_result *)request->result)->thread;
	request_free(request);
}

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(audit, .init = set_up, .fini = tear_down);

static int64_t last_pos(void)
{
	int64_t pos = 0;

	cr_assert(reader_last_pos(signing_reader(&world), &pos) == OK);
	return pos;
}

static enum error say(const char *person, enum command_kind kind, const void *args)
{
	static int count;
	char txn[16];

	snprintf(txn, sizeof txn, "x-%d", ++count);
	struct request *request = world_say(&world, person, kind, txn, args);
	enum error error = request->error;

	request_free(request);
	return error;
}

/* What the auditor is told, newest first. */
static struct request *list(const struct audit_list_args *args)
{
	struct request *request = world_say(&world, "p.quinn", COMMAND_audit_list, "l", args);

	cr_assert(request->error == OK);
	return request;
}

static const struct audit_row *row_of(const struct request *request, size_t index)
{
	const struct audit_list_result *result = request->result;

	cr_assert(index < result->entries.count);
	return (const struct audit_row *)result->entries.items + index;
}

Test(audit, reading_a_case_leaves_who_and_which_and_how_much)
{
	const struct thread_history_args args = {.thread = thread};
	int64_t before = last_pos();

	cr_assert(say("e.okafor", COMMAND_thread_history, &args) == OK);
	cr_assert_eq(last_pos(), before + 1);
	struct request *request = list(&(struct audit_list_args){.thread = thread});
	const struct audit_row *row = row_of(request, 0);

	cr_assert_eq(row->pos, before + 1);
	cr_assert_eq(row->kind, AUDIT_READ);
	cr_assert_str_eq(row->by.text, "e.okafor");
	cr_assert(text_is(row->by_name, "Dr Emeka Okafor"));
	cr_assert(text_is(row->command, "thread.history"));
	cr_assert_eq(row->thread.pos, thread.pos);
	cr_assert_eq(row->conversation.pos, world.town.cardiology.pos);
	cr_assert_eq(row->rows, 1);
	request_free(request);
}

Test(audit, what_is_looked_at_without_content_leaves_nothing)
{
	int64_t before = last_pos();

	cr_assert(say("e.okafor", COMMAND_session_hello, &(struct session_hello_args){0}) == OK);
	cr_assert(say("e.okafor", COMMAND_directory_list, &(struct directory_list_args){0}) == OK);
	cr_assert(say("e.okafor", COMMAND_sync, &(struct sync_args){.since = before}) == OK);
	cr_assert_eq(last_pos(), before);
	cr_assert(say("e.okafor", COMMAND_sync, &(struct sync_args){.since = 0}) == OK);
	cr_assert_eq(last_pos(), before + 1, "catching up brings words");
	cr_assert(say("e.okafor", COMMAND_sync, &(struct sync_args){.since = before}) == OK);
	cr_assert_eq(last_pos(), before + 1, "and then there is nothing new");
}

Test(audit, every_denial_is_there_and_changes_nothing_else)
{
	const struct thread_history_args args = {.thread = thread};
	const struct case_close_args close = {.thread = thread, .outcome = OUTCOME_MANAGED_IN_PRIMARY_CARE};
	const struct person_invite_args invite = {.person = {"b.osei"}};
	int64_t before = last_pos();

	cr_assert(say("d.moore", COMMAND_thread_history, &args) == ERROR_NOT_FOUND);
	cr_assert(say("e.okafor", COMMAND_case_close, &close) == ERROR_FORBIDDEN);
	cr_assert(say("a.khan", COMMAND_person_invite, &invite) == ERROR_FORBIDDEN);
	cr_assert(say("x.nobody", COMMAND_case_close, &close) == ERROR_UNAUTHENTICATED);
	cr_assert_eq(last_pos(), before + 4);
	struct request *request = list(&(struct audit_list_args){.kind = AUDIT_DENIED});
	static const char *const codes[] = {"unauthenticated", "forbidden", "forbidden", "not_found"};
	static const char *const commands[] = {"case.close", "person.invite", "case.close", "thread.history"};

	for (size_t i = 0; i < 4; i++) {
		cr_assert(text_is(row_of(request, i)->code, codes[i]), "%zu", i);
		cr_assert(text_is(row_of(request, i)->command, commands[i]), "%zu", i);
	}
	cr_assert_str_eq(row_of(request, 3)->by.text, "d.moore");
	cr_assert_eq(
		row_of(request, 3)->thread.pos, thread.pos, "what was asked for, though it is not told that it exists");
	request_free(request);
}

Test(audit, a_device_that_belongs_to_nobody_is_named_by_itself)
{
	const struct thread_history_args args = {.thread = thread};
	struct request *request = world_request(&world, "", "found-phone-1", COMMAND_thread_history, "t", &args);

	request = ear_receipt(&world.ear, world_submit(&world, request));
	cr_assert(request->error == ERROR_UNAUTHENTICATED);
	request_free(request);
	request = list(&(struct audit_list_args){.kind = AUDIT_DENIED});
	cr_assert_str_eq(row_of(request, 0)->by.text, "");
	cr_assert_str_eq(row_of(request, 0)->device.text, "found-phone-1");
	request_free(request);
}

/* --- and when it cannot be written ------------------------------------------------------------------------------------ */

Test(audit, what_cannot_be_noted_is_not_shown)
{
	static const enum faulty_hook hooks[] = {FAULTY_append, FAULTY_begin, FAULTY_commit};
	const struct thread_history_args args = {.thread = thread};

	for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
		faulty_set_plan(world.store, &(struct faulty_plan){.hook = hooks[i], .at = 1});
		struct request *request = world_say(&world, "e.okafor", COMMAND_thread_history, "h", &args);

		cr_assert(request->error == ERROR_STORE_UNAVAILABLE, "%zu", i);
		cr_assert(request->refusal.retry_after_ms > 0);
		request_free(request);
		faulty_set_plan(world.store, &(struct faulty_plan){.at = 0});
		cr_assert(say("e.okafor", COMMAND_thread_history, &args) == OK, "%zu", i);
	}
}

Test(audit, a_denial_that_cannot_be_noted_is_asked_again)
{
	const struct case_close_args close = {.thread = thread, .outcome = OUTCOME_MANAGED_IN_PRIMARY_CARE};

	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_append, .at = 1});
	cr_assert(say("e.okafor", COMMAND_case_close, &close) == ERROR_STORE_UNAVAILABLE);
	cr_assert(say("e.okafor", COMMAND_case_close, &close) == ERROR_FORBIDDEN);
}

/* --- the list ------------------------------------------------------------------------------------------------------------ */

Test(audit, the_list_is_narrowed_by_person_day_and_kind_and_pages_back)
{
	const struct thread_history_args history = {.thread = thread};

	for (int i = 0; i < 5; i++)
		cr_assert(say("e.okafor", COMMAND_thread_history, &history) == OK);
	fake_clock_advance(&world.clock, (int64_t)24 * 3600 * 1000);
	for (int i = 0; i < 3; i++)
		cr_assert(say("a.khan", COMMAND_thread_history, &history) == OK);
	struct request *request = list(&(struct audit_list_args){.person = {"a.khan"}, .kind = AUDIT_READ});
	const struct audit_list_result *result = request->result;

	cr_assert_eq(result->entries.count, 3);
	cr_assert(result->complete);
	request_free(request);
	request = list(&(struct audit_list_args){.until = 20261123, .kind = AUDIT_READ});
	result = request->result;
	cr_assert_eq(result->entries.count, 5, "of the day before");
	request_free(request);
	request = list(&(struct audit_list_args){.from = 20261124, .thread = thread});
	result = request->result;
	cr_assert_eq(result->entries.count, 3);
	request_free(request);
	request = list(&(struct audit_list_args){.from = 20261125});
	result = request->result;
	cr_assert_eq(result->entries.count, 0);
	request_free(request);
	size_t seen = 0;
	struct audit_list_args page = {.thread = thread, .limit = 4};
	bool is_complete = false;

	while (!is_complete) {
		request = list(&page);
		result = request->result;
		for (size_t i = 0; i < result->entries.count; i++)
			seen += !text_is(row_of(request, i)->command, "audit.list"); /* reading it leaves a trace too */
		is_complete = result->complete;
		page.before = result->before;
		cr_assert(is_complete == (result->before == 0));
		request_free(request);
	}
	cr_assert_eq(seen, 9, "asked, and read eight times");
}

Test(audit, no_word_of_content_is_in_the_list)
{
	const struct search_args search = {.text = text_of("Palpitations")};

	cr_assert(say("e.okafor", COMMAND_search, &search) == OK);
	struct request *request = list(&(struct audit_list_args){.limit = 200});
	const struct audit_list_result *result = request->result;
	struct buffer all = {0};

	for (size_t i = 0; i < result->entries.count; i++) {
		const struct audit_row *row = row_of(request, i);

		buffer_append_text(&all, row->event);
		buffer_append_text(&all, row->command);
		buffer_append_text(&all, row->by_name);
	}
	buffer_append(&all, "", 1);
	cr_assert_not_null(strstr(all.data, "search"));
	cr_assert_null(strstr(all.data, "Palpitations"));
	cr_assert_null(strstr(all.data, "TESTPATIENT"));
	buffer_deinit(&all);
	request_free(request);
}

Test(audit, the_chain_is_verified_from_anywhere_to_anywhere)
{
	static const struct {
		int64_t from, until;
	} ranges[] = {{0, 0}, {1, 10}, {7, 7}, {5, 0}, {1000000, 0}};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		const struct audit_verify_args args = {.from = ranges[i].from, .until = ranges[i].until};
		const int64_t last = last_pos(); /* that it was asked for is an entry too */
		struct request *request = world_say(&world, "p.quinn", COMMAND_audit_verify, "v", &args);
		const struct audit_verify_result *result = request->result;
		int64_t from = args.from ? args.from : 1, until = args.until ? args.until : last;

		cr_assert(request->error == OK);
		cr_assert_eq(result->first_bad, 0);
		cr_assert(result->complete);
		cr_assert_eq(result->checked, from > until ? 0 : until - from + 1, "%zu", i);
		request_free(request);
	}
}
