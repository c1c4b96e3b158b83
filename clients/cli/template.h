/*
 * Sentences with gaps, filled from JSON: how receipts and events are told.
 *
 * Layer: cli. Pure.
 *
 * {name} is the text of a member ("data.title" goes deeper), {name:time} a time, {name:due} a promise, {name:plain} a word
 * with its underscores as spaces, {name:nhs} an NHS number, {name:date} a date; {name:recommendation}, {name:outcome} and
 * {name:cause} tell what a word of that vocabulary means. A part in [brackets] is left out when a gap
 * in it has no value. Texts are cleaned and put on one line.
 */
#ifndef CLI_TEMPLATE_H
#define CLI_TEMPLATE_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

/* Prints the sentence, without a line end. */
void template_print(FILE *out, const char *sentence, const json_t *object, int64_t now_ms);

/* The member at a dotted path, or NULL. */
const json_t *template_member(const json_t *object, const char *path);

/* Its text: a string as it is, an integer in digits, into out; "" when there is none. Returns out. */
const char *template_text(const json_t *object, const char *path, char *out, size_t size);

#endif
