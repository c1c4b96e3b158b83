#include <criterion/criterion.h>

#include "mqtt/flight.h"

Test(flight, fills_up_and_empties_in_any_order)
{
	struct flight flight = {0};
	struct device_id device = {"a-khan-1"};

	for (int message = 1; message <= FLIGHT_MOST; message++) {
		cr_assert(!flight_is_full(&flight));
		flight_add(&flight, message, &device);
	}
	cr_assert(flight_is_full(&flight));
	for (int message = 2; message <= FLIGHT_MOST; message += 2)
		cr_assert(flight_land(&flight, message));
	for (int message = 1; message <= FLIGHT_MOST; message += 2)
		cr_assert(flight_land(&flight, message));
	cr_assert(flight.count == 0);
}

Test(flight, a_message_lands_once)
{
	struct flight flight = {0};
	struct device_id device = {"a-khan-1"};

	flight_add(&flight, 5, &device);
	cr_assert(!flight_land(&flight, 6));
	cr_assert(flight_land(&flight, 5));
	cr_assert(!flight_land(&flight, 5));
}
