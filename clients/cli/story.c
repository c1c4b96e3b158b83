#include "story.h"

#include <stdbool.h>
#include <string.h>

#include "template.h"

static const struct {
	const char *event;
	const char *sentence; /* over the whole event; NULL: not worth a line */
} rows[] = {
	{"case.asked", "{by} asked {data.asked}[ instead of {data.redirected_from}][: {data.title}] ({data.urgency},"
		       " {data.reply_due:due})[; {data.deputy} answers until {data.away_until:time}]"},
	{"topic.opened", "{by} opened a topic[: {data.title}]"},
	{"message.sent", "{by}[: {data.body}]"},
	{"message.amended", "{by} corrected {data.message}[: {data.body}][ ({data.reason})]"},
	{"message.redacted", "{by} redacted {data.message}[ ({data.reason})]"},
	{"case.answered", "{by} answered[ for {data.on_behalf_of}][: {data.answer}] "
			  "({data.recommendation:recommendation})[ next: {data.next_actor}]"},
	{"case.information_requested", "{by} needs more[: {data.body}]"},
	{"case.referred", "{by} referred the patient to {data.treatment_function}[: {data.note}]"},
	{"case.filed", "{by} put the case on the record[ of {data.organisation}]"},
	{"case.closed", "{by} closed the case: {data.outcome:outcome}[ ({data.note})]"},
	{"case.reopened", "{by} opened the case again[: {data.reason}][ ({data.reply_due:due})]"},
	{"read.marked", "{by} has read up to #{data.seq}"},
	{"referral.avoided", "a referral counts as avoided, {data.state}"},
	{"referral.deferred", "an avoided referral was made after all ({data.cause:cause})"},
	{"referral.reopened", "nothing is claimed as avoided while the case is open again"},
	{"referral.confirmed", "an avoided referral is confirmed: 120 days have passed without one"},
	{"referral.recorded", "{by} recorded a referral made elsewhere, to {data.treatment_function}"},
	{"mdt.created", "{by} set up {data.name}, chaired by {data.chair}"},
	{"mdt.updated", "{by} changed {data.name}"},
	{"mdt.ended", "{by} ended this MDT[: {data.reason}]"},
	{"mdt.meeting_scheduled", "{by} planned meeting {data.meeting}, {data.opens:time} to {data.closes:time}"},
	{"mdt.meeting_rescheduled", "{by} moved meeting {data.meeting} to {data.opens:time}, until {data.closes:time}"},
	{"mdt.meeting_opened", "meeting {data.meeting} is open"},
	{"mdt.meeting_closed", "meeting {data.meeting} has closed: {data.decided} decided, {data.deferred} deferred"},
	{"mdt.case_added", "{by} put a case on the agenda of {data.meeting}[: {data.title}][, {data.question}]"},
	{"mdt.agenda_ordered", "{by} put the cases of {data.meeting} into another order"},
	{"mdt.contributed", "{by}[ for {data.treatment_function}][: {data.body}]"},
	{"mdt.guest_invited", "{by} invited {data.person} to this case[: {data.reason}]"},
	{"mdt.case_deferred", "the case is put off[ to {data.to}][: {data.reason}]"},
	{"mdt.decided", "{by} signed the decision[: {data.decision}][ (dissent: {data.dissent})]"},
	{"mdt.decision_amended", "{by} amended the decision[: {data.decision}][ ({data.reason})]"},
	{"action.added", "{by} gave {data.owner} an action for {data.due}[: {data.what}]"},
	{"action.changed", "{by} moved {data.action} to {data.owner}, for {data.due}[ ({data.reason})]"},
	{"action.finished", "{by} finished {data.action} ({data.state})[: {data.note}]"},
	{"action.reminded", "{data.owner} is reminded of {data.action}, for {data.due}"},
	{"action.overdue", "{data.action} of {data.owner} is overdue since {data.due}"},
	{"message.thanked", "{by} thanked {data.author} for {data.message}"},
	{"session.started", "{by} signed in"},
	{"session.ended", "a session of {data.person} ended"},
	{"record.restored", "the record was put back from a backup, as it was at position {data.upto}"},
	{"session.refused", "somebody failed to sign in as {data.person}"},
	{"person.invited", "{by} invited {data.person}"},
	{"credential.changed", "{data.person} changed how they sign in"},
	{"device.invited", "{by} gave a code for a device of {data.person}"},
	{"device.claimed", "{data.device} became a device of {data.person}"},
	{"audit.accessed", "{by} asked for {data.command}"},
	{"activity.set", "{by} set the activity expected of {data.treatment_function} ({data.source}, {data.year})"},
	{"link.created", "{by} linked {data.name}"},
	{"link.accepted", "{by} accepted the link for the {data.side}: it is {data.state}"},
	{"link.updated",
		"{by} changed the link[, its open cases of others go to {data.cases_to}][, until {data.ends_on:date}]"},
	{"link.ended", "{by} ended the link[: {data.reason}]"},
	{"cover.set", "{data.person} is away from {data.from:time} until {data.until:time}; {data.deputy} answers"},
	{"cover.cancelled", "the leave of {data.person} was taken back"},
	{"cover.began", "{data.person} is away until {data.until:time}; {data.deputy} answers"},
	{"cover.ended", "{data.person} is here again[; {data.waiting} of their cases wait]"},
	{"promise.reminded", "an answer of {data.asked} is {data.reply_due:due}[; {data.deputy} stands in]"},
	{"promise.lapsed", "{data.asked} did not answer in time[; {data.behind} was told]"},
	{"promise.escalated", "the coordinators were told that {data.asked} owes an answer"},
	{"person.created", "{by} added {data.display_name} ({data.person})"},
	{"person.updated", "{by} changed what is known of {data.display_name} ({data.person})"},
	{"person.roles_set", "{by} gave {data.person} other roles"},
	{"person.suspended", "{by} suspended {data.person}[: {data.reason}]"},
	{"person.reinstated", "{by} reinstated {data.person}"},
	{"device.revoked", "{by} revoked {data.device} of {data.person}[: {data.reason}]"},
	{"device.enrolled", "{by} enrolled {data.device} for {data.person}"},
	{"organisation.created", "{by} added {data.name} ({data.organisation})"},
	{"organisation.updated", "{by} changed {data.name} ({data.organisation})"},
	{"organisation.ended", "{by} ended {data.organisation}"},
	{"neighbourhood.updated", "{by} changed {data.name} ({data.neighbourhood})"},
	{"neighbourhood.ended", "{by} ended {data.neighbourhood}"},
	{"import.people_staged", "{by} laid lines about people aside"},
	{"import.links_staged", "{by} laid lines about links aside"},
	{"import.applied", "{by} imported {data.import}: {data.created} added, {data.updated} changed"},
	{"neighbourhood.created", "{by} added {data.name} ({data.neighbourhood})"},
	{"typing", "{by} is writing"},
	{"presence", "{by} is {state}"},
};

static const char *sentence_of(const char *event)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].event, event) == 0)
			return rows[i].sentence;
	return "[{by}: ]{event}";
}

void story_print(FILE *out, const json_t *event, int64_t now_ms)
{
	const char *name = json_string_value(json_object_get(event, "event"));

	template_print(out, "[{at:time}  ][{conversation} ][#{seq} ][{thread}  ]", event, now_ms);
	template_print(out, sentence_of(name ? name : ""), event, now_ms);
	fputc('\n', out);
}
