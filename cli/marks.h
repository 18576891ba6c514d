// Which words of a text stand out, and how they look on a terminal. Pure but for colours().
//
// Text for people is made without asking where it goes: what stands out is enclosed in marks, which become colours on a
// terminal and nothing anywhere else.
#pragma once

#include <string>
#include <string_view>

namespace redrive::cli {

enum class Tone : char {
  kPlain = ' ',
  kHeading = 'h',
  kGood = 'g',
  kBad = 'b',
  kCare = 'c',
  kBusy = 'u',
  kFaint = 'f'
};

// Not within each other.
std::string mark(Tone tone, std::string_view text);

// Of the state of anything: "sent" is good, "dead" is bad, "held" wants care, "running" is under way.
Tone tone_of(std::string_view state);

enum class Surface {
  kFile,      // or a pipe: bytes as they are
  kTerminal,  // control characters that came with the data are shown as "?"
  kColours,
};
Surface surface_of(int fd);  // a terminal has colours unless NO_COLOR is set (no-color.org) or TERM is dumb

std::string paint(std::string_view marked, Surface surface);

}  // namespace redrive::cli
