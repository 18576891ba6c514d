// How large a mail may be that central takes: what hands one in says so before it sends it.
#pragma once

#include <cstddef>

namespace redrive::model {

inline constexpr std::size_t kMostMailBytes = 10 * 1024 * 1024;

}  // namespace redrive::model
