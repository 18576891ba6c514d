// Which of many words stand in a text, in one pass over it (Aho and Corasick 1975): the time is that of the text's
// length, whatever the text and the words are. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redrive::central {

// Constant after construction, safe from any thread.
class WordFinder {
 public:
  WordFinder() = default;
  explicit WordFinder(const std::vector<std::string>& words);  // none empty; ASCII letters in lower case

  // The places of the words in the list, each once, in no order.
  std::vector<int> find(std::string_view text) const;

 private:
  using Node = std::uint32_t;
  using Kind = std::uint16_t;

  Node add_node();
  void insert(std::string_view word, int place);
  void link();
  Node& next(Node node, Kind kind) { return next_[std::size_t{node} * kinds_ + kind]; }

  std::array<Kind, 256> kind_{};  // of each byte: those in no word are all of kind 0
  std::size_t kinds_ = 1;
  std::size_t words_ = 0;
  std::vector<Node> next_;                // by node and kind; node 0 is the beginning
  std::vector<std::vector<int>> ending_;  // by node: the words that end there
};

}  // namespace redrive::central
