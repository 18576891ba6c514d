// How far a cause of a failure type can reach. A full disk is one machine's, however many are full at the same time; a
// bad package fails wherever it goes; a lost network takes a site. What cannot share a cause is not made one ticket.
#pragma once

#include <string_view>

#include "shared/model/ticket.h"

namespace redrive::central {

// May failures of this type at many members of the scope have one cause? Types of the configuration's own may.
// A [[threshold]] of that scope says so for its types whatever this holds.
bool may_reach(model::Scope scope, std::string_view failure_type);

// Do devices of one server get what fails here from the server itself (its copy of a package, its keys), so that two of
// them that keep failing have it from there?
bool comes_from_server(std::string_view failure_type);

// Is it what one sees behind a server that cannot be reached?
bool follows_from_unreachable(std::string_view failure_type);

}  // namespace redrive::central
