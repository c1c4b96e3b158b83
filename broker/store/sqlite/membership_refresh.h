/*
 * Who takes part in which conversations, made to follow from who people are and which links name them.
 *
 * Layer: store, SQLite driver. Thread: the writer's, inside a transaction.
 */
#ifndef STORE_SQLITE_MEMBERSHIP_REFRESH_H
#define STORE_SQLITE_MEMBERSHIP_REFRESH_H

#include "store/sqlite/sqlite_store.h"

/* Gives a person the memberships that they should have now, and takes those away that they should not: of links that name
 * them as specialist, and of all links of their neighbourhood if they are an INT clinician; none while they are suspended.
 * Who is both stands on the specialists' side. pos is of the event because of which, from which new ones count. */
MUST_USE enum error membership_refresh_person(struct sqlite_store *store, const struct person_id *person, int64_t pos);

#endif
