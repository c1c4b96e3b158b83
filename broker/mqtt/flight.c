#include "mqtt/flight.h"

#include <assert.h>

bool flight_is_full(const struct flight *flight)
{
	return flight->count == FLIGHT_MOST;
}

void flight_add(struct flight *flight, int message, const struct device_id *device)
{
	assert(!flight_is_full(flight));
	flight->slots[flight->count].message = message;
	flight->slots[flight->count].device = *device;
	flight->count++;
}

bool flight_land(struct flight *flight, int message)
{
	for (size_t i = 0; i < flight->count; i++) {
		if (flight->slots[i].message != message)
			continue;
		flight->slots[i] = flight->slots[--flight->count];
		return true;
	}
	return false;
}
