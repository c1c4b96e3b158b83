/*
 * Signing in and out, waited for.
 *
 * Layer: tests of engine.
 */
#ifndef UNIT_ENGINE_SIGNING_H
#define UNIT_ENGINE_SIGNING_H

#include "tests/fixtures/world.h"

extern const char right_password[];

/* Gives a person a password and a TOTP secret. Before world_start. */
void signing_enrol(struct world *world, const char *person);

/* The right code at the clock's time, some steps of 30 seconds away. */
void signing_code(const struct world *world, int64_t steps_away, char code[7]);

struct sign_in signing_try(
	struct world *world, const char *person, const char *password, const char *code, const char *browser);

struct sign_in signing_from(struct world *world, const char *person, const char *password, const char *code,
	const char *browser, const char *address);

/* Any of the calls that take a sign_in, waited for. */
struct sign_in signing_run(
	struct world *world, void (*call)(struct engine *, struct sign_in *), const struct sign_in *asked);

/* Reads what is committed. */
struct reader *signing_reader(struct world *world);

/* With everything right. */
struct sign_in signing_in(struct world *world, const char *person, const char *browser);

/* The session behind a secret token, checked, and ended. */
struct sign_in signing_check(struct world *world, const char *secret_token);
struct sign_in signing_out(struct world *world, const char *secret_token);

#endif
