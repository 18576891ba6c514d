#include "central/core/word_finder.h"

namespace redrive::central {

WordFinder::WordFinder(const std::vector<std::string>& words) : words_(words.size()) {
  for (const auto& word : words) {
    for (const char c : word) {
      Kind& kind = kind_[static_cast<std::uint8_t>(c)];
      if (kind == 0) kind = static_cast<Kind>(kinds_++);
    }
  }
  for (char c = 'A'; c <= 'Z'; ++c)
    kind_[static_cast<std::uint8_t>(c)] = kind_[static_cast<std::uint8_t>(c - 'A' + 'a')];
  add_node();
  for (std::size_t i = 0; i < words.size(); ++i) insert(words[i], static_cast<int>(i));
  link();
}

WordFinder::Node WordFinder::add_node() {
  next_.resize(next_.size() + kinds_, 0);
  ending_.emplace_back();
  return static_cast<Node>(ending_.size() - 1);
}

void WordFinder::insert(std::string_view word, int place) {
  Node at = 0;
  for (const char c : word) {
    const auto kind = kind_[static_cast<std::uint8_t>(c)];
    if (next(at, kind) == 0) {
      const Node added = add_node();
      next(at, kind) = added;
    }
    at = next(at, kind);
  }
  ending_[at].push_back(place);
}

// Node by node, nearest to the beginning first: where a word cannot go on, it goes on as the longest of its ends that
// begins a word.
void WordFinder::link() {
  std::vector<Node> otherwise(ending_.size(), 0), queue;
  for (std::size_t kind = 0; kind < kinds_; ++kind) {
    if (next_[kind] != 0) queue.push_back(next_[kind]);
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const Node node = queue[i], end = otherwise[node];
    ending_[node].insert(ending_[node].end(), ending_[end].begin(), ending_[end].end());
    for (std::size_t kind = 0; kind < kinds_; ++kind) {
      Node& child = next(node, static_cast<Kind>(kind));
      const Node instead = next(end, static_cast<Kind>(kind));
      if (child != 0) {
        otherwise[child] = instead;
        queue.push_back(child);
      } else {
        child = instead;
      }
    }
  }
}

std::vector<int> WordFinder::find(std::string_view text) const {
  std::vector<int> found;
  if (words_ == 0) return found;
  std::vector<bool> seen(words_);
  Node at = 0;
  for (const char c : text) {
    at = next_[std::size_t{at} * kinds_ + kind_[static_cast<std::uint8_t>(c)]];
    for (const int word : ending_[at]) {
      if (seen[static_cast<std::size_t>(word)]) continue;
      seen[static_cast<std::size_t>(word)] = true;
      found.push_back(word);
    }
  }
  return found;
}

}  // namespace redrive::central
