#include <criterion/criterion.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/unit/core/scene.h"

TestSuite(decide_message, .init = scene_set_up, .fini = scene_tear_down);

static struct message_send_args send = {.thread = {40}, .body = {"Thank you", 9}};
static const struct message_amend_args amend = {.message = {40}, .body = {"5 mg", 4}, .reason = {"Typing error", 12}};
static const struct message_redact_args redact = {.message = {40}, .reason = {"Wrong patient", 13}};

/* --- topics ------------------------------------------------------------------------------------------------------- */

Test(decide_message, a_topic_is_opened_at_its_own_position)
{
	const struct topic_open_args args = {
		.conversation = {12}, .title = text_of(" Teaching "), .body = text_of("On Friday")};
	const struct topic_open_result *result = SCENE_DECIDE(topic_open, &args, EVENT_topic_opened);
	const struct topic_opened_data *data = scene_data(0);

	cr_assert_eq(result->thread.pos, 101);
	cr_assert_eq(result->message.pos, 101);
	cr_assert_eq(result->seq, 18);
	cr_assert_eq(scene.decision.events[0].thread.pos, 101);
	cr_assert(text_is(data->title, "Teaching"));
	cr_assert(text_is(data->body, "On Friday"));
}

/* --- saying something --------------------------------------------------------------------------------------------- */

Test(decide_message, a_message_is_named_by_its_position)
{
	const struct message_send_result *result = SCENE_DECIDE(message_send, &send, EVENT_message_sent);
	const struct message_sent_data *data = scene_data(0);

	cr_assert_eq(result->thread.pos, 40);
	cr_assert_eq(result->message.pos, 101);
	cr_assert_eq(result->seq, 18);
	cr_assert_eq(data->message.pos, 101);
	cr_assert_eq(data->reply_due, 0, "the clock runs already");
	cr_assert_eq(data->mentions.count, 0);
}

struct reply_row {
	bool is_found;
	int64_t thread;
	bool is_taken;
};

Test(decide_message, a_reply_is_to_a_message_of_the_same_thread)
{
	static const struct reply_row rows[] = {{true, 40, true}, {true, 41, false}, {false, 0, false}};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct message_send_args args = send;

		args.reply_to = (struct message_id){40};
		scene.facts.message =
			(struct message_facts){.found = rows[i].is_found, .id = {40}, .thread = {rows[i].thread}};
		if (rows[i].is_taken)
			SCENE_DECIDE(message_send, &args, EVENT_message_sent);
		else
			scene_refuses(COMMAND_message_send, &args, ERROR_NOT_FOUND, "args.reply_to");
	}
}

Test(decide_message, only_members_can_be_mentioned)
{
	static const struct person_id both[] = {{"e.okafor"}, {"n.shaw"}};
	struct message_send_args args = send;

	args.mentions = (struct list){both, 1};
	scene_refuses(COMMAND_message_send, &args, ERROR_NOT_FOUND, "args.mentions"); /* nobody of that name */
	scene_add_person("e.okafor", SET_OF(ROLE_SPECIALIST), SIDE_SPECIALIST);
	SCENE_DECIDE(message_send, &args, EVENT_message_sent);
	cr_assert_eq(((const struct message_sent_data *)scene_data(0))->mentions.count, 1);
	args.mentions.count = 2;
	scene_add_person("n.shaw", SET_OF(ROLE_MANAGER), SIDE_NONE);
	scene_refuses(COMMAND_message_send, &args, ERROR_NOT_FOUND, "args.mentions"); /* not a member */
}

struct clock_row {
	enum thread_state state;
	bool is_specialist;
	const char *due; /* NULL: unchanged */
};

Test(decide_message, what_the_team_says_starts_the_clock_that_stood_still)
{
	static const struct clock_row rows[] = {
		{STATE_AWAITING_INFORMATION, false, "2026-11-24T10:30:00.000Z"}, /* nine hours were left */
		{STATE_AWAITING_INFORMATION, true, NULL},
		{STATE_AWAITING_ANSWER, false, NULL},
		{STATE_ANSWERED, false, NULL},
		{STATE_CLOSED, false, NULL},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char written[25] = "";

		scene_tear_down();
		scene_set_up();
		scene.facts.thread.state = rows[i].state;
		scene.facts.thread.paused_left_ms = (int64_t)9 * MS_PER_HOUR;
		if (rows[i].is_specialist)
			scene_as_specialist();
		SCENE_DECIDE(message_send, &send, EVENT_message_sent);
		const struct message_sent_data *data = scene_data(0);

		cr_assert_eq(data->reply_due != 0, rows[i].due != NULL, "row %zu", i);
		if (data->reply_due) {
			calendar_format_time(data->reply_due, written);
			cr_assert_str_eq(written, rows[i].due);
		}
	}
}

/* A promise that had lapsed already when more was asked for is due at once. */
Test(decide_message, with_nothing_left_on_the_clock_the_answer_is_due_now)
{
	scene.facts.thread.state = STATE_AWAITING_INFORMATION;
	scene.facts.thread.paused_left_ms = 0;
	SCENE_DECIDE(message_send, &send, EVENT_message_sent);
	cr_assert_eq(((const struct message_sent_data *)scene_data(0))->reply_due, scene.facts.now_ms);
}

/* More was asked for after an answer: no promise stood still, so one is made. */
Test(decide_message, a_case_answered_before_is_promised_anew)
{
	char written[25];

	scene.facts.thread.state = STATE_AWAITING_INFORMATION;
	scene.facts.thread.answer_count = 1;
	SCENE_DECIDE(message_send, &send, EVENT_message_sent);
	calendar_format_time(((const struct message_sent_data *)scene_data(0))->reply_due, written);
	cr_assert_str_eq(written, "2026-11-25T17:00:00.000Z");
}

/* --- correcting and taking back ----------------------------------------------------------------------------------- */

Test(decide_message, an_amendment_stands_in_the_thread_of_its_message)
{
	scene.facts.thread = (struct thread_facts){0}; /* only the message is named */
	const struct message_amend_result *result = SCENE_DECIDE(message_amend, &amend, EVENT_message_amended);
	const struct message_amended_data *data = scene_data(0);

	cr_assert_eq(result->message.pos, 40);
	cr_assert_eq(result->seq, 18);
	cr_assert_eq(scene.decision.events[0].thread.pos, 40);
	cr_assert(text_is(data->body, "5 mg"));
	cr_assert(text_is(data->reason, "Typing error"));
}

Test(decide_message, a_redaction_says_which_message_and_why)
{
	const struct message_redact_result *result = SCENE_DECIDE(message_redact, &redact, EVENT_message_redacted);

	cr_assert_eq(result->message.pos, 40);
	cr_assert_eq(result->seq, 18);
	cr_assert_eq(scene.decision.events[0].thread.pos, 40);
	cr_assert(text_is(((const struct message_redacted_data *)scene_data(0))->reason, "Wrong patient"));
}

Test(decide_message, what_was_taken_back_is_neither_amended_nor_taken_back_again)
{
	scene.facts.message.is_redacted = true;
	scene_refuses(COMMAND_message_amend, &amend, ERROR_CONFLICT, "args.message");
	scene_refuses(COMMAND_message_redact, &redact, ERROR_CONFLICT, "args.message");
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

Test(decide_message, a_mark_moves_forwards_and_never_backwards)
{
	struct read_mark_args args = {.thread = {40}};

	for (args.seq = 0; args.seq <= 5; args.seq++) { /* read up to 5 already */
		const struct read_mark_result *result = scene_decide(COMMAND_read_mark, &args, 0, NULL);

		cr_assert_eq(result->seq, 5, "two devices read at once, and that is no error");
		cr_assert_eq(result->thread.pos, 40);
	}
	for (; args.seq <= 9; args.seq++) {
		cr_assert_eq(SCENE_DECIDE(read_mark, &args, EVENT_read_marked)->seq, args.seq);
		cr_assert_eq(((const struct read_marked_data *)scene_data(0))->seq, args.seq);
	}
	scene_refuses(COMMAND_read_mark, &args, ERROR_BAD_REQUEST, "args.seq"); /* nothing is there to be read */
}
