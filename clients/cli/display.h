/*
 * Text on a terminal: how wide it is, what must not reach it, where lines break, and colour.
 *
 * Layer: cli. Pure but for display_init and display_terminal.
 * What other people wrote is cleaned before it is shown: control characters could move the cursor or rewrite what was
 * shown before, and bidirectional overrides make text read as what it is not.
 */
#ifndef CLI_DISPLAY_H
#define CLI_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Makes the program count in UTF-8 whatever the locale of the user is. Call once at start. */
void display_init(void);

/* Columns that a UTF-8 text takes; what cannot be shown counts as the replacement character that display_clean puts. */
size_t display_width(const char *text);

/* A clean copy on the heap (client_memory_free): no control characters but, with keep_lines, line feeds; tabs are spaces.
 * NULL with no memory. */
char *display_clean(const char *text, bool keep_lines);

/* Cuts a clean text to at most columns, ending in "…" where something is missing. Heap, or NULL with no memory. */
char *display_cut(const char *text, size_t columns);

/* Prints a text cleaned, each line indented and broken at spaces to fit into columns. */
void display_wrapped(FILE *out, const char *text, size_t indent, size_t columns);

/* "999 000 0018" for ten digits however they are spaced; anything else as it is, cleaned of nothing. */
void display_nhs_number(const char *number, char out[32]);

/* Columns of standard output; 100 when it is no terminal. is_terminal may be NULL. */
size_t display_terminal(bool *is_terminal);

/* Marks a text, on a terminal only, and never as the only sign of what it means. NO_COLOR switches it off. */
enum display_mark { MARK_NONE, MARK_BOLD, MARK_DIM, MARK_ALARM };
const char *display_begin(enum display_mark mark);
const char *display_end(enum display_mark mark);

#endif
