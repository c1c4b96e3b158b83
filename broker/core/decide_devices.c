/* The devices of people: design 2 and 4.4. */
#include "core/decision.h"

enum error decide_device_enrol(const struct facts *facts, const struct device_enrol_args *args,
	struct decision *decision, struct device_enrol_result *result)
{
	if (facts->device.found) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.device", "There is a device with this id already.");
	}
	if (!facts_person(facts, args->person)) {
		return decision_refuse(decision, ERROR_NOT_FOUND, "args.person", "There is no such person.");
	}
	struct device_enrolled_data *data = decision_add(decision, EVENT_device_enrolled, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct device_enrolled_data){.device = args->device, .person = args->person};
	result->device = args->device;
	return OK;
}

enum error decide_device_revoke(const struct facts *facts, const struct device_revoke_args *args,
	struct decision *decision, struct device_revoke_result *result)
{
	if (!facts->device.found) {
		return decision_refuse(decision, ERROR_NOT_FOUND, "args.device", "There is no such device.");
	}
	result->device = args->device;
	if (facts->device.is_revoked) {
		return OK;
	}
	struct device_revoked_data *data = decision_add(decision, EVENT_device_revoked, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct device_revoked_data){
		.device = args->device, .person = facts->device.person, .reason = args->reason};
	return OK;
}
