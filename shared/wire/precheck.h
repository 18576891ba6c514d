// The first look at bytes from the network: are they one whole msgpack value within the limits? It walks them without
// building anything, so that a header that claims a thousand million members costs nothing (docs/pitfalls.md, e).
#pragma once

#include <string_view>

#include "shared/base/result.h"

namespace redrive::wire {

// kInvalid names what is wrong. After it, unpacking allocates at most in proportion to the bytes. Throws nothing but
// std::bad_alloc.
base::Status precheck(std::string_view bytes);

}  // namespace redrive::wire
