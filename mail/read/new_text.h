// What somebody wrote into a reply, without what they answer to and without their signature.
#pragma once

#include <string>
#include <string_view>

namespace redrive::mail {

// `text` is ReceivedMail::text. Cut are: quoted lines and the line that introduces them ("On … wrote:", in whatever
// language), everything after a line like "-----Original Message-----" or a block of From:, Sent:, To: lines as Outlook
// puts it, and the signature ("-- ", "Sent from my …"). New text above, below and between quotes is kept. Without blank
// lines around it; empty when nothing was written.
std::string new_text(std::string_view text);

}  // namespace redrive::mail
