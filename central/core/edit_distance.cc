#include "central/core/edit_distance.h"

#include <algorithm>
#include <array>

namespace redrive::central {

std::optional<unsigned> edits_between(std::u32string_view a, std::u32string_view b, unsigned most) {
  if (a.size() > kMaxEdited || b.size() > kMaxEdited) return std::nullopt;
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return std::nullopt;
  using Line = std::array<unsigned, kMaxEdited + 1>;
  Line lines[3];
  Line *before = &lines[0], *last = &lines[1], *now = &lines[2];
  for (std::size_t j = 0; j <= b.size(); ++j) (*last)[j] = static_cast<unsigned>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    (*now)[0] = static_cast<unsigned>(i);
    unsigned least = (*now)[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      unsigned cost = std::min({(*last)[j] + 1, (*now)[j - 1] + 1, (*last)[j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost = std::min(cost, (*before)[j - 2] + 1);
      (*now)[j] = cost;
      least = std::min(least, cost);
    }
    if (least > most) return std::nullopt;
    std::swap(before, last);
    std::swap(last, now);
  }
  const unsigned distance = (*last)[b.size()];
  return distance <= most ? std::optional(distance) : std::nullopt;
}

}  // namespace redrive::central
