/*
 * What people in a benchmark say: about 300 bytes of words, of which few are frequent and many rare, as in real talk. The
 * same number always gives the same words.
 */
#ifndef BENCH_BODY_H
#define BENCH_BODY_H

#include <stddef.h>
#include <stdint.h>

enum { BODY_LIMIT = 4096 };

/* Writes the body of a message: plain letters, digits and spaces, at most bytes of them, NUL-terminated. */
void body_of(int64_t number, char *out, size_t bytes);

/* Words to look for: in one of seven messages; in one of RARE_EVERY; and two that stand together in one of three hundred. */
enum { RARE_EVERY = 100000 };
extern const char body_common[], body_rare[], body_two[];

#endif
