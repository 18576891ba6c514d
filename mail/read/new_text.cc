#include "mail/read/new_text.h"

#include <vector>

#include "mail/read/fields.h"

namespace redrive::mail {
namespace {

using Lines = std::vector<std::string_view>;

template <std::size_t N>
bool begins_with_any(std::string_view text, const std::array<std::string_view, N>& starts) {
  return std::ranges::any_of(starts, [&](std::string_view start) { return text.starts_with(start); });
}

bool is_quoted(std::string_view line) {
  return trim(line).starts_with('>');
}

bool is_blank(std::string_view line) {
  return trim(line).empty();
}

bool has_digit(std::string_view line) {
  return line.find_first_of("0123456789") != std::string_view::npos;
}

// "-----Original Message-----", "---------- Forwarded message ---------", "---- On Fri, … wrote ----"
bool is_separator(std::string_view line) {
  line = trim(line);
  constexpr std::size_t kDashes = 6, kLongest = 120;  // in all
  const auto first = line.find_first_not_of('-'), last = line.find_last_not_of('-');
  if (line.size() > kLongest || first == std::string_view::npos || first < 2) return false;
  const std::size_t after = line.size() - last - 1;
  return after >= 2 && first + after >= kDashes && last - first >= 3;
}

// Of "From: …" and "*Von:* …" the key in lower case; empty of other lines.
std::string header_key(std::string_view line) {
  line = trim(line);
  while (line.starts_with('*')) line.remove_prefix(1);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon > 20) return {};
  std::string_view key = trim(line.substr(0, colon));
  while (key.ends_with('*')) key.remove_suffix(1);
  return lower_case(trim(key));
}

// The beginning of what Outlook puts before the mail it answers, in the languages it is met in most.
bool begins_headers(const Lines& lines, std::size_t at) {
  static constexpr std::array<std::string_view, 7> kFrom{"from", "von", "de", "da", "fra", "från", "van"};
  static constexpr std::array<std::string_view, 40> kOther{
      "sent",    "date",      "to",          "cc",        "subject",    "importance", "gesendet",   "datum",
      "an",      "betreff",   "wichtigkeit", "envoyé",    "à",          "objet",      "inviato",    "data",
      "a",       "oggetto",   "sendt",       "dato",      "til",        "emne",       "skickat",    "till",
      "ämne",    "verzonden", "aan",         "onderwerp", "enviado",    "fecha",      "para",       "asunto",
      "assunto", "kopie",     "kopi",        "reply-to",  "antwort an", "enviada em", "enviado el", "cc."};
  if (std::ranges::find(kFrom, header_key(lines[at])) == kFrom.end()) return false;
  std::size_t others = 0, looked = 0;
  for (std::size_t i = at + 1; i < lines.size() && looked < 4; ++i) {
    if (is_blank(lines[i])) continue;
    ++looked;
    if (std::ranges::find(kOther, header_key(lines[i])) != kOther.end()) ++others;
  }
  return others >= 2;
}

// How many lines from `at` say "On 27 Nov 2026, NOC <noc@x> wrote:"; 0 where they do not.
std::size_t attribution(const Lines& lines, std::size_t at) {
  struct Words {
    std::string_view first, last;
  };
  static constexpr std::array<Words, 10> kWords{{{"on ", "wrote:"},
                                                 {"am ", ""},
                                                 {"le ", "a écrit :"},
                                                 {"le ", "a écrit:"},
                                                 {"il ", "ha scritto:"},
                                                 {"el ", "escribió:"},
                                                 {"em ", "escreveu:"},
                                                 {"den ", ":"},
                                                 {"op ", ":"},
                                                 {"på ", ":"}}};
  static constexpr std::array<std::string_view, 4> kVerbs{" schrieb", " skrev", " schreef", " wrote"};
  constexpr std::size_t kMost = 3, kLongest = 400;
  std::string joined;
  for (std::size_t n = 1; n <= kMost && at + n <= lines.size(); ++n) {
    joined += (n > 1 ? " " : "") + lower_case(trim(lines[at + n - 1]));
    if (joined.size() > kLongest) return 0;
    if (!joined.ends_with(':') || !has_digit(joined)) continue;
    for (const auto& [first, last] : kWords) {
      if (!joined.starts_with(first)) continue;
      const bool by_verb =
          std::ranges::any_of(kVerbs, [&](std::string_view verb) { return joined.find(verb) != std::string::npos; });
      if (last.size() > 1 ? joined.ends_with(last) : by_verb) return n;
    }
  }
  return 0;
}

// A line that introduces the quoted lines after it, in any language: it ends in a colon and tells when or who.
bool introduces(std::string_view line) {
  line = trim(line);
  return line.ends_with(':') && (has_digit(line) || line.find('@') != std::string_view::npos);
}

bool is_device_signature(std::string_view line) {
  static constexpr std::array<std::string_view, 19> kStarts{"sent from my ",
                                                            "sent from outlook",
                                                            "sent from mail ",
                                                            "sent via ",
                                                            "sent with ",
                                                            "get outlook for ",
                                                            "outlook for ",
                                                            "von meinem ",
                                                            "gesendet von ",
                                                            "gesendet mit ",
                                                            "envoyé de ",
                                                            "envoyé depuis ",
                                                            "inviato da ",
                                                            "enviado desde ",
                                                            "enviado do ",
                                                            "skickat från ",
                                                            "sendt fra ",
                                                            "verzonden vanaf ",
                                                            "diese nachricht wurde von meinem "};
  constexpr std::size_t kLongest = 120;
  return line.size() <= kLongest && begins_with_any(lower_case(trim(line)), kStarts);
}

// Spaces that are none and characters nobody sees, as phones and word processors put them in.
std::string plain_spaces(std::string_view text) {
  struct Piece {
    std::string_view from, to;
  };
  static constexpr std::array<Piece, 5> kPieces{
      {{"\xC2\xA0", " "}, {"\xE2\x80\xAF", " "}, {"\xE2\x80\x8B", ""}, {"\xE2\x80\x8C", ""}, {"\xEF\xBB\xBF", ""}}};
  std::string out;
  while (!text.empty()) {
    const auto piece = std::ranges::find_if(kPieces, [&](const Piece& p) { return text.starts_with(p.from); });
    out += piece == kPieces.end() ? text.substr(0, 1) : piece->to;
    text.remove_prefix(piece == kPieces.end() ? 1 : piece->from.size());
  }
  return out;
}

// The lines that were written anew, without two empty ones in a row, before the signature is looked for.
Lines without_quotes(const Lines& lines) {
  Lines kept;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (is_quoted(lines[at])) {
      // Only now it is known what the line before it was for.
      const std::size_t last = kept.size() - (!kept.empty() && is_blank(kept.back()) ? 1 : 0);
      if (last > 0 && introduces(kept[last - 1])) {
        const bool broken = !has_digit(kept[last - 1]) || trim(kept[last - 1]).starts_with('<');
        const bool two = last > 1 && broken && !is_blank(kept[last - 2]) && has_digit(kept[last - 2]);
        kept.resize(last - (two ? 2 : 1));
      }
      while (at + 1 < lines.size() && is_quoted(lines[at + 1])) ++at;
      continue;
    }
    if (is_separator(lines[at]) || begins_headers(lines, at)) break;
    if (const std::size_t length = attribution(lines, at); length > 0) {
      std::size_t next = at + length;
      while (next < lines.size() && is_blank(lines[next])) ++next;
      if (next == lines.size() || !is_quoted(lines[next])) break;
      at = next - 1;
      continue;
    }
    if (!is_blank(lines[at]) || (!kept.empty() && !is_blank(kept.back()))) kept.push_back(lines[at]);
  }
  return kept;
}

void cut_signature(Lines& lines) {
  constexpr std::size_t kMostAfter = 2;
  std::size_t after = 0;  // lines with something in them below
  std::size_t end = lines.size();
  for (std::size_t at = lines.size(); at-- > 0;) {
    if (lines[at] == "-- " || lines[at] == "--") end = at;
    const bool alone = at == 0 || is_blank(lines[at - 1]);
    if (after <= kMostAfter && alone && is_device_signature(lines[at])) end = at;
    if (!is_blank(lines[at])) ++after;
  }
  lines.resize(end);
}

bool is_rule(std::string_view line) {
  return trim(line).find_first_not_of("_") == std::string_view::npos;
}

}  // namespace

std::string new_text(std::string_view text) {
  const std::string plain = plain_spaces(text);
  Lines lines;
  for (std::string_view rest = plain; !rest.empty();) lines.push_back(take_line(rest));
  lines = without_quotes(lines);
  cut_signature(lines);
  while (!lines.empty() && is_rule(lines.back())) lines.pop_back();
  std::string out;
  for (const auto& line : lines) {
    const bool blank = is_blank(line);
    if (blank && (out.empty() || out.ends_with("\n\n"))) continue;
    out.append(blank ? std::string_view() : line) += '\n';
  }
  return std::string(trim(out));
}

}  // namespace redrive::mail
