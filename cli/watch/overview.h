// What `redrive watch` looks at, and how it is put on a screen. Pure but for the time zone of the terminal.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/json.h"
#include "shared/base/time.h"

namespace redrive::cli {

// Central's answers at one moment.
struct Seen {
  Json status{}, overview{};                     // GET /api/v1/status and /api/v1/overview
  Json rollouts = Json::array();                 // those that run, each as GET /api/v1/rollouts/{id} answers
  Json redistributions = Json::array();          // those that run, as listed
  std::map<std::string, std::string> mail_of{};  // open ticket -> "sent", "dead", …; see mail_word()
};

struct Watched {
  std::string central;      // its address
  Seen seen{};              // what central said last; empty = nothing yet
  base::UtcTime seen_at{};  // and when
  std::string trouble{};    // why it said nothing since; empty = it did
  base::UtcTime now{};
  base::Micros every{};  // between two looks
};

struct ScreenSize {
  std::size_t width = 80, height = 24;  // columns and lines
};

// The screen from its top, with marks (marks.h): at most as many lines as fit, none longer than fits. The most urgent
// comes first, and what has no room is told as "and 7 more".
std::vector<std::string> overview_lines(const Watched& watched, ScreenSize size);

// Of the mails of one ticket, as listed: the worst state there is, "none yet" without any.
std::string mail_word(const Json& mails);

// "45s", "12m", "3h 05m", "4d 2h"; "" for nothing and "0s" for what is to come.
std::string age(const std::string& rfc3339, base::UtcTime now);

// How many lines each of several lists gets when `room` is less than they need: nobody more than it needs, `least` for
// each where there is room for that (the first before the last), then line by line in turn.
std::vector<std::size_t> allot(const std::vector<std::size_t>& needs, std::size_t room, std::size_t least);

}  // namespace redrive::cli
