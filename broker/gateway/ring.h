/*
 * A list whose links live inside what it lists: joining and leaving need no memory and no search.
 *
 * Layer: gateway. Thread: one at a time. Owns nothing.
 */
#ifndef GATEWAY_RING_H
#define GATEWAY_RING_H

#include <stdbool.h>
#include <stddef.h>

/* Both the head of a list and a link in it. A zeroed link is in no list; a head must be made with ring_init. */
struct ring {
	struct ring *next;
	struct ring *previous;
};

/* What a link lies in. */
#define RING_ITEM(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void ring_init(struct ring *head)
{
	head->next = head;
	head->previous = head;
}

static inline bool ring_is_empty(const struct ring *head)
{
	return !head->next || head->next == head;
}

/* Adds a link at the end. */
static inline void ring_add(struct ring *head, struct ring *link)
{
	link->next = head;
	link->previous = head->previous;
	head->previous->next = link;
	head->previous = link;
}

/* Takes a link out of its list; one that is in none is left alone. */
static inline void ring_remove(struct ring *link)
{
	if (!link->next)
		return;
	link->next->previous = link->previous;
	link->previous->next = link->next;
	link->next = NULL;
	link->previous = NULL;
}

#endif
