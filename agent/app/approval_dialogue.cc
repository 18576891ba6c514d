#include "agent/app/approval_dialogue.h"

#include <algorithm>
#include <numeric>

#include "shared/text/columns.h"

namespace redrive::agent {
namespace {

// What terminals send beside words: Ctrl-L is a form feed.
constexpr std::string_view kBlank = " \t\r\f\v";

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  for (text = trim(text); !text.empty();) {
    const std::size_t end = std::min(text.find_first_of(" \t,"), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text = trim(text.substr(std::min(end + 1, text.size())));
  }
  return words;
}

}  // namespace

ApprovalDialogue::ApprovalDialogue(model::Plan plan) : plan_(std::move(plan)), wishes_(plan_.wishes) {
  show_all();
}

std::string ApprovalDialogue::opening(Screen screen) const {
  return summary_screen(plan_, screen) + "\n" + help_screen();
}

ApprovalDialogue::Answer ApprovalDialogue::take(std::string_view line, Screen screen) {
  line = trim(line);
  if (line == "approve") return {Ask::kApprove};
  if (line.empty()) return page(true, screen);
  if (line.front() == '/') return search(line.substr(1), screen);
  const std::string_view rest = trim(line.substr(1));
  const bool alone = line.size() == 1;
  if (!alone && line[1] != ' ' && line[1] != '\t') {
    return {Ask::kNothing, fmt::format("'{}' is none of these:\n", text::fit(line, 40)) + help_screen()};
  }
  switch (line.front()) {
    case 's':
      return {Ask::kNothing, summary_screen(plan_, screen)};
    case 'n':
      return page(true, screen);
    case 'p':
      return page(false, screen);
    case 'c':
      return {Ask::kNothing, command_screen(plan_, screen)};
    case 'd':
      return {Ask::kNothing, diff_screen(plan_, screen)};
    case 'k':
      return {Ask::kNothing, check_screen(plan_, screen)};
    case 'x':
      return exclude(rest);
    case 'i':
      return include(rest);
    case 'r':
      return refuse(rest);
    case 'q':
      return {Ask::kLeave};
    case 'a':
      return {Ask::kNothing,
              fmt::format("To run it on {} devices, type the whole word: approve\n", plan_.devices.size())};
    default:
      return {Ask::kNothing, help_screen()};
  }
}

void ApprovalDialogue::show_all() {
  shown_.resize(plan_.devices.size());
  std::iota(shown_.begin(), shown_.end(), 0U);
  search_.clear();
  first_ = 0;
  paging_ = false;
}

// The first page comes before the second, and the last one stays.
ApprovalDialogue::Answer ApprovalDialogue::page(bool forward, Screen screen) {
  const std::size_t rows = devices_a_page(screen);
  std::string note;
  if (paging_ && forward) {
    if (first_ + rows < shown_.size()) {
      first_ += rows;
    } else {
      note = "This is the last page.\n";
    }
  } else if (paging_) {
    if (first_ == 0) note = "This is the first page.\n";
    first_ -= std::min(first_, rows);
  }
  paging_ = true;
  return {Ask::kNothing, device_screen(plan_, shown_, first_, search_, screen) + note};
}

ApprovalDialogue::Answer ApprovalDialogue::search(std::string_view text, Screen screen) {
  text = trim(text);
  show_all();
  if (!text.empty()) {
    search_ = text;
    std::erase_if(shown_, [&](std::uint32_t i) {
      const model::PlannedDevice& device = plan_.devices[i];
      return device.device.find(search_) == std::string::npos && device.reason.find(search_) == std::string::npos;
    });
  }
  Answer answer = page(true, screen);
  if (shown_.empty()) show_all();
  return answer;
}

ApprovalDialogue::Answer ApprovalDialogue::exclude(std::string_view patterns) {
  auto all = words_in(patterns);
  if (all.empty()) return {Ask::kNothing, "Which ones? Names or patterns: x dev-7 till-* \n"};
  for (const std::string& pattern : all) {
    const bool meets = std::any_of(plan_.devices.begin(), plan_.devices.end(),
                                   [&](const auto& device) { return model::is_one_of({pattern}, device.device); });
    if (!meets) return {Ask::kNothing, fmt::format("No device of this plan is called '{}'.\n", text::fit(pattern, 60))};
  }
  all.insert(all.end(), wishes_.exclude.begin(), wishes_.exclude.end());
  auto checked = model::checked_patterns(std::move(all));
  if (!checked) return {Ask::kNothing, checked.error().message + "\n"};
  wishes_.exclude = std::move(*checked);
  return {Ask::kPlan};
}

// A name that was left out by a pattern cannot be taken in alone: the pattern goes.
ApprovalDialogue::Answer ApprovalDialogue::include(std::string_view patterns) {
  if (wishes_.exclude.empty()) return {Ask::kNothing, "No device is left out.\n"};
  const auto out = fmt::format("Left out are: {}\n", fmt::join(wishes_.exclude, ", "));
  const auto all = words_in(patterns);
  if (all.empty()) return {Ask::kNothing, out};
  for (const std::string& pattern : all) {
    const std::size_t gone = std::erase_if(wishes_.exclude, [&](const std::string& excluded) {
      return excluded == pattern || pattern == "*" || model::is_one_of({pattern}, excluded);
    });
    if (gone > 0) continue;
    wishes_ = plan_.wishes;
    return {Ask::kNothing, fmt::format("'{}' is not among what is left out. ", text::fit(pattern, 60)) + out};
  }
  return {Ask::kPlan};
}

ApprovalDialogue::Answer ApprovalDialogue::refuse(std::string_view reason) const {
  if (reason.empty()) {
    return {Ask::kNothing, "A refusal is kept with its reason: r disk of dev-7 is not cleared yet\n"};
  }
  return {Ask::kRefuse, "", std::string(reason)};
}

std::string ApprovalDialogue::replanned(model::Plan plan, Screen screen) {
  plan_ = std::move(plan);
  wishes_ = plan_.wishes;
  show_all();
  return "The plan was made anew; it is another one now.\n" + summary_screen(plan_, screen);
}

std::string ApprovalDialogue::not_replanned(const std::string& why) {
  wishes_ = plan_.wishes;
  return fmt::format("{}. The plan stays as it is.\n", text::fit(why, 400));
}

}  // namespace redrive::agent
