/* import.check: what would happen, by the very judge that import.apply asks. */
#include "base/text.h"
#include "core/import_judge.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"

static enum error fill(struct query *query, const struct judgement *judgement, struct import_line_row *row)
{
	*row = (struct import_line_row){
		.line = judgement->line, .fate = judgement->fate, .subject = judgement->subject};
	if (judgement->fate == FATE_REJECTED) {
		row->field = text_of(judgement->field);
		row->reason = judgement->reason;
	}
	if (judgement->fate == FATE_UPDATE) {
		row->changes = import_changes(judgement, query->arena);
		return row->changes.data ? OK : ERROR_BUSY;
	}
	return OK;
}

static enum error take_page(struct query *query, const struct import_check_args *args, const struct list *judgements,
	struct import_check_result *result)
{
	struct rows rows = rows_of(query->arena, sizeof(struct import_line_row));
	const struct judgement *items = judgements->items;
	enum error error = OK;

	result->complete = true;
	for (size_t i = 0; error == OK && i < judgements->count; i++) {
		bool is_wanted = items[i].line > args->after && (!args->rejected || items[i].fate == FATE_REJECTED);

		if (!is_wanted)
			continue;
		if (rows.count == LIMIT_PAGE_ROWS) {
			result->complete = false;
			break;
		}
		struct import_line_row *row = rows_add(&rows);
		error = row ? fill(query, &items[i], row) : ERROR_BUSY;
	}
	result->lines = rows_list(&rows);
	return error;
}

enum error query_import_check(
	struct query *query, const struct import_check_args *args, struct import_check_result *result)
{
	const struct import_facts *import = &query->facts->import;
	struct list judgements = {0};
	enum error error;

	if (import->person_count + import->link_count == 0) {
		*query->refusal = (struct refusal){.field = "args.import",
			.sentence = text_of("This device has no such import: lay its lines aside first; they are kept "
					    "for a day.")};
		return ERROR_NOT_FOUND;
	}
	error = import_judge(import, query->arena, &judgements);
	if (error != OK)
		return error;
	result->create = import_count(&judgements, FATE_CREATE);
	result->update = import_count(&judgements, FATE_UPDATE);
	result->unchanged = import_count(&judgements, FATE_UNCHANGED);
	result->rejected = import_count(&judgements, FATE_REJECTED);
	return take_page(query, args, &judgements, result);
}
