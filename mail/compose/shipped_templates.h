// The files of etc/mail.
#pragma once

#include <string_view>

namespace redrive::mail {

extern const std::string_view kShippedSubject, kShippedText, kShippedHtml;

}  // namespace redrive::mail
