#include "central/core/site_search.h"

#include <algorithm>
#include <cmath>

namespace redrive::central {
namespace {

constexpr double kGenericShare = 0.3, kStrangeShare = 0.3, kDetailShare = 0.1;  // of what a distinctive word weighs
constexpr double kWorthScoring = 0.35;
constexpr std::size_t kScored = 256;  // forms looked at closely, the likeliest first

// "Building 24" is not "Building 25", wherever else a 25 stands.
bool labels_contradict(const PlaceWord& a, const PlaceWord& b) {
  return !a.label.empty() && a.label == b.label && a.kind == b.kind && a.text != b.text;
}

// Numbers without a label are told apart by their order: "4-2" is not "2-4".
template <typename Left, typename Right, typename WordOf>
bool order_contradicts(const Left& left, const Right& right, WordOf word_of) {
  const auto bare = [](const PlaceWord& w) { return w.kind == WordKind::kNumber && w.label.empty(); };
  auto last = right.begin();
  for (const auto& l : left) {
    if (!bare(word_of(l))) continue;
    const auto same = std::find_if(right.begin(), right.end(), [&](const auto& r) {
      return bare(word_of(r)) && word_of(r).text == word_of(l).text;
    });
    if (same == right.end()) continue;
    if (same < last) return true;
    last = same;
  }
  return false;
}

// Of one kind each side has one the other lacks.
template <typename Left, typename Right, typename WordOf>
bool contradict(const Left& left, const Right& right, WordOf word_of) {
  const auto missing = [&](const PlaceWord& one, const auto& others) {
    return std::none_of(others.begin(), others.end(), [&](const auto& o) { return word_of(o).text == one.text; });
  };
  for (const auto& l : left) {
    const PlaceWord& a = word_of(l);
    if (!is_exact(a.kind)) continue;
    for (const auto& r : right) {
      const PlaceWord& b = word_of(r);
      if (labels_contradict(a, b)) return true;
      if (b.kind != a.kind || a.detail || b.detail) continue;
      if (missing(a, right) && missing(b, left)) return true;
    }
  }
  return order_contradicts(left, right, word_of);
}

// Puts a place behind those before it, each location once.
void rank(SearchResult& result, const Resemblance& found) {
  if (found.location == result.best.location) {
    result.best.score = std::max(result.best.score, found.score);
  } else if (found.score > result.best.score) {
    result.second = result.best;
    result.best = found;
  } else if (found.score > result.second.score) {
    result.second = found;
  }
}

}  // namespace

void SiteSearch::add(const model::Location& location, const std::vector<PlaceWord>& words) {
  Form form{&location, {}, 0};
  for (const auto& word : words) {
    const WordId id = book_.add(word);
    if (forms_with_.size() <= id) forms_with_.resize(id + 1);
    const bool again = std::any_of(form.words.begin(), form.words.end(), [&](const auto& w) { return w.id == id; });
    if (!again) forms_with_[id].push_back(static_cast<FormId>(forms_.size()));
    if (!again || !word.label.empty()) form.words.push_back({id, word});
  }
  forms_.push_back(std::move(form));
}

void SiteSearch::finish() {
  const double all = static_cast<double>(std::max<std::size_t>(forms_.size(), 1));
  strange_ = kStrangeShare * std::log(1 + all);
  weights_.resize(forms_with_.size());
  for (std::size_t id = 0; id < weights_.size(); ++id) {
    weights_[id] = std::log(1 + all / static_cast<double>(forms_with_[id].size()));
  }
  for (auto& form : forms_) {
    for (const auto& [id, word] : form.words) {
      if (word.kind == WordKind::kGeneric) weights_[id] = std::min(weights_[id], strange_);
    }
  }
  for (auto& form : forms_) {
    for (const auto& [id, word] : form.words) form.weight += weights_[id];
  }
}

SiteSearch::Asked SiteSearch::ask(std::vector<PlaceWord> words) const {
  Asked asked;
  for (auto& word : book_.respaced(std::move(words))) {
    AskedWord one{std::move(word), {}, 0};
    one.like = book_.like(one.word);
    one.weight = one.like.empty() ? strange_ : weights_[one.like.front().word];
    if (one.word.detail) one.weight = kDetailShare * strange_;
    asked.weight += one.weight;
    asked.words.push_back(std::move(one));
  }
  return asked;
}

std::vector<SiteSearch::Guess> SiteSearch::guess(const Asked& asked) const {
  struct Sum {
    double explained = 0, said = 0;
    std::uint32_t last = 0;
  };
  std::vector<Sum> sums(forms_.size());
  std::vector<FormId> touched;
  for (std::uint32_t i = 0; i < asked.words.size(); ++i) {
    const AskedWord& word = asked.words[i];
    for (const auto& [id, degree] : word.like) {
      for (const FormId form : forms_with_[id]) {
        Sum& sum = sums[form];
        if (sum.last == i + 1) continue;  // a likelier spelling counted
        if (sum.last == 0) touched.push_back(form);
        sum.last = i + 1;
        sum.explained += degree * word.weight;
        sum.said += degree * weights_[id];
      }
    }
  }
  std::vector<Guess> guesses;
  for (const FormId form : touched) {
    const Sum& sum = sums[form];
    const double score =
        (std::min(sum.explained / asked.weight, 1.0) + std::min(sum.said / forms_[form].weight, 1.0)) / 2;
    if (score >= kWorthScoring) guesses.push_back({form, score});
  }
  const auto likelier = [](const Guess& a, const Guess& b) {
    return a.score != b.score ? a.score > b.score : a.form < b.form;
  };
  const auto kept = guesses.begin() + static_cast<std::ptrdiff_t>(std::min(guesses.size(), kScored));
  std::partial_sort(guesses.begin(), kept, guesses.end(), likelier);
  guesses.erase(kept, guesses.end());
  return guesses;
}

double SiteSearch::score(const Asked& asked, const Form& form) const {
  struct WordOf {
    const PlaceWord& operator()(const AskedWord& w) const { return w.word; }
    const PlaceWord& operator()(const FormWord& w) const { return w.word; }
  };
  if (contradict(asked.words, form.words, WordOf{})) return 0;
  double explained = 0, said = 0;
  for (const auto& word : asked.words) {
    double degree = 0;
    for (const auto& like : word.like) {
      const bool in_it =
          std::any_of(form.words.begin(), form.words.end(), [&](const FormWord& w) { return w.id == like.word; });
      if (in_it) degree = std::max(degree, like.degree);
    }
    explained += degree * word.weight;
  }
  for (const auto& [id, word] : form.words) {
    double degree = 0;
    for (const auto& one : asked.words) {
      for (const auto& like : one.like) {
        if (like.word == id) degree = std::max(degree, like.degree);
      }
    }
    said += degree * weights_[id];
  }
  return (explained / asked.weight + said / form.weight) / 2;
}

SearchResult SiteSearch::search(std::vector<PlaceWord> words, std::string_view recorded) const {
  SearchResult result;
  const Asked asked = ask(std::move(words));
  for (const Guess& guess : guess(asked)) {
    const Form& form = forms_[guess.form];
    const double found = score(asked, form);
    if (found <= 0) continue;
    rank(result, {form.location, found});
    if (form.location->code == recorded) result.recorded = std::max(result.recorded, found);
  }
  return result;
}

}  // namespace redrive::central
