#include "app/demo_seed.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { PRACTICES_MOST = 16, SPECIALISTS_MOST = 8, LINKS_AGREED_ON = 20260105, MDT_FIRST_ON = 20260106 };

struct seeding {
	struct engine *engine;
	struct people_file *people;
	int command_count;
	char *why;
};

struct demo_organisation {
	const char *code;
	enum organisation_kind kind;
	const char *name;
	const char *neighbourhood;
};

struct demo_neighbourhood {
	const char *id;
	const char *name;
	int64_t population;
};

struct demo_person {
	const char *id;
	const char *display_name;
	uint32_t roles;
	const char *job_title;
	const char *professional_number;
	const char *organisation;
	const char *neighbourhood;
	int32_t treatment_function;
};

struct demo_link {
	const char *neighbourhood;
	int32_t treatment_function;
	const char *specialists; /* with blanks between them, the lead first */
	int64_t reply_working_days;
	int64_t weekly_limit;
};

#define NOTHING(...)
#define ROW(...) {__VA_ARGS__},

#define ORGANISATION ROW
#define NEIGHBOURHOOD NOTHING
#define PERSON NOTHING
#define LINK NOTHING
static const struct demo_organisation ORGANISATIONS[] = {
#include "app/demo.def"
};
#undef ORGANISATION
#undef NEIGHBOURHOOD
#define ORGANISATION NOTHING
#define NEIGHBOURHOOD ROW
static const struct demo_neighbourhood NEIGHBOURHOODS[] = {
#include "app/demo.def"
};
#undef NEIGHBOURHOOD
#undef PERSON
#define NEIGHBOURHOOD NOTHING
#define PERSON ROW
static const struct demo_person PEOPLE[] = {
#include "app/demo.def"
};
#undef PERSON
#undef LINK
#define PERSON NOTHING
#define LINK ROW
static const struct demo_link LINKS[] = {
#include "app/demo.def"
};
#undef LINK

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* Runs one command as "system"; what names it in a complaint. Copies its result out, unless that is NULL. */
static enum error run_for(
	struct seeding *seeding, enum command_kind kind, const void *args, const char *what, void *result)
{
	struct request *request = request_new(NULL, 0);
	struct refusal refusal;
	enum error error;

	if (!request)
		return ERROR_BUSY;
	request->command.row = command_row(kind);
	request->command.args = args;
	snprintf(request->command.txn.text, sizeof(request->command.txn.text), "demo-%d", ++seeding->command_count);
	error = engine_execute(seeding->engine, request);
	refusal = request->refusal;
	if (error)
		snprintf(seeding->why, DEMO_WHY_BYTES, "%s of %s failed: %.*s", request->command.row->wire, what,
			TEXT_ARGS(refusal.sentence.data ? refusal.sentence : text_of(error_sentence(error))));
	if (!error && result)
		memcpy(result, request->result, request->command.row->result->size);
	request_free(request);
	return error;
}

static enum error run(struct seeding *seeding, enum command_kind kind, const void *args, const char *what)
{
	return run_for(seeding, kind, args, what, NULL);
}

/* Handles in demo.def fit; one that would not is cut, and then refused. */
#define COPY_ID(id, string) snprintf((id).text, sizeof((id).text), "%s", string)

static struct text optional_text(const char *string)
{
	return string[0] ? text_of(string) : (struct text){0};
}

static enum error add_organisation(struct seeding *seeding, const struct demo_organisation *demo)
{
	struct organisation_create_args args = {.name = text_of(demo->name), .kind = demo->kind};

	COPY_ID(args.organisation, demo->code);
	return run(seeding, COMMAND_organisation_create, &args, demo->code);
}

static void add_practice(struct list *list, struct organisation_id *practices, const char *code)
{
	COPY_ID(practices[list->count], code);
	list->count++;
}

static enum error add_neighbourhood(struct seeding *seeding, const struct demo_neighbourhood *demo)
{
	struct organisation_id practices[PRACTICES_MOST];
	struct neighbourhood_create_args args = {
		.name = text_of(demo->name), .population = demo->population, .practices = {practices, 0}};

	for (size_t i = 0; i < COUNT_OF(ORGANISATIONS) && args.practices.count < PRACTICES_MOST; i++) {
		if (strcmp(ORGANISATIONS[i].neighbourhood, demo->id) == 0)
			add_practice(&args.practices, practices, ORGANISATIONS[i].code);
	}
	COPY_ID(args.neighbourhood, demo->id);
	return run(seeding, COMMAND_neighbourhood_create, &args, demo->id);
}

/* <person>-1, dots become dashes. */
static enum error enrol_device(struct seeding *seeding, const struct demo_person *demo)
{
	struct device_enrol_args args = {0};

	snprintf(args.device.text, sizeof(args.device.text), "%s-1", demo->id);
	for (char *byte = args.device.text; *byte; byte++) {
		if (*byte == '.')
			*byte = '-';
	}
	COPY_ID(args.person, demo->id);
	return run(seeding, COMMAND_device_enrol, &args, args.device.text);
}

static enum error give_credentials(struct seeding *seeding, const struct demo_person *demo)
{
	struct person_id person;
	struct people_row row = {.person = demo->id, .display_name = demo->display_name, .roles = demo->roles};
	enum error error = people_row_invent(&row);

	COPY_ID(person, demo->id);
	if (!error)
		error = engine_set_credential(
			seeding->engine, person, text_of(row.password), row.totp_secret, sizeof(row.totp_secret));
	if (!error)
		error = people_file_add(seeding->people, &row);
	if (error)
		snprintf(seeding->why, DEMO_WHY_BYTES, "the password of %s could not be kept.", demo->id);
	people_row_forget(&row);
	return error;
}

static enum error add_person(struct seeding *seeding, const struct demo_person *demo)
{
	struct person_create_args args = {
		.display_name = text_of(demo->display_name),
		.roles = demo->roles,
		.job_title = optional_text(demo->job_title),
		.professional_number = optional_text(demo->professional_number),
		.treatment_function = demo->treatment_function,
	};
	enum error error;

	COPY_ID(args.person, demo->id);
	COPY_ID(args.organisation, demo->organisation);
	COPY_ID(args.neighbourhood, demo->neighbourhood);
	error = run(seeding, COMMAND_person_create, &args, demo->id);
	if (!error)
		error = enrol_device(seeding, demo);
	return error ? error : give_credentials(seeding, demo);
}

/* How many there are. */
static size_t split_ids(const char *words, struct person_id ids[SPECIALISTS_MOST])
{
	size_t count = 0;

	while (*words && count < SPECIALISTS_MOST) {
		size_t length = strcspn(words, " ");

		snprintf(ids[count++].text, sizeof(ids->text), "%.*s", (int)length, words);
		words += length + strspn(words + length, " ");
	}
	return count;
}

static enum error add_link(struct seeding *seeding, const struct demo_link *demo)
{
	struct person_id specialists[SPECIALISTS_MOST];
	struct link_create_args args = {
		.treatment_function = demo->treatment_function,
		.specialists = {specialists, split_ids(demo->specialists, specialists)},
		.reply_working_days = demo->reply_working_days,
		.weekly_limit = demo->weekly_limit,
		.agreed_on = LINKS_AGREED_ON,
	};

	COPY_ID(args.neighbourhood, demo->neighbourhood);
	return run(seeding, COMMAND_link_create, &args, demo->specialists);
}

/* The chairs are members whether they are listed or not. Its first meeting is planned by its rhythm. */
static enum error add_mdt(struct seeding *seeding)
{
	static struct person_id members[] = {{"a.khan"}, {"c.lewis"}, {"e.okafor"}, {"h.silva"}, {"m.grant"}};
	static int32_t required[] = {320, 430};
	struct mdt_create_args create = {
		.neighbourhood = {"riverside"},
		.name = text_of("Riverside frailty MDT"),
		.chair = {"k.byrne"},
		.deputy_chair = {"b.osei"},
		.members = {members, COUNT_OF(members)},
		.required = {required, COUNT_OF(required)},
		.every_weeks = 2,
		.first_on = MDT_FIRST_ON,
	};
	struct mdt_create_result created = {0};
	struct mdt_schedule_args schedule = {0};
	struct mdt_schedule_result scheduled;
	enum error error = run_for(seeding, COMMAND_mdt_create, &create, "the MDT", &created);

	schedule.conversation = created.conversation;
	return error ? error : run_for(seeding, COMMAND_mdt_schedule, &schedule, "the MDT", &scheduled);
}

enum error demo_seed(struct engine *engine, struct people_file *people, char why[DEMO_WHY_BYTES])
{
	struct seeding seeding = {.engine = engine, .people = people, .why = why};
	enum error error = OK;

	why[0] = '\0';
	for (size_t i = 0; i < COUNT_OF(ORGANISATIONS) && !error; i++)
		error = add_organisation(&seeding, &ORGANISATIONS[i]);
	for (size_t i = 0; i < COUNT_OF(NEIGHBOURHOODS) && !error; i++)
		error = add_neighbourhood(&seeding, &NEIGHBOURHOODS[i]);
	for (size_t i = 0; i < COUNT_OF(PEOPLE) && !error; i++)
		error = add_person(&seeding, &PEOPLE[i]);
	for (size_t i = 0; i < COUNT_OF(LINKS) && !error; i++)
		error = add_link(&seeding, &LINKS[i]);
	return error ? error : add_mdt(&seeding);
}
