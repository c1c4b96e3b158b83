/*
 * The tables of keeping people that came with version 3: what has ended, and lines laid aside for imports.
 *
 * Layer: store, SQLite driver. Included by schema.c only.
 *
 * What was created before that version had none of this, so the columns begin with what was true then, and no projection
 * has to be made again.
 */
#ifndef STORE_SQLITE_SCHEMA_PEOPLE_H
#define STORE_SQLITE_SCHEMA_PEOPLE_H

#define PEOPLE_TABLES                                                                                            \
	"ALTER TABLE organisations ADD COLUMN is_ended INTEGER NOT NULL DEFAULT 0;"                              \
	"ALTER TABLE neighbourhoods ADD COLUMN is_ended INTEGER NOT NULL DEFAULT 0;"                             \
	"ALTER TABLE people ADD COLUMN treatment_function INTEGER NOT NULL DEFAULT 0;"                           \
	"CREATE INDEX people_by_organisation ON people(organisation) WHERE organisation IS NOT NULL;"            \
	"CREATE INDEX practices_by_organisation ON practices(organisation);"                                     \
	"CREATE INDEX link_specialists_by_person ON link_specialists(person);"                                   \
	"CREATE TABLE staged_people(device TEXT NOT NULL, import TEXT NOT NULL, line INTEGER NOT NULL,"          \
	" at INTEGER NOT NULL, person TEXT, display_name TEXT, roles TEXT, job_title TEXT,"                      \
	" professional_number TEXT, organisation TEXT, neighbourhood TEXT, treatment_function TEXT, state TEXT," \
	" PRIMARY KEY(device, import, line)) STRICT, WITHOUT ROWID;"                                             \
	"CREATE TABLE staged_links(device TEXT NOT NULL, import TEXT NOT NULL, line INTEGER NOT NULL,"           \
	" at INTEGER NOT NULL, neighbourhood TEXT, treatment_function TEXT, specialists TEXT,"                   \
	" reply_working_days TEXT, weekly_limit TEXT, agreed_on TEXT, starts_on TEXT, ends_on TEXT, PRIMARY "    \
	"KEY(device, import, line)) STRICT, WITHOUT ROWID;"

#endif
