/*
 * The sizes and counts that bound everything, told to clients in session.hello.
 *
 * Layer: include. A limit that is not here does not exist.
 */
#ifndef CORRIDOR_LIMITS_H
#define CORRIDOR_LIMITS_H

enum {
	LIMIT_FRAME_BYTES = 64 * 1024, /* one command on any transport (OWASP WebSocket sheet: at most 64 KB) */
	LIMIT_BODY_BYTES = 16 * 1024,  /* one message's words, UTF-8 bytes */
	LIMIT_TITLE_BYTES = 300,       /* titles, names */
	LIMIT_REASON_BYTES = 1000,     /* reasons and short notes */
	LIMIT_TXN_BYTES = 64,          /* [A-Za-z0-9._-] */
	LIMIT_HANDLE_BYTES = 64,       /* person and device ids */
	LIMIT_CODE_BYTES = 64,         /* one-time codes as people type them */
	LIMIT_ODS_BYTES = 10,          /* organisation codes */
	LIMIT_JSON_DEPTH = 32,         /* nesting of a command */
	LIMIT_JSON_NODES = 4096,       /* values in one command */
	LIMIT_MENTIONS = 20,           /* people named in one message */
	LIMIT_SPECIALISTS = 50,        /* named specialists of one link */
	LIMIT_MDT_MEMBERS = 60,        /* people of one virtual MDT */
	LIMIT_MDT_FUNCTIONS = 12,      /* treatment functions of one quorum or decision */
	LIMIT_AGENDA_CASES = 60,       /* cases of one meeting */
	LIMIT_PRACTICES = 200,         /* practices of one neighbourhood */
	LIMIT_SESSIONS = 50,           /* of one person; whoever signs in once more ends the oldest */
	LIMIT_PAGE_ROWS = 200,         /* most rows one query answers with */
	DEFAULT_PAGE_ROWS = 50,
	LIMIT_SYNC_EVENTS = 500, /* most events one sync answers with */
	DEFAULT_SYNC_EVENTS = 200,
	LIMIT_EVENTS_PER_COMMAND = 64, /* what one decision may append, but for import.apply */
	LIMIT_IMPORT_PAGE = 250,       /* lines of an import laid aside by one command */
	LIMIT_IMPORT_LINES = 10000,    /* lines of one import */
	LIMIT_SEARCH_TOKENS = 12       /* words of one search that are looked up */
};

#endif
