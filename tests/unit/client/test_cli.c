/* What is typed, and what becomes of it. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/cli/arguments.h"
#include "clients/cli/help.h"
#include "clients/cli/options.h"
#include "clients/cli/pick.h"
#include "clients/cli/refusal.h"

static void quiet(void)
{
	cr_redirect_stderr();
	cr_redirect_stdout();
}

TestSuite(cli, .init = quiet);

/* Reads a command line of words separated by '|' and returns the arguments it makes, or NULL. */
static json_t *typed(const char *line)
{
	static char program[] = "corridor";
	static char copy[1024];
	char *words[32] = {program};
	int count = 1;
	char *rest = NULL;
	struct invocation invocation = {0};
	json_t *args = NULL;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = strtok_r(copy, "|", &rest); word && count < 32; word = strtok_r(NULL, "|", &rest))
		words[count++] = word;
	if (options_read(count, words, &invocation)) {
		args = json_object();
		if (!arguments_fill(&invocation, args)) {
			json_decref(args);
			args = NULL;
		}
	}
	options_free(&invocation);
	return args;
}

Test(cli, what_is_typed_becomes_the_arguments_of_the_contract)
{
	static const struct {
		const char *line, *json;
	} rows[] = {
		{"reply|t88|Thank|you.", "{\"thread\":\"t88\",\"body\":\"Thank you.\"}"},
		{"reply|88|--mention|f.rossi,k.byrne|ok",
			"{\"thread\":\"t88\",\"body\":\"ok\",\"mentions\":[\"f.rossi\",\"k.byrne\"]}"},
		{"close|t1|--outcome=managed", "{\"thread\":\"t1\",\"outcome\":\"managed_in_primary_care\"}"},
		{"close|--outcome|redirected|t1|--note|sent on",
			"{\"thread\":\"t1\",\"outcome\":\"redirected\",\"note\":\"sent on\"}"},
		{"refer|t1|--specialty|cardiology", "{\"thread\":\"t1\",\"treatment_function\":\"320\"}"},
		{"mdt|create|--neighbourhood|riverside|--chair|k.byrne|--members|a.khan,e.okafor|--required|320,430"
		 "|--every-weeks|2|--first|2026-12-08|Riverside|frailty|MDT",
			"{\"neighbourhood\":\"riverside\",\"chair\":\"k.byrne\",\"members\":[\"a.khan\",\"e.okafor\"],"
			"\"required\":[\"320\",\"430\"],\"every_weeks\":2,\"first_on\":\"2026-12-08\","
			"\"name\":\"Riverside frailty MDT\"}"},
		{"mdt|update|40|--chair|b.osei|--clear|deputy_chair,rhythm",
			"{\"conversation\":\"c40\",\"chair\":\"b.osei\",\"clear\":[\"deputy_chair\",\"rhythm\"]}"},
		{"mdt|schedule|40|--opens|2026-12-08T09:00:00Z",
			"{\"conversation\":\"c40\",\"opens\":\"2026-12-08T09:00:00Z\"}"},
		{"mdt|agenda|90", "{\"meeting\":\"g90\"}"},
		{"mdt|add|g90|--thread|88|--question|Stop it?|--tag|standard|--would-refer|320,430",
			"{\"meeting\":\"g90\",\"thread\":\"t88\",\"question\":\"Stop it?\",\"tag\":\"standard_care\","
			"\"would_refer_to\":[\"320\",\"430\"]}"},
		{"mdt|add|g90|--nhs|9990000018|--title|Falls|--question|Why?|--tag|discuss",
			"{\"meeting\":\"g90\",\"patient\":{\"nhs_number\":\"9990000018\"},\"title\":\"Falls\","
			"\"question\":\"Why?\",\"tag\":\"discuss\"}"},
		{"mdt|order|g90|102,t95", "{\"meeting\":\"g90\",\"cases\":[\"t102\",\"t95\"]}"},
		{"mdt|contribute|t95|--dissent|--specialty|cardiology|Too|early",
			"{\"thread\":\"t95\",\"dissents\":true,\"treatment_function\":\"320\",\"body\":\"Too early\"}"},
		{"mdt|invite|t95|i.novak|Why?", "{\"thread\":\"t95\",\"person\":\"i.novak\",\"reason\":\"Why?\"}"},
		{"mdt|defer|t95|--to|g99|Later", "{\"thread\":\"t95\",\"meeting\":\"g99\",\"reason\":\"Later\"}"},
		{"mdt|decide|t95|--managed|320|--refer|430|--tells|a.khan|Stop",
			"{\"thread\":\"t95\",\"managed\":[\"320\"],\"refer\":[\"430\"],\"tells_patient\":\"a.khan\","
			"\"decision\":\"Stop\"}"},
		{"action|add|t95|--owner|a.khan|--due|2026-12-01|Repeat|ECG",
			"{\"thread\":\"t95\",\"owner\":\"a.khan\",\"due\":\"2026-12-01\",\"what\":\"Repeat ECG\"}"},
		{"action|done|97", "{\"action\":\"a97\"}"},
		{"action|cancel|a97|Died", "{\"action\":\"a97\",\"note\":\"Died\"}"},
		{"people|--specialty|320", "{\"treatment_function\":\"320\"}"},
		{"answer|t1|--answer|No.|--recommend|REFERRAL|--next|GP|--by|2026-12-01",
			"{\"thread\":\"t1\",\"answer\":\"No.\",\"recommendation\":\"REFERRAL_RECOMMENDED\",\"next_"
			"actor\":\"GP\","
			"\"next_by\":\"2026-12-01\"}"},
		{"ask|--nhs|999 000 0018|--name|SMITH, "
		 "Jane|--born|1961-03-14|--title|T|--question|Q|--intent|would_refer",
			"{\"patient\":{\"nhs_number\":\"999 000 0018\",\"name\":\"SMITH, "
			"Jane\",\"birth_date\":\"1961-03-14\"},\"title\":\"T\","
			"\"question\":\"Q\",\"intent\":\"would_refer\"}"},
		{"search|palpit*|--in|12|--by|a.khan",
			"{\"text\":\"palpit*\",\"filters\":{\"conversation\":\"c12\",\"by\":\"a.khan\"}}"},
		{"report|--by|month,practice", "{\"by\":[\"month\",\"practice\"]}"},
		{"reply|t1|--|--not-an-option", "{\"thread\":\"t1\",\"body\":\"--not-an-option\"}"},
		{"amend|91|--reason|typing|new words",
			"{\"message\":\"m91\",\"body\":\"new words\",\"reason\":\"typing\"}"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *args = typed(rows[i].line);
		json_t *expected = json_loads(rows[i].json, 0, NULL);
		char *text = args ? json_dumps(args, JSON_COMPACT) : NULL;

		cr_assert(args && json_equal(args, expected), "%s gives %s", rows[i].line, text ? text : "nothing");
		free(text);
		json_decref(args);
		json_decref(expected);
	}
}

Test(cli, what_makes_no_sense_is_refused_before_anything_is_sent)
{
	static const char *const lines[] = {
		"burn",
		"reply|t1",
		"close|t1",
		"close|t1|--outcome",
		"close|t1|--outcome|healed",
		"close|t1|--outcome|re",
		"people|extra",
		"people|--specialty|paediatric",
		"inbox|--limit|many",
		"inbox|--all=yes",
		"--loud|people",
		"show|--help=1",
		"answer|t1|--answer|x|--next|GP",
		"report|--by|month,colour",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		json_t *args = typed(lines[i]);

		cr_assert_null(args, "%s", lines[i]);
	}
}

Test(cli, every_command_is_documented_with_an_example_that_can_be_read)
{
	for (size_t i = 0; command_rows[i]; i++) {
		const struct command_row *row = command_rows[i];
		size_t length = strlen(row->name);

		cr_assert(row->summary && row->examples && row->run, "%s", row->name);
		cr_assert(strncmp(row->examples, row->name, length) == 0, "%s", row->name);
		cr_assert_eq(command_named(row->name), row);
		cr_assert(!row->wire || words_command_kind(row->wire), "%s is not in the contract", row->name);
		help_print(stdout, row);
	}
	help_print_all(stdout);
}

static json_t *links(void)
{
	return json_loads("[{\"conversation\":\"c1\",\"treatment_function_name\":\"Cardiology "
			  "Service\",\"neighbourhood_name\":\"Riverside\","
			  "\"specialists\":[{\"person\":\"e.okafor\",\"display_name\":\"Dr Emeka Okafor\"}]},"
			  "{\"conversation\":\"c2\",\"treatment_function_name\":\"Dermatology "
			  "Service\",\"neighbourhood_name\":\"Riverside\","
			  "\"specialists\":[{\"person\":\"f.rossi\",\"display_name\":\"Dr Francesca Rossi\"},"
			  "{\"person\":\"f.rossi-okafor\",\"display_name\":\"Dr F Rossi-Okafor\"}]}]",
		0, NULL);
}

Test(cli, a_specialist_is_found_by_id_or_by_part_of_a_name_when_there_is_one)
{
	json_t *all = links();
	struct pick pick;

	cr_assert_eq(pick_specialist(all, "e.okafor", &pick), STATUS_OK);
	cr_assert_str_eq(pick.conversation, "c1");
	cr_assert_eq(pick_specialist(all, "f.rossi", &pick), STATUS_OK, "a whole id is not part of another");
	cr_assert_str_eq(pick.conversation, "c2");
	cr_assert_eq(pick_specialist(all, "francesca", &pick), STATUS_OK);
	cr_assert_str_eq(pick.person, "f.rossi");
	cr_assert_eq(pick_specialist(all, "okafor", &pick), STATUS_USAGE, "two have it");
	cr_assert_eq(pick_specialist(all, "nobody", &pick), STATUS_USAGE);
	json_decref(all);
}

static void tell(const char *args_json, const char *refusal)
{
	json_t *args = json_loads(args_json, 0, NULL);
	json_t *root = json_loads(refusal, 0, NULL);

	refusal_tell(command_named("close"), args, root);
	json_decref(args);
	json_decref(root);
}

Test(cli, a_refusal_says_what_to_do_next)
{
	tell("{\"thread\":\"t99\"}",
		"{\"ok\":false,\"error\":{\"code\":\"not_found\",\"message\":\"There is no such thing.\"}}");
	tell("{\"thread\":\"t1\"}", "{\"ok\":false,\"error\":{\"code\":\"bad_request\",\"message\":\"This is no "
				    "outcome.\",\"field\":\"args.outcome\"}}");
	fflush(stderr);
	cr_assert_stderr_eq_str("There is no thread t99 that you may see. `corridor inbox` lists yours.\n"
				"This is no outcome. (--outcome)\n");
}
