#include "mail/read/reply.h"

#include <utf8proc.h>

#include "mail/read/new_text.h"
#include "mail/read/ticket_ids.h"
#include "shared/model/alert.h"

namespace redrive::mail {
namespace {

constexpr std::string_view kEnds = ".,;:!*_\"'", kBegins = "*_\"'";

std::string folded(std::string_view text) {
  utf8proc_uint8_t* out = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &out, static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  if (length < 0) return std::string(text);
  std::string result(reinterpret_cast<char*>(out), static_cast<std::size_t>(length));
  std::free(out);
  return result;
}

// The next word of `text` and its place; empty at the end.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

std::string_view without_ends(std::string_view word) {
  return word.substr(0, word.find_last_not_of(kEnds) + 1);
}

// What stands after the phrase at the beginning of `line`; nothing where the line does not begin with it. The last word
// may end in punctuation, and may have the note right behind a comma.
std::optional<std::string_view> after_phrase(std::string_view line, std::string_view phrase) {
  bool first = true;
  while (true) {
    const std::string_view wanted = take_word(phrase);
    if (wanted.empty()) return first ? std::nullopt : std::optional(line);
    const bool last = trim(phrase).empty();
    std::string_view word = take_word(line);
    if (first) word.remove_prefix(std::min(word.find_first_not_of(kBegins), word.size()));
    first = false;
    if (!last) {
      if (folded(word) != folded(wanted)) return std::nullopt;
      continue;
    }
    const auto inner = word.find_first_of(",;:!");
    const std::string_view head = word.substr(0, inner);
    if (folded(without_ends(head)) != folded(without_ends(wanted)) || without_ends(head).empty()) return std::nullopt;
    return inner == std::string_view::npos ? line
                                           : std::string_view(word.data() + inner, word.size() - inner + line.size());
  }
}

// "Hello," or "Dear NOC team,": nothing is said by it yet.
bool is_greeting(std::string_view line) {
  static constexpr std::array<std::string_view, 13> kWords{"hi",   "hello", "hallo", "hey",     "dear", "good", "guten",
                                                           "moin", "hej",   "hei",   "bonjour", "hola", "ciao"};
  constexpr std::size_t kLongest = 60, kMostWords = 4;
  if (line.size() > kLongest || line.find_first_of(".?;:") != std::string_view::npos) return false;
  std::size_t words = 0;
  const std::string lower = folded(line);
  std::string_view rest = lower;
  const std::string first(without_ends(take_word(rest)));
  for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) ++words;
  return std::ranges::find(kWords, first) != kWords.end() && words < kMostWords;
}

std::string_view without_dash(std::string_view note) {
  constexpr std::array<std::string_view, 8> kLead{"-", ":", ",", ";", "!", ".", "\xE2\x80\x93", "\xE2\x80\x94"};
  for (bool more = true; more;) {
    note = trim(note);
    const auto lead = std::ranges::find_if(kLead, [&](std::string_view mark) { return note.starts_with(mark); });
    more = lead != kLead.end();
    if (more) note.remove_prefix(lead->size());
  }
  return note;
}

struct Said {
  ReplyCommand command = ReplyCommand::kNote;
  std::string_view note;
};

// The longest phrase that `text` begins with.
std::optional<Said> command_of(std::string_view text, const config::ReplyOptions& words) {
  std::string_view rest = text;
  const std::string_view line = take_line(rest);
  const std::pair<ReplyCommand, const std::vector<std::string>*> kinds[] = {
      {ReplyCommand::kAck, &words.ack},
      {ReplyCommand::kResolved, &words.resolved},
      {ReplyCommand::kNote, &words.note},
      {ReplyCommand::kWrongCentre, &words.wrong_centre}};
  std::optional<Said> found;
  std::size_t longest = 0;
  for (const auto& [command, phrases] : kinds) {
    for (const auto& phrase : *phrases) {
      const auto after = after_phrase(line, phrase);
      if (!after || phrase.size() <= longest) continue;
      longest = phrase.size();
      const std::string_view note = text.substr(static_cast<std::size_t>(after->data() - text.data()));
      found = {command, without_dash(note)};
    }
  }
  return found;
}

Said what_is_said(std::string_view text, const config::ReplyOptions& words) {
  if (const auto said = command_of(text, words)) return *said;
  std::string_view rest = text;
  if (is_greeting(trim(take_line(rest)))) {
    if (const auto said = command_of(trim(rest), words)) return *said;
  }
  return {ReplyCommand::kNote, text};
}

}  // namespace

std::string_view to_string(ReplyCommand command) {
  switch (command) {
    case ReplyCommand::kNote:
      return "note";
    case ReplyCommand::kAck:
      return "ack";
    case ReplyCommand::kResolved:
      return "resolved";
    case ReplyCommand::kWrongCentre:
      return "wrong centre";
  }
  return "note";
}

std::optional<Reply> read_reply(const ReceivedMail& mail, const config::ReplyOptions& words) {
  Reply reply;
  const auto take_id = [&](const std::string& id) {
    if (is_own_message_id(id) && std::ranges::find(reply.message_ids, id) == reply.message_ids.end())
      reply.message_ids.push_back(id);
  };
  std::for_each(mail.in_reply_to.rbegin(), mail.in_reply_to.rend(), take_id);
  std::for_each(mail.references.rbegin(), mail.references.rend(), take_id);
  reply.tickets = ticket_ids(mail.subject);
  if (reply.message_ids.empty() && reply.tickets.empty()) return std::nullopt;
  const std::string text = new_text(mail.text);
  const Said said = what_is_said(text, words);
  reply.command = said.command;
  reply.note = model::clean_text(said.note, kMaxNote);
  return reply;
}

}  // namespace redrive::mail
