// Alerts out of the webhook of Prometheus' Alertmanager (its data form, version 4): labels of our names, `instance` is
// the device, `summary` the message.
#pragma once

#include <string_view>

#include "shared/model/inventory.h"
#include "shared/view/alert_reader.h"

namespace redrive::central {

// The inventory tells whether "pos-17:9100" is a device of that name or the port of an exporter on pos-17. A resolved
// alert gets an id of its own, or it would pass for a repeat of the firing one.
base::Result<view::ReadAlerts> read_alertmanager(std::string_view body, const model::Inventory& inventory,
                                                 base::UtcTime now);

}  // namespace redrive::central
