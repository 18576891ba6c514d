// Where a failure is, how that is known, and how sure it is (T1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "central/core/place_match.h"
#include "shared/model/ticket.h"

namespace redrive::central {

struct Place {
  std::string code;          // location code, empty when undecidable
  std::string matched_by;    // "code", "name", "alias", "similar", "device", "server"; empty with the code
  bool verified = false;     // false: a person should look at it before driving there
  std::string note;          // what was corrected or contradicts, in words; empty when all agree
  std::uint32_t sure = 100;  // percent, to compare by
  std::string runner_up{};   // code of the location it would be otherwise, or empty
  bool to_fix = false;       // the table or the inventory lacks something: on the list of locations to fix
};

// What the inventory records for whatever failed.
struct RecordedSite {
  std::string_view code;  // empty: nothing
  std::string_view of;    // "device", "server"
  bool own = false;       // false: only the server of a device that has no site of its own
};

// Text and record weighed. The record of the device (or of the server that itself failed) wins, but for a text that
// says another site exactly: then the text's site is used, unverified, and the note says both. All cases:
//
//   text says           own record     only its server's     no record
//   ------------------  -------------  --------------------  ------------------------
//   nothing given       record         server's, unverified  undecidable
//   exactly this site   it, verified   it, verified          it, verified
//   exactly another     text's, unv.   text's, verified      –
//   similar to it       it, verified   it, verified          nearest, unverified
//   similar to another  record, unv.   server's, unverified  –
//   fits two or none    record         server's, unverified  undecidable
//
// A text that fits the record as well as any other place counts as similar to it. Undecidable: no code, unverified, so
// that the default centre gets the ticket.
Place decide_place(bool given, const TextMatch& text, const RecordedSite& record);

// Into a ticket: the place, what was reported, and how one came from the other.
void tell_place(const Place& place, const std::string& reported, model::Ticket& ticket);

}  // namespace redrive::central
