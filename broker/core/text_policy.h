/*
 * Which words a person may write.
 *
 * Layer: core. Pure.
 */
#ifndef CORE_TEXT_POLICY_H
#define CORE_TEXT_POLICY_H

#include <stdbool.h>

#include "corridor/ids.h"

/* NULL when the text is fine, else what is wrong with it ("must be valid UTF-8"). Refused: invalid UTF-8, control
 * characters but tab, line feed and carriage return, bidirectional overrides and isolates (they make text read as what it is not),
 * noncharacters, and nothing but white space. */
const char *text_policy_problem(struct text text);

/* Whether it has no line end and no tab: what stands in a list, a title or a file name. */
bool text_policy_is_one_line(struct text text);

#endif
