/*
 * What the daemon asks of the operating system before anything else.
 *
 * Layer: app. Thread: the main one, before there is another.
 */
#ifndef APP_PROCESS_H
#define APP_PROCESS_H

#include "corridor/errors.h"

enum { PROCESS_WHY_BYTES = 512 };

/* Files are ours alone, no core dumps (they would hold patient data), as many open files as allowed (each browser is
 * one), and a reader that went away is an error of write(), never a signal (pitfalls 4.2.7). */
void process_prepare(void);

/* Makes the folder when it is missing and takes it for this process, until it ends. ERROR_BAD_REQUEST, and why, when it
 * cannot be made or another corridord has it. */
MUST_USE enum error process_claim(const char *data_dir, char why[PROCESS_WHY_BYTES]);

#endif
