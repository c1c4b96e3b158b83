/* The states of a case, thread.list and conversation.list. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/working_time.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static struct facts thread_facts(struct world *world, struct thread_id thread)
{
	struct references references = {.actor = person("a.khan"), .thread = thread};

	return world_facts(world, &references);
}

/* The row of a thread for somebody; fails when it is not listed. */
static const struct thread_row *row_for(struct world *world, const char *as, struct thread_id thread)
{
	struct thread_list_args args = {0};
	const struct thread_list_result *result = world_query(world, NULL, as, COMMAND_thread_list, &args, NULL);
	const struct thread_row *rows = result->threads.items;

	size_t at = 0;

	while (at < result->threads.count && rows[at].thread.pos != thread.pos)
		at++;
	cr_assert(at < result->threads.count, "%s does not see thread t%lld", as, (long long)thread.pos);
	return &rows[at];
}

CONTRACT(cases, go_from_question_to_outcome)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t due = world.now_ms + (int64_t)MS_PER_DAY;
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = due});
	struct thread_facts now = thread_facts(&world, thread).thread;
	cr_assert_eq(now.state, STATE_AWAITING_ANSWER);
	cr_assert_eq(now.reply_due_ms, due);
	cr_assert_eq(now.answer_count, 0);

	int64_t asked_back_at = world.now_ms;
	world_want_information(&world, world.cardiology, thread, "e.okafor", "Which dose?");
	now = thread_facts(&world, thread).thread;
	cr_assert_eq(now.state, STATE_AWAITING_INFORMATION);
	cr_assert_eq(now.reply_due_ms, 0);
	cr_assert_eq(now.paused_left_ms, working_time_between(asked_back_at, due));
	cr_assert(now.paused_left_ms > 0);

	struct message_sent_data reply = {
		.message = {store_last_pos(subject.store) + 1}, .body = text_of("5 mg"), .reply_due = due + 5000};
	world_happens(&world, EVENT_message_sent, world.cardiology, thread, "a.khan", &reply);
	now = thread_facts(&world, thread).thread;
	cr_assert_eq(now.state, STATE_AWAITING_ANSWER);
	cr_assert_eq(now.reply_due_ms, due + 5000);
	cr_assert_eq(now.paused_left_ms, 0);

	world_answer(&world, world.cardiology, thread, "e.okafor", "Wait", RECOMMENDATION_ADVICE_ONLY);
	now = thread_facts(&world, thread).thread;
	cr_assert_eq(now.state, STATE_ANSWERED);
	cr_assert_eq(now.reply_due_ms, 0);
	cr_assert_eq(now.answer_count, 1);
	cr_assert_eq(now.last_recommendation, RECOMMENDATION_ADVICE_ONLY);

	world_close(&world, world.cardiology, thread, "a.khan", OUTCOME_MANAGED_IN_PRIMARY_CARE);
	now = thread_facts(&world, thread).thread;
	cr_assert_eq(now.state, STATE_CLOSED);
	cr_assert_eq(now.outcome, OUTCOME_MANAGED_IN_PRIMARY_CARE);
	cr_assert_not(now.is_referred);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(cases, open_again_where_the_next_move_lies)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t due = world.now_ms + 5 * (int64_t)MS_PER_DAY;
	struct thread_id promised = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id answered = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id silent = world_ask(&world, world.cardiology, &(struct asking){0});
	world_answer(&world, world.cardiology, answered, "e.okafor", "Wait", RECOMMENDATION_REFERRAL);
	struct thread_id all[] = {promised, answered, silent};
	for (size_t i = 0; i < 3; i++)
		world_close(&world, world.cardiology, all[i], "a.khan",
			i == 1 ? OUTCOME_REFERRED : OUTCOME_NO_LONGER_NEEDED);
	cr_assert(thread_facts(&world, answered).thread.is_referred, "closing as referred is a referral");
	world_reopen(&world, world.cardiology, promised, "a.khan", due);
	world_reopen(&world, world.cardiology, answered, "e.okafor", 0);
	world_reopen(&world, world.cardiology, silent, "e.okafor", 0);
	cr_assert_eq(thread_facts(&world, promised).thread.state, STATE_AWAITING_ANSWER);
	cr_assert_eq(thread_facts(&world, promised).thread.reply_due_ms, due);
	cr_assert_eq(thread_facts(&world, promised).thread.outcome, 0);
	cr_assert_eq(thread_facts(&world, answered).thread.state, STATE_ANSWERED);
	cr_assert_eq(thread_facts(&world, silent).thread.state, STATE_AWAITING_ANSWER);
	cr_assert_eq(thread_facts(&world, silent).thread.reply_due_ms, 0);
	cr_assert_eq(row_for(&world, "a.khan", answered)->closed_at, 0);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(cases, can_lapse_before_information_is_requested)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread =
		world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = world.now_ms + 500});
	cr_assert(row_for(&world, "a.khan", thread)->overdue);
	world_want_information(&world, world.cardiology, thread, "e.okafor", "Which dose?");
	cr_assert_eq(thread_facts(&world, thread).thread.paused_left_ms, 0, "never negative");
	cr_assert_not(row_for(&world, "a.khan", thread)->overdue, "the clock stands still");
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(thread_list, says_whose_move_it_is)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){.patient = "SMITH, Jane"});
	cr_assert(row_for(&world, "e.okafor", thread)->waiting_on_me);
	cr_assert_not(row_for(&world, "a.khan", thread)->waiting_on_me);
	world_want_information(&world, world.cardiology, thread, "e.okafor", "Which dose?");
	cr_assert_not(row_for(&world, "e.okafor", thread)->waiting_on_me);
	cr_assert(row_for(&world, "a.khan", thread)->waiting_on_me);
	cr_assert_not(row_for(&world, "b.osei", thread)->waiting_on_me, "only the asker");
	world_answer(&world, world.cardiology, thread, "e.okafor", "Wait", RECOMMENDATION_OTHER);
	cr_assert(row_for(&world, "a.khan", thread)->waiting_on_me);
	world_close(&world, world.cardiology, thread, "b.osei", OUTCOME_INVESTIGATE_FIRST);
	cr_assert_not(row_for(&world, "a.khan", thread)->waiting_on_me);
	const struct thread_row *row = row_for(&world, "b.osei", thread);
	cr_assert(text_is(row->title, "Title"));
	cr_assert_not_null(row->patient);
	cr_assert_str_eq(row->patient->nhs_number.text, "9990000018");
	cr_assert(text_is(row->patient->name, "SMITH, Jane"));
	cr_assert(text_is(row->opened_by_name, "Dr Aisha Khan"));
	cr_assert(text_is(row->asked_name, "Dr Emeka Okafor"));
	cr_assert_eq(row->outcome, OUTCOME_INVESTIGATE_FIRST);
	cr_assert_eq(row->recommendation, RECOMMENDATION_OTHER);
	cr_assert(row->closed_at > row->opened_at);
	world_deinit(&world);
	subject_close(&subject);
}

/* --- order and pages ---------------------------------------------------------------------------------------------- */

/* Reads pages of two and appends the ids. */
static void read_all(struct world *world, const char *as, struct thread_list_args args, int64_t *ids, size_t *count)
{
	const struct thread_list_result *result;

	args.limit = 2;
	*count = 0;
	do {
		result = world_query(world, NULL, as, COMMAND_thread_list, &args, NULL);
		cr_assert(result->threads.count <= 2);
		for (size_t i = 0; i < result->threads.count; i++) {
			args.before = ((const struct thread_row *)result->threads.items)[i].thread;
			ids[(*count)++] = args.before.pos;
		}
		cr_assert(result->complete || result->threads.count == 2);
	} while (!result->complete);
}

CONTRACT(thread_list, puts_the_oldest_promise_first_and_pages_through)
{
	struct subject subject;
	struct world world;
	int64_t ids[20];
	size_t count;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t soon = world.now_ms + (int64_t)MS_PER_DAY;
	struct thread_id late = world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = soon + 2000});
	struct thread_id early =
		world_ask(&world, world.hillside, &(struct asking){.by = "d.moore", .reply_due_ms = soon});
	struct thread_id same = world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = soon + 2000});
	struct thread_id done = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id topic = world_topic(&world, world.hillside, "d.moore", "Clinic", "News");
	world_answer(&world, world.cardiology, done, "e.okafor", "Wait", RECOMMENDATION_OTHER);
	struct thread_id expected[] = {early, late, same, done, topic};
	read_all(&world, "e.okafor", (struct thread_list_args){0}, ids, &count);
	cr_assert_eq(count, 5);
	for (size_t i = 0; i < 5; i++)
		cr_assert_eq(ids[i], expected[i].pos, "place %zu", i);
	world_say(&world, world.hillside, topic, "e.okafor", "Thanks");
	read_all(&world, "e.okafor", (struct thread_list_args){0}, ids, &count);
	cr_assert_eq(ids[3], topic.pos, "it has the newest message now");
	read_all(&world, "e.okafor", (struct thread_list_args){.conversation = world.hillside}, ids, &count);
	cr_assert_eq(count, 2);
	read_all(&world, "a.khan", (struct thread_list_args){0}, ids, &count);
	cr_assert_eq(count, 3, "what is not mine is not there");
	read_all(&world, "n.shaw", (struct thread_list_args){0}, ids, &count);
	cr_assert_eq(count, 0);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(thread_list, filters_by_state_and_by_whose_move_it_is)
{
	struct subject subject;
	struct world world;
	int64_t ids[20];
	size_t count;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id waiting = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id answered = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id closed = world_ask(&world, world.cardiology, &(struct asking){.by = "b.osei"});
	struct thread_id topic = world_topic(&world, world.cardiology, "a.khan", "Clinic", "News");
	world_answer(&world, world.cardiology, answered, "e.okafor", "Wait", RECOMMENDATION_OTHER);
	world_close(&world, world.cardiology, closed, "b.osei", OUTCOME_NO_LONGER_NEEDED);
	const struct {
		const char *as;
		enum thread_state state;
		enum waiting_on waiting_on;
		size_t count;
		int64_t first;
	} rows[] = {
		{"a.khan", 0, 0, 4, waiting.pos},
		{"a.khan", STATE_OPEN, 0, 3, waiting.pos},
		{"a.khan", STATE_CLOSED, 0, 1, closed.pos},
		{"a.khan", STATE_ANSWERED, 0, 1, answered.pos},
		{"a.khan", STATE_AWAITING_ANSWER, 0, 1, waiting.pos},
		{"a.khan", STATE_AWAITING_INFORMATION, 0, 0, 0},
		{"a.khan", 0, WAITING_ON_ME, 1, answered.pos},
		{"b.osei", 0, WAITING_ON_ME, 0, 0},
		{"e.okafor", 0, WAITING_ON_ME, 1, waiting.pos},
		{"e.okafor", STATE_OPEN, WAITING_ON_ME, 1, waiting.pos},
		{"e.okafor", STATE_CLOSED, WAITING_ON_ME, 0, 0},
	};
	(void)topic;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct thread_list_args args = {.state = rows[i].state, .waiting_on = rows[i].waiting_on};

		read_all(&world, rows[i].as, args, ids, &count);
		cr_assert_eq(count, rows[i].count, "row %zu gives %zu", i, count);
		if (count > 0)
			cr_assert_eq(ids[0], rows[i].first, "row %zu", i);
	}
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(thread_list, does_not_know_a_cursor_that_is_not_mine)
{
	struct subject subject;
	struct world world;
	enum error error;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id theirs = world_topic(&world, world.hillside, "d.moore", "Clinic", "News");
	struct thread_list_args args = {.before = {theirs.pos + 100}};
	world_query(&world, NULL, "a.khan", COMMAND_thread_list, &args, &error);
	cr_assert_eq(error, ERROR_NOT_FOUND);
	args.before = theirs;
	world_query(&world, NULL, "a.khan", COMMAND_thread_list, &args, &error);
	cr_assert_eq(error, ERROR_NOT_FOUND);
	world_query(&world, NULL, "d.moore", COMMAND_thread_list, &args, &error);
	cr_assert_eq(error, OK);
	world_deinit(&world);
	subject_close(&subject);
}

/* --- unread ------------------------------------------------------------------------------------------------------- */

CONTRACT(unread, counts_what_others_said_after_my_mark)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0}); /* seq 2 */
	world_say(&world, world.cardiology, thread, "e.okafor", "One");                     /* 3 */
	world_say(&world, world.cardiology, thread, "a.khan", "Two");                       /* 4 */
	world_say(&world, world.cardiology, thread, "e.okafor", "Three");                   /* 5 */
	cr_assert_eq(row_for(&world, "a.khan", thread)->unread, 2);
	cr_assert_eq(row_for(&world, "e.okafor", thread)->unread, 2);
	cr_assert_eq(row_for(&world, "b.osei", thread)->unread, 4);
	world_mark(&world, world.cardiology, thread, "a.khan", 4); /* 6 */
	cr_assert_eq(row_for(&world, "a.khan", thread)->unread, 1);
	cr_assert_eq(row_for(&world, "a.khan", thread)->read_seq, 4);
	world_mark(&world, world.cardiology, thread, "a.khan", 3); /* 7: backwards */
	cr_assert_eq(row_for(&world, "a.khan", thread)->unread, 1);
	cr_assert_eq(row_for(&world, "a.khan", thread)->read_seq, 4);
	world_mark(&world, world.cardiology, thread, "a.khan", 1000); /* 8: nobody reads the future */
	cr_assert_eq(row_for(&world, "a.khan", thread)->unread, 0);
	world_say(&world, world.cardiology, thread, "e.okafor", "Four");
	cr_assert_eq(row_for(&world, "a.khan", thread)->unread, 1);
	cr_assert_eq(row_for(&world, "a.khan", thread)->last_seq, 9);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(conversation_list, shows_counts_and_the_last_message)
{
	struct subject subject;
	struct world world;
	struct conversation_list_args args = {0};
	char body[400];

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	memset(body, 'x', sizeof(body));
	memcpy(body + 199, "\xc3\xa9", 2);
	body[sizeof(body) - 1] = '\0';
	struct thread_id first = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id second = world_ask(&world, world.cardiology, &(struct asking){0});
	struct message_id last = world_say(&world, world.cardiology, second, "b.osei", body);
	world_close(&world, world.cardiology, first, "a.khan", OUTCOME_NO_LONGER_NEEDED);
	const struct conversation_list_result *result =
		world_query(&world, NULL, "e.okafor", COMMAND_conversation_list, &args, NULL);
	const struct conversation_row *rows = result->conversations.items;
	cr_assert_eq(result->conversations.count, 2);
	cr_assert_eq(rows[0].conversation.pos, world.cardiology.pos);
	cr_assert(text_is(rows[0].name, "Riverside: Cardiology"));
	cr_assert_eq(rows[0].kind, CONVERSATION_LINK);
	cr_assert_eq(rows[0].treatment_function, WORLD_CARDIOLOGY);
	cr_assert_eq(rows[0].seq, 5);
	cr_assert_eq(rows[0].unread, 3);
	cr_assert_eq(rows[0].open_threads, 1);
	cr_assert_eq(rows[0].last_message->message.pos, last.pos);
	cr_assert_eq(rows[0].last_message->thread.pos, second.pos);
	cr_assert_str_eq(rows[0].last_message->by.text, "b.osei");
	cr_assert_eq(rows[0].last_message->body.length, 199, "no character is split");
	cr_assert_null(rows[1].last_message);
	cr_assert_eq(rows[1].unread, 0);
	world_redact(&world, world.cardiology, second, "b.osei", last, "Wrong patient");
	args.neighbourhood = neighbourhood("riverside");
	result = world_query(&world, NULL, "e.okafor", COMMAND_conversation_list, &args, NULL);
	rows = result->conversations.items;
	cr_assert_eq(result->conversations.count, 1);
	cr_assert(text_is_absent(rows[0].last_message->body));
	result = world_query(&world, NULL, "o.frost", COMMAND_conversation_list, &args, NULL);
	cr_assert_eq(result->conversations.count, 0, "administrators are no members");
	world_deinit(&world);
	subject_close(&subject);
}
