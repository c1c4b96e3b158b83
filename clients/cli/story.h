/*
 * Events as sentences.
 *
 * Layer: cli. Pure.
 */
#ifndef CLI_STORY_H
#define CLI_STORY_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

/* Prints an event or a hint (as received) on one line. One of a kind it does not know is told by its name. */
void story_print(FILE *out, const json_t *event, int64_t now_ms);

#endif
