/* What can happen, by the word that tells it. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/ledger/script.h"

/* Short words of the scripts for long ones of the contract. */
static const char *const short_words[][2] = {
	{"advice_only", "ADVICE_ONLY_NO_REFERRAL_RECOMMENDED"},
	{"if_required", "ADVICE_FOLLOWED_BY_REFERRAL_IF_REQUIRED"},
	{"recommended", "REFERRAL_RECOMMENDED"},
	{"other", "OTHER"},
	{"managed", "managed_in_primary_care"},
};

static int word_of(struct script *script, const struct vocabulary *vocabulary, const char *token)
{
	for (size_t i = 0; i < sizeof short_words / sizeof short_words[0]; i++)
		token = strcmp(token, short_words[i][0]) == 0 ? short_words[i][1] : token;
	int word = vocabulary_word(vocabulary, text_of(token));

	if (word == 0)
		script_fail(script, "%s is no %s", token, vocabulary->name);
	return word;
}

static size_t link_of(struct script *script, const char *token)
{
	for (size_t i = 0; i < history_link_count; i++) {
		if (strcmp(history_links[i].name, token) == 0)
			return i;
	}
	script_fail(script, "%s is no link", token);
	return 0;
}

/* The arguments after the verb are always there: what the line does not say is "". */
static enum error ask(struct script *script, char **args)
{
	int intent = word_of(script, &intent_vocabulary, args[2]);
	int patient = args[3][0] ? atoi(args[3]) : 1;

	return history_ask(&script->history, script_letter(script, args[0]), link_of(script, args[1]),
		(enum intent)intent, patient);
}

static enum error answer(struct script *script, char **args)
{
	int recommendation = word_of(script, &recommendation_vocabulary, args[1]);

	return history_answer(&script->history, script_letter(script, args[0]), (enum recommendation)recommendation);
}

static enum error close_case(struct script *script, char **args)
{
	int outcome = word_of(script, &outcome_vocabulary, args[1]);

	return history_close_case(&script->history, script_letter(script, args[0]), (enum outcome)outcome);
}

static enum error refer(struct script *script, char **args)
{
	return history_refer(&script->history, script_letter(script, args[0]), atoi(args[1]));
}

static enum error reopen(struct script *script, char **args)
{
	return history_reopen(&script->history, script_letter(script, args[0]), strcmp(args[1], "specialist") == 0);
}

static enum error record(struct script *script, char **args)
{
	return history_record(
		&script->history, atoi(args[0]), atoi(args[1]), script_date(script, args[2]), args[3], args[4]);
}

/* "-" is no function at all. */
static const char *functions_of(const char *token)
{
	return strcmp(token, "-") == 0 ? "" : token;
}

static enum error put_before_mdt(struct script *script, char **args)
{
	bool has_source = strcmp(args[2], "from") == 0;
	int source = has_source ? script_letter(script, args[3]) : -1;
	int patient = args[2][0] && !has_source ? atoi(args[2]) : 1;

	return history_mdt_add(
		&script->history, script_letter(script, args[0]), functions_of(args[1]), patient, source);
}

static enum error speak(struct script *script, char **args)
{
	return history_mdt_speak(&script->history, script_letter(script, args[0]), link_of(script, args[1]),
		strcmp(args[2], "team") != 0);
}

static enum error decide_for(struct script *script, char **args)
{
	const char *managed = "", *refer_to = "";

	for (int i = 1; args[i][0]; i += 2) {
		bool is_managed = strcmp(args[i], "managed") == 0;

		if (!is_managed && strcmp(args[i], "refer") != 0)
			script_fail(script, "a case is managed or referred, not %s", args[i]);
		*(is_managed ? &managed : &refer_to) = args[i + 1];
	}
	return history_mdt_decide(&script->history, script_letter(script, args[0]), managed, refer_to);
}

static enum error again(struct script *script, char **args)
{
	(void)args;
	return history_again(&script->history);
}

static enum error review(struct script *script, char **args)
{
	(void)args;
	return history_review(&script->history);
}

static const struct {
	const char *verb;
	enum error (*tell)(struct script *script, char **args);
} verbs[] = {
	{"ask", ask},
	{"answer", answer},
	{"close", close_case},
	{"refer", refer},
	{"reopen", reopen},
	{"record", record},
	{"mdt", put_before_mdt},
	{"speak", speak},
	{"decide", decide_for},
	{"again", again},
	{"review", review},
};

enum error script_happen(struct script *script, int first)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(script->tokens[first], verbs[i].verb) == 0)
			return verbs[i].tell(script, script->tokens + first + 1);
	}
	script_fail(script, "nobody knows how to %s", script->tokens[first]);
	return OK;
}
