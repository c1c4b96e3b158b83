/*
 * Which words a person may write.
 *
 * Layer: core. Pure.
 */
#ifndef CORE_TEXT_POLICY_H
#define CORE_TEXT_POLICY_H

#include "corridor/ids.h"

/* NULL when the text is fine, else what is wrong with it ("must be valid UTF-8"). Refused: invalid UTF-8, control
 * characters but tab, line feed and carriage return, bidirectional overrides and isolates (they make text read as what it is not),
 * noncharacters, and nothing but white space. */
const char *text_policy_problem(struct text text);

#endif
