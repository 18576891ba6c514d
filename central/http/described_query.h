// The query parameters of every route, as openapi.json names them.
#pragma once

#include <string_view>

#include "central/http/message.h"

namespace redrive::central {

// kInvalid naming a parameter of the request that the document does not know for this route, or whose value is none of
// those the document has for it; so a misspelt one is refused before anything is done, also by handlers that look at no
// query. An empty value is as none. Routes that are not in the document (tests have such) take any. Safe from any
// thread.
base::Status check_described(std::string_view method, std::string_view pattern, const Request& request);

}  // namespace redrive::central
