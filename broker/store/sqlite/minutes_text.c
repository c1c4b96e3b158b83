#include "store/sqlite/minutes_text.h"

#include <inttypes.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/treatment_function.h"

/* 24 November 2026 09:00 */
static void put_time(struct buffer *out, int64_t time_ms)
{
	int64_t local_ms = time_ms + calendar_london_offset_ms(time_ms);
	char wire[25];

	calendar_format_time(local_ms, wire);
	buffer_append_format(out, "%.10s %.5s", wire, wire + 11);
}

static void put_date(struct buffer *out, int32_t date)
{
	char wire[11];

	calendar_format_date(date, wire);
	buffer_append_string(out, wire);
}

static void put_words(struct buffer *out, const char *label, struct text words)
{
	if (words.data)
		buffer_append_format(out, "%s: %.*s\n", label, TEXT_ARGS(words));
}

static const char *function_name(int32_t code)
{
	const struct treatment_function *function = treatment_function_find(code);

	return function ? function->name : "";
}

static void put_functions(struct buffer *out, const char *label, const struct list *functions)
{
	const int32_t *codes = functions->items;

	if (functions->count == 0)
		return;
	buffer_append_format(out, "%s: ", label);
	for (size_t i = 0; i < functions->count; i++)
		buffer_append_format(out, "%s%s (%03" PRId32 ")", i > 0 ? ", " : "", function_name(codes[i]), codes[i]);
	buffer_append_string(out, "\n");
}

static void put_patient(struct buffer *out, const struct patient *patient)
{
	if (!patient) {
		buffer_append_string(out, "Patient: identity removed\n");
		return;
	}
	buffer_append_format(out, "Patient: %.*s%sNHS number %.3s %.3s %.4s", TEXT_ARGS(patient->name),
		patient->name.data ? ", " : "", patient->nhs_number.text, patient->nhs_number.text + 3,
		patient->nhs_number.text + 6);
	if (patient->birth_date) {
		buffer_append_string(out, ", born ");
		put_date(out, patient->birth_date);
	}
	buffer_append_string(out, "\n");
}

static void put_view(struct buffer *out, const struct contribution_row *view)
{
	const char *voice = view->treatment_function ? function_name(view->treatment_function) : "Neighbourhood team";

	if (!view->contributed) {
		buffer_append_format(out, "- %s%s%.*s: not yet\n", view->guest ? "Guest" : voice,
			view->guest ? " " : "", TEXT_ARGS(view->display_name));
		return;
	}
	buffer_append_format(out, "- %s, %.*s", voice, TEXT_ARGS(view->display_name));
	if (view->professional_number.data)
		buffer_append_format(out, " (%.*s)", TEXT_ARGS(view->professional_number));
	buffer_append_format(out, "%s%s, ", view->guest ? ", guest" : "", view->dissents ? ", dissents" : "");
	put_time(out, view->at);
	if (view->body.data)
		buffer_append_format(out, ": %.*s\n", TEXT_ARGS(view->body));
	else
		buffer_append_string(out, ": words taken back\n");
}

static void put_decision(struct buffer *out, const struct decision_row *decision)
{
	put_words(out, "Decision", decision->decision);
	put_functions(out, "Managed by the team, no referral", &decision->managed);
	put_functions(out, "Referred to", &decision->refer);
	put_words(out, "Dissent", decision->dissent);
	put_words(out, "Patient's wishes", decision->patient_wishes);
	put_words(out, "Tells the patient", decision->tells_patient_name);
	buffer_append_format(out, "Signed: %.*s", TEXT_ARGS(decision->signed_by_name));
	if (decision->signed_by_professional_number.data)
		buffer_append_format(out, " (%.*s)", TEXT_ARGS(decision->signed_by_professional_number));
	buffer_append_string(out, ", ");
	put_time(out, decision->signed_at);
	buffer_append_string(out, "\n");
	if (decision->amended_at) {
		buffer_append_string(out, "Amended: ");
		put_time(out, decision->amended_at);
		buffer_append_format(out, ", %.*s\n", TEXT_ARGS(decision->amendment_reason));
		put_words(out, "Signed first", decision->original_decision);
	}
}

static void put_action(struct buffer *out, const struct action_row *action)
{
	buffer_append_format(out, "- %.*s: %.*s, by ", TEXT_ARGS(action->owner_name), TEXT_ARGS(action->what));
	put_date(out, action->due);
	buffer_append_format(out, "%s\n",
		action->state == ACTION_DONE        ? ", done"
		: action->state == ACTION_CANCELLED ? ", cancelled"
		: action->overdue                   ? ", overdue"
						    : "");
}

static const char *why_deferred(enum mdt_deferral deferral)
{
	switch (deferral) {
	case DEFERRED_NO_QUORUM:
		return "Deferred: a required specialty had not contributed";
	case DEFERRED_NOT_DECIDED:
		return "Deferred: the meeting closed before a decision";
	default:
		return "Deferred by the chair";
	}
}

static void put_case(struct buffer *out, const struct mdt_case_row *row)
{
	const struct contribution_row *views = row->contributions.items;
	const struct action_row *actions = row->actions.items;

	put_patient(out, row->patient);
	put_words(out, "Case", row->title);
	put_words(out, "Asked", row->question);
	put_words(out, "Documents", row->documents);
	buffer_append_format(out, "Tag: %s\n", row->tag == TAG_STANDARD_CARE ? "standard care" : "discuss");
	put_functions(out, "Without this meeting it would be referred to", &row->would_refer_to);
	buffer_append_format(out, "Contributions%s:\n", row->quorate ? "" : " (no quorum yet)");
	for (size_t i = 0; i < row->contributions.count; i++)
		put_view(out, &views[i]);
	if (row->decision)
		put_decision(out, row->decision);
	else if (row->deferred)
		buffer_append_format(out, "%s\n", why_deferred(row->deferred));
	else
		buffer_append_string(out, "Not decided yet\n");
	if (row->actions.count > 0)
		buffer_append_string(out, "Actions:\n");
	for (size_t i = 0; i < row->actions.count; i++)
		put_action(out, &actions[i]);
}

void minutes_text(const struct mdt_minutes_result *minutes, struct buffer *out)
{
	const struct mdt_case_row *cases = minutes->cases.items;

	buffer_append_format(out, "%.*s\n", TEXT_ARGS(minutes->name));
	if (minutes->meeting) {
		buffer_append_string(out, "Meeting: ");
		put_time(out, minutes->meeting->opens);
		buffer_append_string(out, " to ");
		put_time(out, minutes->meeting->closes);
		buffer_append_string(out, "\n");
	}
	for (size_t i = 0; i < minutes->cases.count; i++) {
		buffer_append_string(out, "\n");
		put_case(out, &cases[i]);
	}
}
