#include "cli/marks.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace redrive::cli {
namespace {

constexpr char kBegin = '\x01', kEnd = '\x02';

std::string_view escape_of(char tone) {
  switch (static_cast<Tone>(tone)) {
    case Tone::kHeading:
      return "\x1b[1m";
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kBad:
      return "\x1b[1;31m";
    case Tone::kCare:
      return "\x1b[33m";
    case Tone::kBusy:
      return "\x1b[36m";
    case Tone::kFaint:
      return "\x1b[2m";
    case Tone::kPlain:
      break;
  }
  return "";
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
}

}  // namespace

std::string mark(Tone tone, std::string_view text) {
  if (tone == Tone::kPlain || text.empty()) return std::string(text);
  return std::string{kBegin, static_cast<char>(tone)} + std::string(text) + kEnd;
}

Tone tone_of(std::string_view state) {
  static constexpr std::array<std::string_view, 10> kGood = {"succeeded", "finished", "sent",   "closed", "resolved",
                                                             "accepted",  "good",     "alerts", "yes",    "ok"};
  static constexpr std::array<std::string_view, 9> kBad = {
      "failed", "dead", "refused", "rejected", "no_report", "expired", "quarantined", "NOT GOOD", "no"};
  static constexpr std::array<std::string_view, 6> kCare = {"open",       "held",    "paused",
                                                            "cancelling", "planned", "warning"};
  static constexpr std::array<std::string_view, 7> kBusy = {"running", "sending", "approved", "acked",
                                                            "now",     "queued",  "pending"};
  if (is_one_of(kGood, state)) return Tone::kGood;
  if (is_one_of(kBad, state)) return Tone::kBad;
  if (is_one_of(kCare, state)) return Tone::kCare;
  return is_one_of(kBusy, state) ? Tone::kBusy : Tone::kPlain;
}

Surface surface_of(int fd) {
  if (::isatty(fd) == 0) return Surface::kFile;
  const char* none = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool plain = (none && *none) || !terminal || std::string_view(terminal) == "dumb";
  return plain ? Surface::kTerminal : Surface::kColours;
}

std::string paint(std::string_view marked, Surface surface) {
  std::string out;
  out.reserve(marked.size());
  for (std::size_t i = 0; i < marked.size(); ++i) {
    const char c = marked[i];
    if (c == kBegin && i + 1 < marked.size()) {
      ++i;
      if (surface == Surface::kColours) out += escape_of(marked[i]);
    } else if (c == kEnd) {
      if (surface == Surface::kColours) out += "\x1b[0m";
    } else {
      out += surface != Surface::kFile && is_control(c) ? '?' : c;
    }
  }
  return out;
}

}  // namespace redrive::cli
