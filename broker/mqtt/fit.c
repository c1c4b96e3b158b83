#include "mqtt/fit.h"

#include "core/event.h"

/* Oldest first: the reader goes on after upto. */
static bool halve_sync(void *result)
{
	struct sync_result *page = result;
	const struct event *events = page->events.items;

	if (page->events.count < 2)
		return false;
	page->events.count /= 2;
	page->upto = events[page->events.count - 1].pos;
	page->complete = false;
	return true;
}

/* The newest page, oldest first within it: the reader goes on before the first seq. */
static bool halve_history(void *result)
{
	struct thread_history_result *page = result;
	const struct event *events = page->events.items;
	const struct message_row *messages = page->messages.items;
	size_t cut = page->events.count / 2;
	size_t early = 0;

	if (page->events.count < 2)
		return false;
	while (early < page->messages.count && messages[early].seq < events[cut].seq)
		early++;
	page->events = (struct list){events + cut, page->events.count - cut};
	if (early > 0)
		page->messages = (struct list){messages + early, page->messages.count - early};
	page->complete = false;
	return true;
}

/* The reader names the last row to get those after it. */
static bool halve_rows(struct list *rows, bool *complete)
{
	if (rows->count < 2)
		return false;
	rows->count /= 2;
	*complete = false;
	return true;
}

/* Lists of rows with a cursor: the row that the reader names next is the last one that was kept, or how many there were. */
#define HALVE_LIST(symbol, member)                                 \
	static bool halve_##symbol(void *result)                   \
	{                                                          \
		struct symbol##_result *page = result;             \
		return halve_rows(&page->member, &page->complete); \
	}
HALVE_LIST(thread_list, threads)
HALVE_LIST(search, matches)
HALVE_LIST(organisation_list, organisations)
HALVE_LIST(neighbourhood_list, neighbourhoods)
HALVE_LIST(person_list, people)
HALVE_LIST(device_list, devices)
HALVE_LIST(import_check, lines)
HALVE_LIST(cover_handover, threads)
HALVE_LIST(promise_list, promises)
HALVE_LIST(link_list, links)
HALVE_LIST(action_list, actions)
HALVE_LIST(mdt_agenda, cases)

/* The reader goes on before the last that was kept. */
static bool halve_audit_list(void *result)
{
	struct audit_list_result *page = result;
	const struct audit_row *entries = page->entries.items;

	if (!halve_rows(&page->entries, &page->complete))
		return false;
	page->before = entries[page->entries.count - 1].pos;
	return true;
}

static const struct {
	enum command_kind kind;
	bool (*halve)(void *result);
} PAGES[] = {
	{COMMAND_sync, halve_sync},
	{COMMAND_thread_history, halve_history},
	{COMMAND_thread_list, halve_thread_list},
	{COMMAND_search, halve_search},
	{COMMAND_organisation_list, halve_organisation_list},
	{COMMAND_neighbourhood_list, halve_neighbourhood_list},
	{COMMAND_person_list, halve_person_list},
	{COMMAND_device_list, halve_device_list},
	{COMMAND_import_check, halve_import_check},
	{COMMAND_cover_handover, halve_cover_handover},
	{COMMAND_promise_list, halve_promise_list},
	{COMMAND_link_list, halve_link_list},
	{COMMAND_action_list, halve_action_list},
	{COMMAND_mdt_agenda, halve_mdt_agenda},
	{COMMAND_audit_list, halve_audit_list},
};

bool fit_halve(const struct command_row *row, void *result)
{
	for (size_t i = 0; i < sizeof(PAGES) / sizeof(PAGES[0]); i++) {
		if (PAGES[i].kind == row->kind)
			return PAGES[i].halve(result);
	}
	return false;
}
