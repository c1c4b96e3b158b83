/*
 * What time it is, and chance.
 *
 * Layer: client. Thread: any.
 */
#ifndef CLIENT_MOMENT_H
#define CLIENT_MOMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* A clock that never jumps, in milliseconds: for waiting. */
int64_t client_moment_ms(void);

/* Milliseconds since 1970 UTC: for people. */
int64_t client_wall_ms(void);

/* A moment of client_moment_ms as pthread_cond_timedwait on CLOCK_MONOTONIC takes it. */
struct timespec client_moment_timespec(int64_t moment_ms);

/* A fresh txn: 32 hex digits of 128 random bits. False when the system gives no randomness. */
bool client_random_txn(char txn[65]);

/* Half of most_ms and a random part of the other half, so that many clients do not come back at the same instant. */
int64_t client_jitter_ms(int64_t most_ms);

#endif
