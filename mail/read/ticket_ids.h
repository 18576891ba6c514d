// Redrive's own ids where others quote them: in Message-IDs ("<RD-2026-000123.1@redrive.host>") and in subjects
// ("Re: [RD-2026-000123] …"). Anybody can write them; who may speak for a ticket is for others to say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redrive::mail {

// True when the Message-ID, with its <>, begins like those of mail::message_id.
bool is_own_message_id(std::string_view id);

// The ids in square brackets, "RD-2026-000123" or "storm-RD-2026-000123", in order, without repeats, at most ten.
std::vector<std::string> ticket_ids(std::string_view subject);

// All own Message-IDs that stand in a text, in order, without repeats, bounded.
std::vector<std::string> own_message_ids(std::string_view text);

}  // namespace redrive::mail
