// Mail that was taken is read, and what follows of it is done: handle(FlowContext&, ReadMail&).
#pragma once

#include <cstdint>

namespace redrive::central {

// So often the reading of a mail is begun; one of which none ended is set aside at the next start. Not less: a program
// that is killed for another reason must not cost the mail that it had in hand just then.
inline constexpr std::uint32_t kMostReadings = 3;

}  // namespace redrive::central
