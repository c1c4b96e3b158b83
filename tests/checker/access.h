/*
 * Who may read what, at any moment, thought out anew from the log: links and MDTs with those whom they name, the teams of
 * neighbourhoods, who stands in for whom while a leave lasts, guests of one case until it is decided, and who is suspended
 * or has lost the role for it.
 *
 * Layer: tests. Thread: one. Knows nothing of the store's tables. Ends the program when there is no memory.
 */
#ifndef CHECKER_ACCESS_H
#define CHECKER_ACCESS_H

#include "tests/checker/log_view.h"

struct access_view;

/* Lives in the log's arena, but for what access_free gives back. */
struct access_view *access_read(const struct log_view *log);
void access_free(struct access_view *access);

/* Whether the person may read a line of the log at some moment, or at every one, after the event at from and until the
 * one at until; INT64_MAX is the end of the log. */
bool access_ever(
	struct access_view *access, const char *person, const struct log_line *line, int64_t from, int64_t until);
bool access_always(
	struct access_view *access, const char *person, const struct log_line *line, int64_t from, int64_t until);

/* After the event at pos: whether the person is let in at all, and chairs the MDT of a conversation. */
bool access_is_let_in(const struct access_view *access, const char *person, int64_t pos);
bool access_is_chair(const struct access_view *access, const char *person, int64_t conversation, int64_t pos);

#endif
