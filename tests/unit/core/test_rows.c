/* The rows made from commands.def, events.def and vocabulary.def. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "core/command.h"
#include "core/event.h"
#include "core/treatment_function.h"

Test(rows, a_command_is_found_by_its_wire_name_and_by_no_other)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_row *row = command_row((enum command_kind)i);

		cr_assert_eq(row->kind, i);
		cr_assert_eq(command_find(text_of(row->wire)), row);
		cr_assert_not_null(row->args);
		cr_assert_not_null(row->result);
		cr_assert(row->roles != 0 && row->rule < RULE_COUNT, "%s", row->wire);
		cr_assert(row->who[0] && row->doc[0], "%s", row->wire);
	}
	cr_assert_null(command_find(text_of("")));
	cr_assert_null(command_find(text_of("case.as")));
	cr_assert_null(command_find(text_of("case.asks")));
	cr_assert_null(command_find(text_of("CASE.ASK")));
	cr_assert_null(command_find((struct text){NULL, 0}));
}

Test(rows, an_event_is_found_by_its_wire_name_and_by_no_other)
{
	for (size_t i = 0; i < EVENT_COUNT; i++) {
		const struct event_row *row = event_row((enum event_kind)i);

		cr_assert_eq(row->kind, i);
		cr_assert_eq(event_find(text_of(row->wire)), row);
		cr_assert_not_null(row->data);
	}
	cr_assert_null(event_find(text_of("case.ask")));
	cr_assert_null(event_find(text_of("")));
}

Test(rows, words_are_numbered_from_one_and_absent_is_zero)
{
	cr_assert_str_eq(vocabulary_wire(&role_vocabulary, ROLE_AUDITOR), "auditor");
	cr_assert_eq(vocabulary_word(&role_vocabulary, text_of("auditor")), ROLE_AUDITOR);
	cr_assert_null(vocabulary_wire(&role_vocabulary, 0));
	cr_assert_null(vocabulary_wire(&role_vocabulary, -1));
	cr_assert_null(vocabulary_wire(&role_vocabulary, role_end_));
	cr_assert_eq(vocabulary_word(&role_vocabulary, text_of("audit")), 0);
	cr_assert_eq(vocabulary_word(&role_vocabulary, text_of("")), 0);
}

Test(rows, fields_of_a_record_have_names_of_their_own_and_fit_into_it)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct record_type *types[] = {
			command_row((enum command_kind)i)->args, command_row((enum command_kind)i)->result};

		for (size_t t = 0; t < 2; t++) {
			for (size_t f = 0; f < types[t]->field_count; f++) {
				cr_assert(types[t]->fields[f].offset < types[t]->size);
				for (size_t g = 0; g < f; g++)
					cr_assert_str_neq(types[t]->fields[f].name, types[t]->fields[g].name);
			}
		}
	}
}

Test(rows, treatment_functions_are_in_order_and_the_seed_table_is_whole)
{
	static const int seed[][3] = {
		{420, 19, 50}, {320, 28, 62}, {330, 22, 58}, {340, 12, 36}, {400, 9, 26}, {120, 23, 49}};
	size_t count = 0;
	const struct treatment_function *list = treatment_function_list(&count);

	for (size_t i = 1; i < count; i++)
		cr_assert(list[i - 1].code < list[i].code, "%d", list[i].code);
	for (size_t i = 0; i < sizeof seed / sizeof seed[0]; i++) {
		const struct treatment_function *function = treatment_function_find(seed[i][0]);

		cr_assert_not_null(function);
		cr_assert_eq(function->expected_first, seed[i][1]);
		cr_assert_eq(function->expected_total, seed[i][2]);
	}
	cr_assert_not_null(treatment_function_find(430));
	cr_assert_null(treatment_function_find(0));
	cr_assert_null(treatment_function_find(321 * 1000));
}
