// Rules and texts anybody may have written: the first line of the input is a pattern, the rest a text. The words looked
// for first must not hide a rule: what decides is the first rule that is found when each is tried by itself.
#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "central/core/classifier.h"

namespace {

using namespace redrive;
using central::Classifier;

class Plain {
 public:
  explicit Plain(const std::vector<config::ClassifyRule>& rules) {
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(false);
    for (const auto& rule : rules) patterns_.push_back(std::make_unique<RE2>(rule.pattern, options));
  }
  std::size_t first_in(std::string_view text) const {
    std::size_t i = 0;
    while (i < patterns_.size() && !RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *patterns_[i])) ++i;
    return i;
  }

 private:
  std::vector<std::unique_ptr<RE2>> patterns_;
};

void compare(const Classifier& classifier, const Plain& plain, std::string_view text) {
  if (text.empty() || text.size() > Classifier::kLooked) return;
  const auto by = classifier.explain("", text);
  const auto& rules = classifier.rules();
  const auto expected = plain.first_in(text);
  if (by.rule != (expected == rules.size() ? nullptr : &rules[expected])) std::abort();
  if (by.rule && by.found.type != by.rule->type) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), size);
  const std::string_view pattern = input.substr(0, std::min<std::size_t>(end, 200)),
                         text = input.substr(std::min(end + 1, size));

  static const Classifier shipped({}, {});
  static const Plain shipped_by_themselves(shipped.rules());
  compare(shipped, shipped_by_themselves, text);
  static_cast<void>(shipped.classify(pattern, text));

  const Classifier one({}, {{std::string(pattern), "timeout", "c.toml:1"}}, false);
  if (one.rules().empty() != !one.problems().empty()) std::abort();
  compare(one, Plain(one.rules()), text);
  return 0;
}
