/*
 * The contract in writing: documents made of templates, the tables and the golden files.
 *
 * A program of its own, run when the contract changes and by a test; nothing here is part of the daemon. It ends with a
 * message at the first thing that is wrong.
 */
#ifndef CONTRACT_CONTRACT_H
#define CONTRACT_CONTRACT_H

#include "base/buffer.h"
#include "core/command.h"
#include "core/event.h"

/* --- files.c ------------------------------------------------------------------------------------------------------ */

/* Ends the program with a message. */
__attribute__((noreturn, format(printf, 1, 2))) void give_up(const char *format, ...);

/* Appends a whole file. */
void read_file(const char *folder, const char *name, struct buffer *out);
void write_file(const char *folder, const char *name, struct text content);

/* Appends a golden file: kind is "commands" or "events", ending ".request.json", ".receipt.json" or ".json". A request shows
 * every field, and would be refused for giving what it clears: that is left out. */
void append_golden(const char *kind, const char *wire, const char *ending, struct buffer *out);

/* Where the golden files are; set once by main. */
extern const char *golden_folder;

/* --- json_layout.c -------------------------------------------------------------------------------------------------- */

/* Appends JSON on as many lines as it has values, two spaces for each level. Ends the program when brackets do not match. */
void append_laid_out(struct text json, struct buffer *out);

/* The same on one line, as it travels. */
void append_compact(struct text json, struct buffer *out);

/* --- schema.c: JSON Schema (draft 7, which AsyncAPI 3.0 and OpenAPI 3.1 both read) ------------------------------------- */

/* What clients send is described strictly; what they receive may gain fields later. */
enum direction { TO_SERVER, FROM_SERVER };

/* The codes that exist. */
void append_treatment_function_schema(struct buffer *out);

void append_record_schema(const struct record_type *type, enum direction direction, struct buffer *out);

/* Calls visit once for every record that stands inside results and events. */
void each_nested_record(void (*visit)(const struct record_type *type, void *context), void *context);

/* --- fragments: what stands in the templates between @ and @ ------------------------------------------------------------ */

/* asyncapi.c */
void append_command_channel_messages(struct buffer *out);
void append_event_channel_messages(struct buffer *out);
void append_socket_channel_messages(struct buffer *out);
void append_operations(struct buffer *out);
void append_messages(struct buffer *out);
void append_schemas(struct buffer *out);
void append_error_codes(struct buffer *out);
void append_role_words(struct buffer *out);

/* sections.c */
void append_command_list(struct buffer *out);
void append_command_sections(struct buffer *out);
void append_event_sections(struct buffer *out);
void append_record_sections(struct buffer *out);

/* tables.c */
void append_error_table(struct buffer *out);
void append_limit_table(struct buffer *out);
void append_role_table(struct buffer *out);
void append_vocabulary_tables(struct buffer *out);
void append_treatment_function_table(struct buffer *out);
void append_field_table(const struct record_type *type, enum direction direction, struct buffer *out);

/* --- expand.c ------------------------------------------------------------------------------------------------------- */

/* Appends a template with every @fragment@ replaced. Ends the program at one that is unknown. */
void expand(struct text template, struct buffer *out);

#endif
