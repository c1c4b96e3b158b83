/*
 * What the daemon asks of the operating system before anything else.
 *
 * Layer: app. Thread: the main one, before there is another.
 */
#ifndef APP_PROCESS_H
#define APP_PROCESS_H

/* Files are ours alone; no core dumps, which would hold patient data, and no other program of this user looks into us; as many
 * open files as allowed (each browser is one); and a reader that went away is an error of write(), never a signal (pitfalls
 * 4.2.7). */
void process_prepare(void);

#endif
