#include "core/event.h"

struct person_id event_person(const struct event *event, size_t n)
{
	const struct record_type *type = event_row(event->kind)->data;
	for (size_t i = 0; event->data && i < type->field_count; i++) {
		if (type->fields[i].kind == FIELD_KIND_PERSON && n-- == 0) {
			return *(const struct person_id *)field_of(&type->fields[i], event->data);
		}
	}
	return (struct person_id){""};
}
