#include "shared/cmdline/mistake.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <regex>

namespace redrive::cmdline {
namespace {

// A word of a command line, told apart.
struct Step {
  enum class Kind { kVerb, kOption, kUnknownOption, kWord } kind;
  std::string word;
};

// Reads words one by one and knows where in the tree it is.
class Walk {
 public:
  explicit Walk(const Command& program) : path_{&program} {}

  const Path& path() const { return path_; }

  std::optional<Step> take(const std::string& word) {
    if (is_value_) {
      is_value_ = false;
      return std::nullopt;
    }
    if (word == "--") words_only_ = true;
    if (!words_only_ && word.size() > 1 && word[0] == '-') return take_option(word);
    const Command* verb = words_only_ ? nullptr : path_.back()->find(word);
    if (!verb) return Step{Step::Kind::kWord, word};
    path_.push_back(verb);
    return Step{Step::Kind::kVerb, word};
  }

  // Options of the verb, and those of what it belongs to.
  std::vector<Option> options() const {
    std::vector<Option> all;
    for (auto at = path_.rbegin(); at != path_.rend(); ++at) {
      for (auto& option : (*at)->all_options()) all.push_back(std::move(option));
    }
    return all;
  }

 private:
  Step take_option(const std::string& word) {
    const std::string name = word.substr(0, word.find('='));
    const auto all = options();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Option& option) {
      return std::find(option.names.begin(), option.names.end(), name) != option.names.end();
    });
    if (found == all.end()) return {Step::Kind::kUnknownOption, name};
    is_value_ = !found->is_flag() && name.size() == word.size();
    return {Step::Kind::kOption, name};
  }

  Path path_;
  bool is_value_ = false;  // what comes next belongs to an option
  bool words_only_ = false;
};

// Letters put in, left out, changed, or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> far(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) far[i][0] = i;
  std::iota(far[0].begin(), far[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      far[i][j] = std::min({far[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), far[i - 1][j] + 1, far[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        far[i][j] = std::min(far[i][j], far[i - 2][j - 2] + 1);
    }
  }
  return far.back().back();
}

std::vector<std::string> verb_names(const Command& command) {
  std::vector<std::string> names;
  for (const auto& verb : command.verbs) names.push_back(verb.name);
  return names;
}

std::string guess(const std::string& word, const std::vector<std::string>& known) {
  const std::string near = nearest(word, known);
  return near.empty() ? "" : "; did you mean " + near + "?";
}

std::string no_verb(const Command& command, const std::string& word) {
  const auto names = verb_names(command);
  const std::string near = guess(word, names);
  const bool few = names.size() <= 10;
  return fmt::format("there is no verb '{}'{}{}", word, near,
                     near.empty() && few ? fmt::format("; expected {}", fmt::join(names, ", ")) : "");
}

}  // namespace

std::string reworded(const std::string& said) {
  std::string words = said.substr(0, said.find("\nRun with"));
  std::replace(words.begin(), words.end(), '\n', ' ');
  std::smatch parts;
  static const std::regex kNotIn("(.*): (.*) not in \\{(.*)\\}"), kRange("(.*): Value (.*) not in range (.*)"),
      kJustOne("Exactly 1 option from \\[(.*)\\] is required( and .*)?"),
      kOneAtLeast("At least 1 option from \\[(.*)\\] is required"),
      kTwice("(.*): At Most 1 required but received ([0-9]+)"),
      kUnexpected("The following arguments? (?:was|were) not expected: (.*)");
  const auto listed = [](std::string names) { return std::regex_replace(names, std::regex(","), ", "); };
  if (std::regex_match(words, parts, kNotIn))
    return parts.str(1) + " '" + parts.str(2) + "': expected one of " + listed(parts.str(3));
  if (std::regex_match(words, parts, kRange)) return parts.str(1) + " " + parts.str(2) + ": expected " + parts.str(3);
  if (std::regex_match(words, parts, kJustOne)) return "just one of these is expected: " + listed(parts.str(1));
  if (std::regex_match(words, parts, kOneAtLeast)) return "one of these is expected: " + listed(parts.str(1));
  if (std::regex_match(words, parts, kTwice))
    return parts.str(1) + " was given " + parts.str(2) + " times; once is expected";
  if (std::regex_match(words, parts, kUnexpected)) return "'" + parts.str(1) + "' was not expected";
  return words;
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& one : known) {
    // Whoever begins a word rightly meant that one: "dist" is distribute.
    const std::size_t far = word.size() >= 3 && one.starts_with(word) ? 1 : distance(word, one);
    if (far < least) {
      least = far;
      best = one;
    }
  }
  return best;
}

Path follow(const Command& program, const std::vector<std::string>& words) {
  Walk walk(program);
  for (const auto& word : words) (void)walk.take(word);
  return walk.path();
}

std::optional<std::string> unknown_word(const Command& program, const std::vector<std::string>& words) {
  Walk walk(program);
  for (const auto& word : words) {
    const auto step = walk.take(word);
    if (!step) continue;
    if (step->kind == Step::Kind::kWord && !walk.path().back()->verbs.empty())
      return no_verb(*walk.path().back(), word);
    if (step->kind != Step::Kind::kUnknownOption) continue;
    std::vector<std::string> names;
    for (const auto& option : walk.options()) names.insert(names.end(), option.names.begin(), option.names.end());
    return fmt::format("there is no option {}{}", step->word, guess(step->word, names));
  }
  const Command& last = *walk.path().back();
  if (last.verbs.empty()) return std::nullopt;
  return fmt::format("a verb is expected: {}", fmt::join(verb_names(last), ", "));
}

}  // namespace redrive::cmdline
