// One of every message with every field set to something of its own, and messages made at random within the bounds.
#pragma once

#include <string>
#include <vector>

#include "shared/base/random.h"
#include "shared/wire/messages.h"

namespace redrive::wire::test {

model::JobOrder sample_order();
model::DeviceOutcome sample_outcome();
model::Plan sample_plan();
model::Alert sample_alert();

struct Sample {
  std::string name;  // its "t"
  Envelope envelope;
};
std::vector<Sample> samples();

// The name of the alternative the message holds.
std::string type_of(const Message& message);

// `count` random messages of each type.
std::vector<Envelope> random_envelopes(base::Random& random, int count);

}  // namespace redrive::wire::test
