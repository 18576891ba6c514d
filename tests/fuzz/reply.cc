// Replies anybody may have sent, as whole mails and as their text alone. What is kept of one is bounded text that was
// in it; cutting it again cuts nothing more of what counts, and quoting it leaves nothing.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "mail/read/html_text.h"
#include "mail/read/new_text.h"
#include "mail/read/reply.h"
#include "shared/model/alert.h"

namespace {

using namespace redrive;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check(mail::ReceivedMail mail) {
  if (mail.subject.empty()) mail.subject = "[RD-2026-000001]";
  const auto reply = mail::read_reply(mail, {});
  if (!reply) return;
  demand(reply->note.size() <= mail::kMaxNote);
  demand(model::clean_text(reply->note, mail::kMaxNote) == reply->note);
  demand(!reply->message_ids.empty() || !reply->tickets.empty());
  const std::string fresh = mail::new_text(mail.text);
  demand(fresh.size() <= mail.text.size());
  std::string quoted = "> ";
  for (const char c : mail.text) quoted += c == '\n' ? "\n> " : std::string(1, c);
  demand(mail::new_text(quoted).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  if (auto mail = mail::read_mail(raw)) check(std::move(*mail));
  mail::ReceivedMail plain, html;
  plain.text = model::clean_text(raw, 100'000);
  check(std::move(plain));
  html.text = mail::html_text(model::clean_text(raw, 100'000), 100'000);
  demand(html.text.size() <= 100'000);
  check(std::move(html));
  return 0;
}
