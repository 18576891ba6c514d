// Draws a wording as the two readable parts of the mail.
#pragma once

#include <string>

#include "mail/compose/wording.h"

namespace redrive::mail {

// Plain text, "\n" line ends, one paragraph a line: every reader wraps it to its own width.
std::string render_text(const Wording& wording);

// HTML for a phone as well as a desk: one column, follows the reader's light or dark scheme, fetches nothing.
std::string render_html(const Wording& wording);

}  // namespace redrive::mail
