/* Golden files, read for tests. */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include "base/arena.h"

/* The file without the white space between its tokens, in the arena; fails the test when it cannot be read. */
struct text golden_read(const char *folder, const char *wire, const char *ending, struct arena *arena);

/* What follows the first ":" of this top-level member up to the last "}": the value of an envelope's last member. */
struct text golden_last_member(struct text json, const char *name);

/* The string value of a top-level member, NUL-terminated, in the arena. */
const char *golden_string(struct text json, const char *name, struct arena *arena);

/* The whole number of a top-level member. */
int64_t golden_integer(struct text json, const char *name);

#endif
